import { creditLine } from '../../domain/credit/credit-line.ts';
import type { CreditLineEvent } from '../../domain/credit/events.ts';
import type { CreditLineState } from '../../domain/credit/state.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import type { CreditLineAddress } from '../ports/credit-finders.ts';
import type { EventStore, Loaded, StreamId } from '../ports/event-store.ts';

/** The stream of one epoch of a line. Everybody derives the same one, so nobody has to remember which is the last. */
export function creditLineId({ accountId, scope, currency }: CreditLineAddress, epoch: number): string {
  return derivedId('creditLine', accountId, scope, currency, epoch);
}

export function creditLineStream(tenantId: TenantId, lineId: string): StreamId {
  return { category: 'creditLine', tenantId, id: lineId };
}

/** Which line a stream belongs to, and which of its epochs it is; undefined when nothing stands there. */
export async function addressOf(
  eventStore: EventStore,
  tenantId: TenantId,
  lineId: string,
): Promise<(CreditLineAddress & { readonly epoch: number }) | undefined> {
  const [first] = await eventStore.read(creditLineStream(tenantId, lineId), 0, 1);
  const event = first?.event as CreditLineEvent | undefined; // the codec has checked it against the category's schemas
  return event?.type === 'CreditLineOpened' ? event.data : undefined;
}

/**
 * The epoch that goes on: the first one that is not carried forward, from `known` on. Looked for by doubling and halving,
 * so that a line of hundreds of epochs is found with a handful of small reads.
 */
export async function currentEpoch(
  eventStore: EventStore,
  tenantId: TenantId,
  line: CreditLineAddress,
  known: number,
): Promise<number> {
  const isClosed = async (epoch: number) => {
    const last = await eventStore.last(creditLineStream(tenantId, creditLineId(line, epoch)));
    return last?.event.type === 'CreditLineCarriedForward';
  };
  let closed = known - 1;
  let open = known;
  for (let stride = 1; await isClosed(open); stride *= 2) {
    closed = open;
    open += stride;
  }
  while (open - closed > 1) {
    const middle = Math.floor((open + closed) / 2);
    if (await isClosed(middle)) {
      closed = middle;
    } else {
      open = middle;
    }
  }
  return open;
}

export function loadLine(eventStore: EventStore, tenantId: TenantId, lineId: string): Promise<Loaded<CreditLineState>> {
  return eventStore.load(creditLineStream(tenantId, lineId), creditLine);
}
