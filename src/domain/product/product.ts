import type { CivilDate } from '../kernel/calendar.ts';
import { changedFields, isSameDecimal, isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import type { ProductEvent } from './events.ts';
import { type ProductFault, productFault } from './fault.ts';
import { NO_PRICE_FIELDS, unreadFields } from './own-price.ts';
import {
  evolveProduct,
  initialProduct,
  type Product,
  type ProductAddition,
  type ProductFields,
  type ProductState,
} from './state.ts';

export type ProductChanges = Partial<ProductFields> & {
  /** Accepted when it is the one that the product has: forms send it along. */
  readonly sku?: string | undefined;
};

export type ProductCommand =
  | { readonly kind: 'add'; readonly product: ProductAddition }
  | { readonly kind: 'change'; readonly changes: ProductChanges }
  | { readonly kind: 'retire'; readonly retiredOn: CivilDate; readonly reason: string | null };

/** Something in the catalogue. Contracts copy its prices at activation, so a change here never rebills anything. */
export const product: Decider<ProductState, ProductCommand, ProductEvent> = {
  initialState: initialProduct,
  evolve: evolveProduct,
  decide(command, state): Decision<ProductEvent> {
    if (command.kind === 'add') {
      return state.status === 'none'
        ? add(command.product)
        : reject('PRODUCT_EXISTS', `The product ${state.name} was added before.`);
    }
    if (state.status === 'none') {
      return reject('PRODUCT_NOT_FOUND', 'There is no such product.');
    }
    switch (command.kind) {
      case 'change':
        return change(command.changes, state);
      case 'retire':
        return state.status === 'retired'
          ? accept() // it is so already
          : accept({ type: 'ProductRetired', data: { retiredOn: command.retiredOn, reason: command.reason } });
      default:
        return unreachable(command);
    }
  },
};

/** True when adding `wanted` would give the very product that is there. */
export function isSameProduct(wanted: ProductAddition, there: Product): boolean {
  const { productId: _wantedId, ...fields } = wanted;
  return there.status === 'offered' && Object.keys(changedProductFields(fields, there)).length === 0;
}

function add(addition: ProductAddition): Decision<ProductEvent> {
  const fault = productFault(addition);
  return fault === undefined ? accept({ type: 'ProductAdded', data: addition }) : refuse(fault);
}

function change({ sku, ...wanted }: ProductChanges, state: Product): Decision<ProductEvent> {
  if (state.status === 'retired') {
    return reject('PRODUCT_RETIRED', `Product ${state.name} is retired; a retired product does not change.`);
  }
  if (sku !== undefined && sku !== state.sku) {
    return reject(
      'SKU_FIXED',
      `Product ${state.name} is known by its SKU ${state.sku}; for another SKU retire it and add a new product.`,
      { sku: `must stay ${state.sku}` },
    );
  }
  const changed = changedProductFields(withFieldsOfModel(wanted, state), state);
  if (Object.keys(changed).length === 0) {
    return accept();
  }
  const fault = productFault({ ...state, ...changed });
  return fault === undefined ? accept({ type: 'ProductChanged', data: changed }) : refuse(fault);
}

/** Another pricing model leaves behind what only the old one read, unless the caller says something about it. */
function withFieldsOfModel(wanted: Partial<ProductFields>, state: Product): Partial<ProductFields> {
  const { pricingModel } = wanted;
  if (pricingModel === undefined || pricingModel === state.pricingModel) {
    return wanted;
  }
  const left = unreadFields(pricingModel).filter((field) => wanted[field] === undefined);
  return { ...wanted, ...Object.fromEntries(left.map((field) => [field, NO_PRICE_FIELDS[field]])) };
}

function changedProductFields<T extends Partial<ProductAddition>>(wanted: T, there: Product): Partial<ProductFields> {
  const changed = changedFields<ProductFields>(wanted, there, ['basePrice', 'setupFee', 'packagePrice']);
  if (changed.volumeTiers !== undefined && isSameTable(changed.volumeTiers, there.volumeTiers, 'unitPrice')) {
    delete changed.volumeTiers;
  }
  if (changed.priceSteps !== undefined && isSameTable(changed.priceSteps, there.priceSteps, 'amount')) {
    delete changed.priceSteps;
  }
  return changed;
}

/** Rows that are the same but for the zeros that their amounts carry. */
function isSameTable<Column extends string, Row extends Readonly<Record<Column, string>>>(
  a: readonly Row[],
  b: readonly Row[],
  amount: Column,
): boolean {
  return (
    a.length === b.length &&
    a.every((row, index) => {
      const other = b[index];
      return (
        isSameDecimal(row[amount], other?.[amount]) && isSameJson({ ...row, [amount]: '' }, { ...other, [amount]: '' })
      );
    })
  );
}

function refuse({ field, text, code }: ProductFault): Decision<never> {
  return reject(code, `The product does not fit together: ${field} ${text}.`, { [field]: text });
}
