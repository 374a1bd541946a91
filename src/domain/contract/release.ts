import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { InvoiceId } from '../kernel/ids.ts';
import type { CommandOf } from './commands.ts';
import type { Charge, ContractEvent } from './events.ts';
import { chargedPeriods } from './fence.ts';
import type { BindingContract, Claim } from './state.ts';

/**
 * Undoes the claim of a document that came to nothing, or some of its charges: the next run bills them again. What was
 * forgiven stays so.
 */
export function releaseCharges(command: CommandOf<'releaseCharges'>, state: BindingContract): Decision<ContractEvent> {
  const claim = state.claims.find((candidate) => candidate.invoiceId === command.invoiceId);
  if (claim === undefined) {
    return reject(
      'CLAIM_NOT_FOUND',
      `Contract ${state.contractNumber} has no charges on document ${command.invoiceId}.`,
    );
  }
  const { chargeIds, reason } = command;
  const wanted = claim.charges.filter(({ chargeId }) => chargeIds === null || chargeIds.includes(chargeId));
  const release = releaseOf(state, claim, wanted, { reason, creditNoteId: null });
  return release === null ? accept() : accept(release);
}

/**
 * A credit note that bills its charges again is final: they are released, with all that ever reduced them, since that is
 * credited already.
 */
export function releaseCredited(
  { creditNoteId, reason }: CommandOf<'releaseCredited'>,
  state: BindingContract,
): Decision<ContractEvent> {
  const taken = new Set(
    state.credits
      .filter((credit) => credit.creditNoteId === creditNoteId && credit.kind === 'rebill')
      .map(({ chargeId }) => chargeId),
  );
  const releases = state.claims.flatMap((claim) => {
    const wanted = claim.charges.filter(({ chargeId, reduces }) => taken.has(chargeId) || taken.has(reduces ?? ''));
    return releaseOf(state, claim, wanted, { reason, creditNoteId }) ?? [];
  });
  return accept(...releases);
}

function releaseOf(
  state: BindingContract,
  claim: Claim,
  wanted: readonly Charge[],
  { reason, creditNoteId }: { readonly reason: string; readonly creditNoteId: InvoiceId | null },
): ContractEvent | null {
  const goes = new Set(wanted.filter(({ chargeId }) => !state.waived.includes(chargeId)));
  if (claim.isReleased || goes.size === 0) {
    return null;
  }
  const { claimId, invoiceId } = claim;
  const release = { claimId, invoiceId, creditNoteId, reason };
  const stays = claim.charges.filter((charge) => !goes.has(charge));
  if (stays.length === 0 && creditNoteId === null) {
    return { type: 'ChargesReleased', data: { ...release, chargeIds: null, periods: [] } };
  }
  const left = new Set(chargedPeriods(stays).map((period) => JSON.stringify(period)));
  const periods = chargedPeriods([...goes]).filter((period) => !left.has(JSON.stringify(period)));
  return {
    type: 'ChargesReleased',
    data: { ...release, chargeIds: [...goes].map(({ chargeId }) => chargeId), periods },
  };
}
