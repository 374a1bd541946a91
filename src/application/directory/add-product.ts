import type { ProductId } from '../../domain/kernel/ids.ts';
import { isSameProduct, product } from '../../domain/product/product.ts';
import type { ProductAddition } from '../../domain/product/state.ts';
import { execute, rejected } from '../execute.ts';
import { type Reservation, release, reserve, takeOverAbandoned } from '../natural-keys.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { productStream } from '../streams.ts';
import { type ProductOutcome, withMoments } from './recorded-product.ts';

export interface ProductDeps {
  readonly eventStore: EventStore;
}

export type AddProductInput = Omit<ProductAddition, 'productId'>;

/**
 * Adds a product under a SKU of its own; its id is the command's. The same SKU with the same content is the product that
 * is there already: a form that was sent twice has made one product.
 */
export async function addProduct(
  { eventStore }: ProductDeps,
  input: AddProductInput,
  provenance: Provenance,
): Promise<ProductOutcome> {
  const productId = provenance.commandId as ProductId; // the id of a new record is its command's
  const command = { kind: 'add', product: { ...input, productId } } as const;
  const decision = product.decide(command, product.initialState);
  if (decision.outcome === 'rejected') {
    return decision; // before a key is reserved for it
  }
  const reservation = await reserveSku(eventStore, input.sku, productId, provenance);
  if (reservation.outcome === 'taken') {
    return alreadyThere(eventStore, command.product, reservation.owner as ProductId, provenance); // owners of SKUs are products
  }
  const stream = productStream(provenance.tenantId, productId);
  return withMoments(eventStore, stream, await execute(eventStore, product, stream, command, provenance));
}

async function reserveSku(
  eventStore: EventStore,
  sku: string,
  owner: ProductId,
  provenance: Provenance,
): Promise<Reservation> {
  const reservation = await reserve({ eventStore }, 'sku', sku, owner, provenance);
  if (reservation.outcome === 'reserved') {
    return reservation;
  }
  const from = reservation.owner as ProductId; // owners of SKUs are products
  const { state } = await eventStore.load(productStream(provenance.tenantId, from), product);
  switch (state.status) {
    case 'none':
      return takeOverAbandoned({ eventStore }, 'sku', sku, { from, owner }, provenance);
    case 'retired': // it was retired, but its process fell before the SKU was free
      await release({ eventStore }, 'sku', sku, from, provenance);
      return reserve({ eventStore }, 'sku', sku, owner, provenance);
    default:
      return reservation;
  }
}

async function alreadyThere(
  eventStore: EventStore,
  wanted: ProductAddition,
  ownerId: ProductId,
  { tenantId }: Provenance,
): Promise<ProductOutcome> {
  const stream = productStream(tenantId, ownerId);
  const { state, revision, position } = await eventStore.load(stream, product);
  if (state.status !== 'none' && isSameProduct(wanted, state)) {
    return withMoments(eventStore, stream, { outcome: 'accepted', state, revision, position, events: [] });
  }
  return rejected({
    code: 'SKU_TAKEN',
    message:
      state.status === 'none'
        ? `The SKU ${wanted.sku} is being taken by another request right now; look for it in a moment.`
        : `The SKU ${wanted.sku} belongs to the product ${state.name}; choose another one, or change that product.`,
    fields: { sku: 'is taken' },
  });
}
