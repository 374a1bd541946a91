import { creditLine } from '../../domain/credit/credit-line.ts';
import type { CreditLineEvent } from '../../domain/credit/events.ts';
import type { CreditLineState } from '../../domain/credit/state.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { CurrentLine } from './line-epochs.ts';
import { creditLineStream } from './line-streams.ts';

/** Lines that a process remembers; beyond that the one that was used longest ago is forgotten. */
const LINES_MAX = 1000;

const known = new WeakMap<EventStore, Map<string, CurrentLine>>();

function linesOf(eventStore: EventStore): Map<string, CurrentLine> {
  const lines = known.get(eventStore) ?? new Map<string, CurrentLine>();
  known.set(eventStore, lines);
  return lines;
}

/** What a line was after the last decision here: the next chunk folds what came since, and not a thousand events anew. */
export function rememberLine(eventStore: EventStore, key: string, line: CurrentLine): void {
  const lines = linesOf(eventStore);
  lines.delete(key); // the newest stands last
  lines.set(key, line);
  for (const oldest of lines.keys()) {
    if (lines.size <= LINES_MAX) {
      break;
    }
    lines.delete(oldest);
  }
}

/** The line as it is now: as remembered, with all events since. Undefined where it is not known, or its epoch is over. */
export async function recalledLine(
  eventStore: EventStore,
  tenantId: TenantId,
  key: string,
): Promise<CurrentLine | undefined> {
  const line = linesOf(eventStore).get(key);
  if (line === undefined) {
    return undefined;
  }
  const since = await eventStore.read(creditLineStream(tenantId, line.lineId), line.revision + 1);
  let state: CreditLineState = line.state;
  for (const { event } of since) {
    state = creditLine.evolve(state, event as CreditLineEvent); // the codec has checked it against the category's schemas
  }
  return state.status === 'open' ? { ...line, state, revision: line.revision + since.length } : undefined;
}
