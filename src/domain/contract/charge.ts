import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { DueCharge, DueRange } from '../rating/due.ts';
import { bearerOf, bearersOf } from './bearer.ts';
import { chargesDue } from './charges-due.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent } from './events.ts';
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
  const charges = due.map((charge, index) => ({ chargeId: `${claimId}.${index + 1}`, ...charge }));
  return accept({ type: 'ChargesRaised', data: { claimId, runId, invoiceId, bearer, from, through, charges } });
}

/** What is due on the documents of one account, or (null) on the buyer's. */
export function dueFor(state: BindingContract, bearer: AccountId | null, range: DueRange): DueCharge[] {
  const due = chargesDue(state, range);
  return bearersOf(state).length === 0 ? due : due.filter((charge) => bearerOf(state, charge) === bearer);
}

/** Undoes the claim of a document that came to nothing: the next run bills it again. */
export function releaseCharges(command: CommandOf<'releaseCharges'>, state: BindingContract): Decision<ContractEvent> {
  const claim = state.claims.find((candidate) => candidate.invoiceId === command.invoiceId);
  if (claim === undefined) {
    return reject(
      'CLAIM_NOT_FOUND',
      `Contract ${state.contractNumber} has no charges on document ${command.invoiceId}.`,
    );
  }
  if (claim.isReleased) {
    return accept();
  }
  const { claimId, invoiceId } = claim;
  return accept({ type: 'ChargesReleased', data: { claimId, invoiceId, reason: command.reason } });
}
