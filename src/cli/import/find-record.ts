import { loadContract } from '../../application/contracts/existing-contract.ts';
import { derivedId } from '../../application/derived-ids.ts';
import { productStream } from '../../application/streams.ts';
import type { ContractId, ProductId } from '../../domain/kernel/ids.ts';
import type { NaturalKeyKind } from '../../domain/natural-key/events.ts';
import { naturalKey } from '../../domain/natural-key/natural-key.ts';
import { product } from '../../domain/product/product.ts';
import type { Product } from '../../domain/product/state.ts';
import type { ImportDeps } from './dependencies.ts';

/** The contract that has a number, whoever made it: an import, the API, somebody by hand. */
export async function findContract(deps: ImportDeps, contractNumber: string) {
  const contractId = await ownerOf(deps, 'contractNumber', contractNumber);
  return contractId === null ? undefined : loadContract(deps.eventStore, deps.tenantId, contractId as ContractId); // owners of contract numbers are contracts
}

/** The product that has a SKU. */
export async function findProduct(deps: ImportDeps, sku: string): Promise<Product | undefined> {
  const productId = await ownerOf(deps, 'sku', sku);
  if (productId === null) {
    return undefined;
  }
  const { state } = await deps.eventStore.load(productStream(deps.tenantId, productId as ProductId), product); // owners of SKUs are products
  return state.status === 'none' ? undefined : state;
}

async function ownerOf({ eventStore, tenantId }: ImportDeps, kind: NaturalKeyKind, key: string) {
  const stream = { category: 'naturalKey', tenantId, id: derivedId(kind, key) } as const;
  return (await eventStore.load(stream, naturalKey)).state.owner;
}
