import type { InvoiceState } from '../../domain/invoice/state.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import type { BillingDeps } from '../billing/dependencies.ts';
import { rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { driveRebill } from './drive-rebill.ts';
import { type DocumentOutcome, loadDocument, onDocument } from './on-document.ts';

export interface RebillInvoice {
  readonly invoiceId: InvoiceId;
  readonly reason: string;
  readonly expectedRevision?: number | undefined;
}

/** The document that was taken back, and those that bill its charges again. */
export type RebilledInvoice =
  | {
      readonly outcome: 'accepted';
      readonly invoiceId: InvoiceId;
      readonly state: InvoiceState;
      readonly revision: number;
      readonly position: bigint;
      readonly rebilledBy: readonly InvoiceId[];
    }
  | Extract<DocumentOutcome, { outcome: 'rejected' }>;

/** Takes a finalised invoice back and bills its contracts and periods again, on a document that names it. */
export async function rebillInvoice(
  deps: BillingDeps,
  { invoiceId, reason, expectedRevision }: RebillInvoice,
  provenance: Provenance,
): Promise<RebilledInvoice> {
  const { eventStore } = deps;
  const requested = await onDocument(
    eventStore,
    invoiceId,
    { kind: 'requestRebill', rebillId: provenance.commandId, reason, by: provenance.actor },
    provenance,
    { expectedRevision },
  );
  if (requested.outcome === 'rejected') {
    return requested;
  }
  const refusal = await driveRebill(deps, invoiceId, provenance);
  if (refusal !== null) {
    return rejected(refusal);
  }
  const reached = await loadDocument(eventStore, provenance, invoiceId);
  const related = 'aftermath' in reached.state ? reached.state.aftermath.related : [];
  const rebilledBy = related.filter(({ relation }) => relation === 'rebilled_by').map((each) => each.invoiceId);
  return { outcome: 'accepted', invoiceId, ...reached, rebilledBy };
}
