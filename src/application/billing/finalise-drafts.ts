import type { Rejection } from '../../domain/kernel/decider.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import type { BillingDeps } from './dependencies.ts';
import { finaliseInvoice } from './draft-documents.ts';

/** What became of drafts that were approved together. */
export interface FinalisedDrafts {
  readonly finalised: readonly InvoiceId[];
  /** They wait for an order or for credit, and go on by themselves. */
  readonly held: readonly InvoiceId[];
  /** They stay drafts, or are drafts no more, and why. */
  readonly refused: readonly { readonly invoiceId: InvoiceId; readonly rejection: Rejection }[];
  /** Position of the last event. */
  readonly position: bigint;
}

/** Finalises drafts one after the other. One that is refused does not stop the rest; doing it again changes nothing. */
export async function finaliseDrafts(
  deps: BillingDeps,
  invoiceIds: readonly InvoiceId[],
  provenance: Provenance,
): Promise<FinalisedDrafts> {
  const finalised: InvoiceId[] = [];
  const held: InvoiceId[] = [];
  const refused: FinalisedDrafts['refused'][number][] = [];
  let position = 0n;
  for (const invoiceId of invoiceIds) {
    const outcome = await finaliseInvoice(deps, { invoiceId }, step(provenance, 'approve', invoiceId));
    if (outcome.outcome === 'rejected') {
      refused.push({ invoiceId, rejection: outcome.rejection });
    } else {
      (outcome.state.status === 'held' ? held : finalised).push(invoiceId);
      position = outcome.position > position ? outcome.position : position;
    }
  }
  return { finalised, held, refused, position };
}
