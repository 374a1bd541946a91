import { dayOfChunk } from '../../domain/billing-run/stagger.ts';
import type { BillingRunState } from '../../domain/billing-run/state.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import { seller } from '../../domain/seller/seller.ts';
import { sellerStream } from '../streams.ts';
import type { BillingDeps } from './dependencies.ts';

/**
 * The chunks of a run that somebody should do now: none while it is planned or paused, and none before its day. Of a
 * cancelled run all that are open: what had been made of them is still to be said.
 */
export async function chunksToDo(
  { eventStore, clock }: Pick<BillingDeps, 'eventStore' | 'clock'>,
  tenantId: TenantId,
  state: BillingRunState,
): Promise<number[]> {
  if (state.status !== 'running' && state.status !== 'cancelled') {
    return [];
  }
  const open = state.chunks.flatMap((chunk, index) => (chunk.result === null ? [index + 1] : []));
  if (state.status === 'cancelled' || state.request.staggerDays === 0) {
    return open;
  }
  const sold = await eventStore.load(sellerStream(tenantId, state.request.sellerId), seller);
  const today = civilDateIn(sold.state.status === 'none' ? 'UTC' : sold.state.timeZone, clock.now());
  return open.filter((chunk) => dayOfChunk(state, chunk) <= today);
}
