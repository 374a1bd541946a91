import type { ProductEvent } from '../../domain/product/events.ts';
import type { Product, ProductState } from '../../domain/product/state.ts';
import type { Outcome } from '../execute.ts';
import type { EventStore, StreamId } from '../ports/event-store.ts';
import { type Moments, readMoments } from './moments.ts';

export type RecordedProduct = Product & Moments;
export type ProductOutcome = Outcome<RecordedProduct, ProductEvent>;

/** Completes what was decided about a product by the moments at which it came and last changed. */
export async function withMoments(
  eventStore: EventStore,
  stream: StreamId,
  outcome: Outcome<ProductState, ProductEvent>,
): Promise<ProductOutcome> {
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const { state } = outcome;
  if (state.status === 'none') {
    throw new Error('A command was accepted on a product that does not exist');
  }
  return { ...outcome, state: { ...state, ...(await readMoments(eventStore, stream)) } };
}
