import type { ProductId } from '../../domain/kernel/ids.ts';
import { type ProductChanges, product } from '../../domain/product/product.ts';
import { execute } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { productStream } from '../streams.ts';
import type { ProductDeps } from './add-product.ts';
import { type ProductOutcome, withMoments } from './recorded-product.ts';

export interface ChangeProductInput {
  readonly productId: ProductId;
  readonly changes: ProductChanges;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

/** Changes what the catalogue says from now on. Contracts keep the prices that they were activated with. */
export async function changeProduct(
  { eventStore }: ProductDeps,
  { productId, changes, expectedRevision }: ChangeProductInput,
  provenance: Provenance,
): Promise<ProductOutcome> {
  const stream = productStream(provenance.tenantId, productId);
  const command = { kind: 'change', changes } as const;
  const outcome = await execute(eventStore, product, stream, command, provenance, { expectedRevision });
  return withMoments(eventStore, stream, outcome);
}
