import type { InvoiceEvent } from '../../domain/invoice/events.ts';
import { type InvoiceCommand, invoice } from '../../domain/invoice/invoice.ts';
import type { InvoiceState } from '../../domain/invoice/state.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import { type ExecuteOptions, execute, type Outcome } from '../execute.ts';
import type { EventStore, Loaded, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { invoiceStream } from '../streams.ts';

/** A document after a command, or why it was refused. */
export type DocumentOutcome =
  | {
      readonly outcome: 'accepted';
      readonly invoiceId: InvoiceId;
      readonly state: InvoiceState;
      readonly revision: number;
      readonly position: bigint;
    }
  | { readonly outcome: 'rejected'; readonly rejection: Rejection };

export function loadDocument(
  eventStore: EventStore,
  { tenantId }: Pick<Provenance, 'tenantId'>,
  invoiceId: InvoiceId,
): Promise<Loaded<InvoiceState>> {
  return eventStore.load(invoiceStream(tenantId, invoiceId), invoice);
}

/** One command on a document, as the whole command that the caller sent. */
export async function onDocument(
  eventStore: EventStore,
  invoiceId: InvoiceId,
  command: InvoiceCommand,
  provenance: Provenance,
  options: ExecuteOptions = {},
): Promise<Outcome<InvoiceState, InvoiceEvent>> {
  return execute(eventStore, invoice, invoiceStream(provenance.tenantId, invoiceId), command, provenance, options);
}

/** One step of a command that spans streams. `part` tells steps of one kind apart. */
export async function stepOnDocument(
  eventStore: EventStore,
  invoiceId: InvoiceId,
  command: InvoiceCommand,
  provenance: Provenance,
  part = '',
): Promise<Outcome<InvoiceState, InvoiceEvent>> {
  return onDocument(eventStore, invoiceId, command, step(provenance, command.kind, invoiceId, part));
}

/** A step that no rule can refuse: whoever is refused has met a bug. */
export async function mustOnDocument(...told: Parameters<typeof stepOnDocument>): Promise<void> {
  const outcome = await stepOnDocument(...told);
  if (outcome.outcome === 'rejected') {
    const [, invoiceId, command] = told;
    throw new Error(`Document ${invoiceId} refused to ${command.kind}: ${outcome.rejection.message}`);
  }
}
