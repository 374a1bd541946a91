import { addProduct } from '../../application/directory/add-product.ts';
import { toDecimalString, ZERO } from '../../domain/kernel/decimal.ts';
import type { Product } from '../../domain/product/state.ts';
import { type ImportDeps, importedId, importProvenance } from './dependencies.ts';
import { findProduct } from './find-record.ts';
import type { ProductRow } from './products-file.ts';
import { compareRow, type RowOutcome, refusal, refusedBy } from './row-outcome.ts';

/** Adds the product of a row, or compares it with the one that has its SKU. */
export async function importProduct(deps: ImportDeps, row: ProductRow): Promise<RowOutcome> {
  const { sku } = row.values;
  const found = await findProduct(deps, sku);
  if (found !== undefined && found.status === 'offered') {
    return compareProduct(row, found);
  }
  const commandId = importedId(deps, 'product', sku);
  const outcome = await addProduct(deps, { ...fieldsOf(row), sku, metadata: {} }, importProvenance(deps, commandId));
  if (outcome.outcome === 'rejected') {
    return refusedBy(outcome.rejection, row);
  }
  if (outcome.state.status === 'retired') {
    const reason = `${sku} was imported before and has been retired since; choose another SKU`;
    return [refusal(row, 'sku', 'PRODUCT_RETIRED', reason)];
  }
  return 'added';
}

function fieldsOf({ values }: ProductRow) {
  const { sku: _key, basePrice, volumeTiers, priceSteps, ...fields } = values;
  return {
    ...fields,
    basePrice: basePrice ?? toDecimalString(ZERO),
    volumeTiers: volumeTiers ?? [],
    priceSteps: priceSteps ?? [],
  };
}

function compareProduct(row: ProductRow, there: Product): RowOutcome {
  const wanted = fieldsOf(row);
  const names = Object.keys(wanted) as (keyof typeof wanted)[]; // Object.keys of a typed object gives its keys
  return compareRow(
    row,
    names.map((column) => ({
      column,
      wanted: wanted[column],
      there: there[column],
      isDecimal: column === 'basePrice' || column === 'setupFee' || column === 'packagePrice',
    })),
  );
}
