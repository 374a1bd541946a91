import { setTimeout as delay } from 'node:timers/promises';
import type { NumberRequest } from '../../domain/invoice/state.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import type { NumberingEvent } from '../../domain/numbering/events.ts';
import { type AssignedNumber, assignNumbers, type LastNumber } from '../../domain/numbering/series.ts';
import type { NumberSeries } from '../../domain/seller/events.ts';
import { type EventStore, NO_STREAM, type Provenance, RevisionConflict, type StreamId } from '../ports/event-store.ts';
import { step } from '../step.ts';

/** Each conflict means that others got numbers: with jitter, far more than any number of workers needs. */
const CONFLICTS_MAX = 100;
const CONFLICT_DELAY_MAX_MS = 25;
const READ_AT_ONCE = 1_000;

export interface WaitingDocument {
  readonly invoiceId: InvoiceId;
  readonly request: NumberRequest;
}

/**
 * A number for each document, in one append. A document that has one already keeps it: the series is read from the
 * revision that its finalisation had seen, so whoever does this again finds what was assigned. No number is skipped and
 * none is given twice, whoever falls over whenever. How they are written stands in the series from its first number on, so a
 * change of the seller that comes at the same moment never makes a series that is written in two ways.
 */
export async function assignNumbersInSeries(
  eventStore: EventStore,
  series: string,
  waiting: readonly WaitingDocument[],
  format: NumberSeries,
  provenance: Provenance,
): Promise<AssignedNumber[]> {
  const stream: StreamId = { category: 'numbering', tenantId: provenance.tenantId, id: series };
  const wanted = new Map(waiting.map((document) => [document.invoiceId, document.request.issueDate]));
  const assigned = new Map<InvoiceId, AssignedNumber>();
  let seen = Math.min(...waiting.map((document) => document.request.seriesRevisionSeen));
  let last: LastNumber | null = await numberBefore(eventStore, stream, seen);
  for (let conflicts = 0; ; conflicts += 1) {
    for (const event of await readForward(eventStore, stream, seen + 1)) {
      seen = event.revision;
      last = event;
      if (wanted.has(event.invoiceId)) {
        assigned.set(event.invoiceId, event);
      }
    }
    const missing = [...wanted.keys()].filter((id) => !assigned.has(id));
    const [first] = missing;
    if (first === undefined) {
      return [...assigned.values()];
    }
    const latest = missing
      .map((id) => wanted.get(id))
      .reduce((a, b) => (a !== undefined && b !== undefined && a > b ? a : b));
    if (latest === undefined) {
      throw new Error('A document that waits for a number has an issue date');
    }
    const events = assignNumbers(missing, { issueDate: latest, format }, last);
    try {
      await eventStore.append(stream, seen, events, step(provenance, 'number', ...missing));
    } catch (error) {
      if (!(error instanceof RevisionConflict) || conflicts >= CONFLICTS_MAX) {
        throw error;
      }
      await delay(Math.random() * CONFLICT_DELAY_MAX_MS);
      continue;
    }
    for (const [index, { data }] of events.entries()) {
      assigned.set(data.invoiceId, { ...data, revision: seen + 1 + index });
    }
    return [...assigned.values()];
  }
}

async function readForward(eventStore: EventStore, stream: StreamId, from: number): Promise<AssignedNumber[]> {
  const found: AssignedNumber[] = [];
  for (;;) {
    const events = await eventStore.read(stream, from + found.length, READ_AT_ONCE);
    for (const { event, revision } of events) {
      const { data } = event as NumberingEvent; // the codec checked it against the category's schemas
      found.push({ ...data, revision });
    }
    if (events.length < READ_AT_ONCE) {
      return found;
    }
  }
}

async function numberBefore(eventStore: EventStore, stream: StreamId, revision: number): Promise<LastNumber | null> {
  if (revision === NO_STREAM) {
    return null;
  }
  const [event] = await eventStore.read(stream, revision, 1);
  return event === undefined ? null : (event.event as NumberingEvent).data; // checked by the codec
}
