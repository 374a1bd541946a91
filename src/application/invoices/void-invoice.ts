import { contract } from '../../domain/contract/contract.ts';
import { type BindingContract, chargesInForce } from '../../domain/contract/state.ts';
import type { InvoiceState } from '../../domain/invoice/state.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import type { BillingDeps } from '../billing/dependencies.ts';
import { createParties } from '../billing/parties.ts';
import { releaseClaims } from '../billing/release.ts';
import { createWorkbench } from '../billing/workbench.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { contractStream } from '../streams.ts';
import { type DocumentOutcome, loadDocument, onDocument } from './on-document.ts';
import { settleCredit } from './settle-credit.ts';

export interface VoidInvoice {
  readonly invoiceId: InvoiceId;
  readonly reason: string;
  readonly expectedRevision?: number | undefined;
}

/**
 * Takes a document back as a whole: its own last event first, then what it charged goes back to the contracts. Whoever
 * finds a void document with claims in force goes on from there.
 */
export async function voidInvoice(
  deps: BillingDeps,
  { invoiceId, reason, expectedRevision }: VoidInvoice,
  provenance: Provenance,
): Promise<DocumentOutcome> {
  const { eventStore } = deps;
  const { state } = await loadDocument(eventStore, provenance, invoiceId);
  const voidedOn = await today(deps, state, provenance);
  const outcome = await onDocument(
    eventStore,
    invoiceId,
    {
      kind: 'void',
      voided: { voidedOn, reason, by: provenance.actor },
      firstOpenDay: null, // no event closes a period yet
      obstacle: await obstacleIn(eventStore, state, provenance),
    },
    provenance,
    { expectedRevision },
  );
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  await giveBack(deps, invoiceId, outcome.state, reason, provenance);
  const reached = await loadDocument(eventStore, provenance, invoiceId);
  return { outcome: 'accepted', invoiceId, ...reached };
}

async function giveBack(
  deps: BillingDeps,
  invoiceId: InvoiceId,
  state: InvoiceState,
  reason: string,
  provenance: Provenance,
): Promise<void> {
  if (state.status !== 'void') {
    return;
  }
  const { members, origin } = state.draft;
  const claimed = members
    .filter(({ outcome }) => outcome === 'claimed')
    .map(({ contractId }) => ({ contract: { contractId } }));
  const given = step(provenance, 'give-back', invoiceId);
  await createWorkbench(deps, provenance).backing.release(state.draft, state.secured, 'void', given);
  await releaseClaims(deps.eventStore, invoiceId, claimed, reason, provenance);
  if (origin === 'credit') {
    await settleCredit(deps, invoiceId, provenance);
  }
}

/** The seller's day; before the document is known, any will do: it is refused. */
async function today(deps: BillingDeps, state: InvoiceState, { tenantId }: Provenance): Promise<CivilDate> {
  const seller =
    'draft' in state ? await createParties(deps.eventStore, deps.vault, tenantId).seller(state.draft.sellerId) : null;
  return civilDateIn(seller?.timeZone ?? 'UTC', deps.clock.now());
}

/** What the contracts' streams say against it: somebody has built on its charges, or on the credit that it gives. */
async function obstacleIn(
  eventStore: EventStore,
  state: InvoiceState,
  { tenantId }: Provenance,
): Promise<string | null> {
  if (state.status !== 'finalised') {
    return null;
  }
  const { lines, invoiceId } = state.draft;
  const contractIds = new Set(lines.flatMap(({ contractId }) => contractId ?? []));
  for (const contractId of contractIds) {
    const found = await eventStore.load(contractStream(tenantId, contractId as ContractId), contract);
    if (found.state.status === 'active' || found.state.status === 'cancelled') {
      const obstacle = obstacleOn(found.state, invoiceId, state.final.invoiceNumber);
      if (obstacle !== null) {
        return obstacle;
      }
    }
  }
  return null;
}

function obstacleOn(state: BindingContract, invoiceId: InvoiceId, invoiceNumber: string): string | null {
  const own = new Set(
    state.claims
      .filter((claim) => claim.invoiceId === invoiceId && !claim.isReleased)
      .flatMap(({ charges }) => charges.map(({ chargeId }) => chargeId)),
  );
  const correction = chargesInForce(state).find(
    ({ chargeId, reduces }) => reduces !== null && own.has(reduces) && !own.has(chargeId),
  );
  if (correction !== undefined || state.credits.some(({ chargeId }) => own.has(chargeId))) {
    return `Another document takes back a part of ${invoiceNumber}.`;
  }
  const given = state.credits.filter(({ creditNoteId }) => creditNoteId === invoiceId).map(({ chargeId }) => chargeId);
  return state.setOffs.some(({ reduces }) => given.includes(reduces))
    ? `A correction was set off against ${invoiceNumber}.`
    : null;
}
