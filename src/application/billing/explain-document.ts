import { type Cause, causesOf } from '../../domain/contract/causes.ts';
import type { Charge, ContractEvent } from '../../domain/contract/events.ts';
import type { InvoiceEvent } from '../../domain/invoice/events.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import type { DraftedInvoice, InvoiceState } from '../../domain/invoice/state.ts';
import type { ContractId, InvoiceId, TenantId } from '../../domain/kernel/ids.ts';
import type { EventStore, RecordedEvent } from '../ports/event-store.ts';
import { contractStream, invoiceStream } from '../streams.ts';

/** A fact behind a charge, with where it stands in the log and who recorded it. */
export interface RecordedCause extends Cause {
  readonly recorded: RecordedEvent<ContractEvent>;
}

export interface ExplainedClaim {
  readonly charge: Charge;
  readonly causes: readonly RecordedCause[];
  /** The event that charged it. */
  readonly claimed: RecordedEvent<ContractEvent>;
}

/** A document out of the streams that it came from. */
export interface DocumentExplained {
  /** Its own life. */
  readonly events: readonly RecordedEvent<InvoiceEvent>[];
  /** As it stands, with what reviewers have changed; undefined where it was never drafted. */
  readonly draft: DraftedInvoice | undefined;
  readonly charges: ReadonlyMap<string, ExplainedClaim>;
}

/** Reads a document's stream and those of its contracts, and tells what each of its charges follows from. */
export async function explainDocument(
  eventStore: EventStore,
  tenantId: TenantId,
  invoiceId: InvoiceId,
): Promise<DocumentExplained> {
  // A stream of a category holds events of that category.
  const events = (await eventStore.read(invoiceStream(tenantId, invoiceId))) as RecordedEvent<InvoiceEvent>[];
  const lines = events.flatMap(({ event }) => (event.type === 'InvoiceDrafted' ? event.data.lines : []));
  const contractIds = new Set(
    lines.flatMap(({ contractId }): ContractId[] => (contractId === null ? [] : [contractId])),
  );
  const charges = new Map<string, ExplainedClaim>();
  for (const contractId of contractIds) {
    const recorded = (await eventStore.read(contractStream(tenantId, contractId))) as RecordedEvent<ContractEvent>[];
    const wanted = new Set(lines.map(({ chargeId }) => chargeId));
    for (const claimed of recorded) {
      const raised = claimed.event.type === 'ChargesRaised' ? claimed.event.data.charges : [];
      for (const charge of raised.filter(({ chargeId }) => wanted.has(chargeId))) {
        charges.set(charge.chargeId, { charge, claimed, causes: recordedCauses(recorded, charge) });
      }
    }
  }
  const state = events.reduce<InvoiceState>((folded, { event }) => invoice.evolve(folded, event), invoice.initialState);
  return { events, draft: 'draft' in state ? state.draft : undefined, charges };
}

function recordedCauses(recorded: readonly RecordedEvent<ContractEvent>[], charge: Charge): RecordedCause[] {
  const causes = causesOf(
    recorded.map(({ event }) => event),
    charge,
  );
  return causes.flatMap((cause) => {
    const found = recorded[cause.revision];
    return found === undefined ? [] : [{ ...cause, recorded: found }];
  });
}
