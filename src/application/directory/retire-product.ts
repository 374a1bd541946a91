import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { ProductId } from '../../domain/kernel/ids.ts';
import { product } from '../../domain/product/product.ts';
import { execute } from '../execute.ts';
import { release } from '../natural-keys.ts';
import type { Clock } from '../ports/clock.ts';
import type { Provenance } from '../ports/event-store.ts';
import { productStream } from '../streams.ts';
import type { ProductDeps } from './add-product.ts';
import { type ProductOutcome, withMoments } from './recorded-product.ts';

export interface RetireProductInput {
  readonly productId: ProductId;
  readonly reason: string | null;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

export interface RetireProductDeps extends ProductDeps {
  readonly clock: Clock;
}

/** Takes a product out of the catalogue and gives its SKU back. Contracts that have it keep it. */
export async function retireProduct(
  { eventStore, clock }: RetireProductDeps,
  { productId, reason, expectedRevision }: RetireProductInput,
  provenance: Provenance,
): Promise<ProductOutcome> {
  const stream = productStream(provenance.tenantId, productId);
  const command = { kind: 'retire', retiredOn: civilDateIn('UTC', clock.now()), reason } as const;
  const outcome = await withMoments(
    eventStore,
    stream,
    await execute(eventStore, product, stream, command, provenance, { expectedRevision }),
  );
  if (outcome.outcome === 'accepted') {
    await release({ eventStore }, 'sku', outcome.state.sku, productId, provenance);
  }
  return outcome;
}
