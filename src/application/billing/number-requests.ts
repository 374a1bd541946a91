import { createHash } from 'node:crypto';
import type { DocumentType } from '../../domain/invoice/events.ts';
import type { DraftedInvoice, NumberRequest, Secured } from '../../domain/invoice/state.ts';
import { type CivilDate, yearOf } from '../../domain/kernel/calendar.ts';
import type { SellerId } from '../../domain/kernel/ids.ts';
import { type EventStore, NO_STREAM, type Provenance } from '../ports/event-store.ts';
import { seriesStream } from '../streams.ts';
import { NOTHING_SECURED } from './backing.ts';

/** Where documents get their numbers: the series' last revision is looked up once for a chunk, before any is needed. */
export interface NumberRequests {
  of(draft: DraftedInvoice, issueDate: CivilDate, secured?: Secured): Promise<NumberRequest>;
}

export function createNumberRequests(eventStore: EventStore, provenance: Provenance): NumberRequests {
  const seen = new Map<string, Promise<number>>();
  return {
    async of(draft, issueDate, secured = NOTHING_SECURED) {
      const stream = seriesFor(provenance, draft.sellerId, draft.documentType, issueDate);
      const known = seen.get(stream.id) ?? eventStore.last(stream).then((event) => event?.revision ?? NO_STREAM);
      seen.set(stream.id, known);
      return {
        series: stream.id,
        seriesRevisionSeen: await known,
        issueDate,
        contentHash: createHash('sha256').update(JSON.stringify(draft)).digest('hex'),
        secured,
      };
    },
  };
}

function seriesFor({ tenantId }: Provenance, sellerId: SellerId, kind: DocumentType, issueDate: CivilDate) {
  return seriesStream(tenantId, sellerId, kind, yearOf(issueDate));
}
