import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { DueCharge, DueRange } from '../rating/due.ts';
import { bearerOf, bearersOf } from './bearer.ts';
import { chargesDue } from './charges-due.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent } from './events.ts';
import { pendingRebill } from './grant-credit.ts';
import { setOffsOf } from './set-off.ts';
import type { BindingContract } from './state.ts';

/**
 * Claims everything that is due. Accepting with no event means that nothing is due. The append at the revision that was
 * read makes it a claim: of two workers one wins, and the other finds nothing left.
 */
export function raiseCharges(command: CommandOf<'raiseCharges'>, state: BindingContract): Decision<ContractEvent> {
  const { claimId, runId, invoiceId, bearer, from, through } = command;
  if (state.claims.some((claim) => claim.claimId === claimId)) {
    return accept();
  }
  const due = dueFor(state, bearer, { from, through });
  if (due.length === 0) {
    return accept();
  }
  if (due.some(({ reduces }) => reduces !== null && pendingRebill(state, reduces))) {
    return reject(
      'CHARGES_BEING_CREDITED',
      `A credit note is taking charges of contract ${state.contractNumber} back that are to be reduced; finalise or discard it first.`,
    );
  }
  const charges = due.map((charge, index) => ({ chargeId: `${claimId}.${index + 1}`, ...charge }));
  const raised = { claimId, runId, invoiceId, bearer, from, through, charges };
  const setOffs = setOffsOf(state, charges);
  return setOffs.length === 0
    ? accept({ type: 'ChargesRaised', data: raised })
    : accept<ContractEvent>(
        { type: 'ChargesRaised', data: raised },
        { type: 'GoodwillSetOff', data: { claimId, setOffs } },
      );
}

/** What is due on the documents of one account, or (null) on the buyer's. */
export function dueFor(state: BindingContract, bearer: AccountId | null, range: DueRange): DueCharge[] {
  const due = chargesDue(state, range);
  return bearersOf(state).length === 0 ? due : due.filter((charge) => bearerOf(state, charge) === bearer);
}
