import type { RunRequest } from '../../domain/billing-run/billing-run.ts';
import { dueFor } from '../../domain/contract/charge.ts';
import type { BindingContract, Claim, ContractState } from '../../domain/contract/state.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import type { InvoiceState } from '../../domain/invoice/state.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import type { DueCharge } from '../../domain/rating/due.ts';
import { execute } from '../execute.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { invoiceStream } from '../streams.ts';
import { membersOf, releaseUnlisted } from './close-document.ts';

/**
 * Only finalised charges are credited, and a draft is made anew when something on it changes (billing-rules: charges and
 * documents). A draft of this contract alone that the run would bill again is discarded, and its charges are due again.
 * A draft that others stand on is left to its reviewer: more is billed beside it, but nothing on it can be reduced.
 */
export async function clearDrafts(
  eventStore: EventStore,
  state: ContractState,
  bearer: AccountId | null,
  run: RunRequest,
  provenance: Provenance,
): Promise<'clear' | 'released' | Rejection> {
  if ((state.status !== 'active' && state.status !== 'cancelled') || state.reopenedFrom === null) {
    return 'clear'; // nothing changed since the last claim, so nothing on a draft can
  }
  const due = dueOrNothing(state, bearer, run);
  const changed = new Set(due.map(({ lineId, periodStart }) => `${lineId} ${periodStart}`));
  const reduced = new Set(due.map(({ reduces }) => reduces));
  let outcome: 'clear' | 'released' = 'clear';
  for (const claim of state.claims) {
    if (
      claim.isReleased ||
      claim.bearer !== bearer ||
      !claim.periods.some(({ lineId, start }) => changed.has(`${lineId} ${start}`))
    ) {
      continue;
    }
    const document = await withoutOwnDraft(eventStore, state, claim, run, provenance);
    if (document.status === 'discarded' || document.status === 'empty' || document.status === 'void') {
      const reason = `Contract ${state.contractNumber} changed; its charges are billed anew.`;
      await releaseUnlisted(eventStore, claim.invoiceId, document, [state.contractId], reason, provenance);
      outcome = 'released';
    } else if (!isFinal(document) && claim.charges.some(({ chargeId }) => reduced.has(chargeId))) {
      return {
        code: 'CHARGES_ON_DRAFT',
        message: `Contract ${state.contractNumber} owes less than stands on draft ${claim.invoiceId}; finalise or discard that one first.`,
      };
    }
  }
  return outcome;
}

/** A contract that cannot be rated is a fault of its claim, which says so. */
function dueOrNothing(state: BindingContract, bearer: AccountId | null, run: RunRequest): DueCharge[] {
  try {
    return dueFor(state, bearer, run);
  } catch {
    return [];
  }
}

/** The claim's document, discarded if it is a draft of this contract alone that this run bills again. */
async function withoutOwnDraft(
  eventStore: EventStore,
  { contractId, contractNumber }: BindingContract,
  claim: Claim,
  run: RunRequest,
  provenance: Provenance,
): Promise<InvoiceState> {
  const { invoiceId } = claim;
  const stream = invoiceStream(provenance.tenantId, invoiceId);
  const loaded = await eventStore.load(stream, invoice);
  const isAlone = membersOf(loaded.state).every((each) => each.outcome !== 'claimed' || each.contractId === contractId);
  const isBilledAgain =
    claim.through <= run.through && claim.periods.every(({ start }) => run.from === null || start >= run.from);
  const isOpen = loaded.state.status === 'draft' || loaded.state.status === 'held';
  if (!isOpen || !isAlone || !isBilledAgain) {
    return loaded.state;
  }
  const reason = `Contract ${contractNumber} changed; the document is made anew.`;
  const command = { kind: 'discard', reason } as const;
  const outcome = await execute(eventStore, invoice, stream, command, step(provenance, 'regenerate', invoiceId), {
    loaded,
  });
  // Refused when somebody has just finalised it; then it can be corrected.
  return outcome.outcome === 'accepted' ? outcome.state : (await eventStore.load(stream, invoice)).state;
}

function isFinal({ status }: InvoiceState): boolean {
  return status === 'finalising' || status === 'finalised';
}
