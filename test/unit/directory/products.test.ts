import { describe, expect, it } from 'vitest';
import { newId } from '../../../src/application/derived-ids.ts';
import { type AddProductInput, addProduct } from '../../../src/application/directory/add-product.ts';
import { changeProduct } from '../../../src/application/directory/change-product.ts';
import { retireProduct } from '../../../src/application/directory/retire-product.ts';
import { reserve } from '../../../src/application/natural-keys.ts';
import type { ProductId } from '../../../src/domain/kernel/ids.ts';
import { amount } from '../../support/controls/accounts.ts';
import { createDirectoryDeps } from '../../support/controls/directory.ts';
import { aProduct } from '../../support/controls/products.ts';
import { aProvenance } from '../../support/controls/provenance.ts';

function anInput(changes: Partial<AddProductInput> = {}): AddProductInput {
  const { productId: _id, ...input } = aProduct(changes);
  return input;
}

const retirementOf = (productId: ProductId) => ({ productId, reason: null, expectedRevision: undefined });

describe('adding a product', () => {
  it('twice with the same content is one product', async () => {
    const deps = createDirectoryDeps();
    const first = aProvenance();
    await addProduct(deps, anInput(), first);
    const again = await addProduct(deps, anInput({ basePrice: amount('25') }), aProvenance());
    expect(again).toMatchObject({ outcome: 'accepted', state: { productId: first.commandId }, events: [] });
  });

  it('with a SKU that stands for something else is refused', async () => {
    const deps = createDirectoryDeps();
    await addProduct(deps, anInput(), aProvenance());
    expect(await addProduct(deps, anInput({ name: 'Other' }), aProvenance())).toMatchObject({
      rejection: { code: 'SKU_TAKEN', fields: { sku: 'is taken' } },
    });
  });

  it('at the same moment with one SKU makes one product', async () => {
    const deps = createDirectoryDeps();
    const names = ['One', 'Two', 'Three', 'Four'];
    const outcomes = await Promise.all(names.map((name) => addProduct(deps, anInput({ name }), aProvenance())));
    expect(outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
  });

  it('that is refused takes no SKU', async () => {
    const deps = createDirectoryDeps();
    await addProduct(deps, anInput({ basePrice: amount('-1') }), aProvenance());
    expect(deps.eventStore.log()).toEqual([]);
  });

  it('goes on after it fell between the SKU and the product', async () => {
    const deps = createDirectoryDeps();
    const command = aProvenance();
    deps.eventStore.beforeAppend = (stream) => {
      if (stream.category === 'product') throw new Error('the power went');
    };
    await expect(addProduct(deps, anInput(), command)).rejects.toThrow('the power went');
    deps.eventStore.beforeAppend = undefined;
    expect(await addProduct(deps, anInput(), command)).toMatchObject({ outcome: 'accepted', revision: 0 });
  });

  it('takes over a SKU whose product never came', async () => {
    const deps = createDirectoryDeps();
    await reserve(deps, 'sku', 'SEAT-1', newId(), aProvenance({ recordedAt: '2026-03-01T09:00:00.000Z' }));
    const soon = aProvenance({ recordedAt: '2026-03-01T09:01:00.000Z' });
    expect(await addProduct(deps, anInput(), soon)).toMatchObject({ rejection: { code: 'SKU_TAKEN' } });
    const later = aProvenance({ recordedAt: '2026-03-01T09:10:00.000Z' });
    expect(await addProduct(deps, anInput(), later)).toMatchObject({ outcome: 'accepted' });
  });
});

describe('retiring a product', () => {
  it('gives its SKU back', async () => {
    const deps = createDirectoryDeps();
    const first = aProvenance();
    await addProduct(deps, anInput(), first);
    await retireProduct(deps, retirementOf(first.commandId as ProductId), aProvenance());
    expect(await addProduct(deps, anInput({ name: 'Next' }), aProvenance())).toMatchObject({ outcome: 'accepted' });
  });

  it('leaves a free SKU even when it fell before giving it back', async () => {
    const deps = createDirectoryDeps();
    const first = aProvenance();
    await addProduct(deps, anInput(), first);
    deps.eventStore.beforeAppend = (stream) => {
      if (stream.category === 'naturalKey') throw new Error('the power went');
    };
    await expect(retireProduct(deps, retirementOf(first.commandId as ProductId), aProvenance())).rejects.toThrow();
    deps.eventStore.beforeAppend = undefined;
    expect(await addProduct(deps, anInput({ name: 'Next' }), aProvenance())).toMatchObject({ outcome: 'accepted' });
  });

  it('that is repeated takes nothing from the next owner of the SKU', async () => {
    const deps = createDirectoryDeps();
    const [first, retirement] = [aProvenance(), aProvenance()];
    await addProduct(deps, anInput(), first);
    await retireProduct(deps, retirementOf(first.commandId as ProductId), retirement);
    await addProduct(deps, anInput({ name: 'Next' }), aProvenance());
    await retireProduct(deps, retirementOf(first.commandId as ProductId), retirement);
    expect(await addProduct(deps, anInput({ name: 'Third' }), aProvenance())).toMatchObject({
      rejection: { code: 'SKU_TAKEN' },
    });
  });
});

describe('changing a product', () => {
  it('says that there is none', async () => {
    const input = { productId: newId() as ProductId, changes: { name: 'New' }, expectedRevision: undefined };
    expect(await changeProduct(createDirectoryDeps(), input, aProvenance())).toMatchObject({
      rejection: { code: 'PRODUCT_NOT_FOUND' },
    });
  });
});
