import type { CivilDate } from '../kernel/calendar.ts';
import { changedFields, isSameDecimal, isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import type { VolumeTier } from '../rating/tiers.ts';
import type { ProductEvent } from './events.ts';
import { isTiered, type ProductFault, productFault } from './fault.ts';
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
  const changed = changedProductFields(withTiersOfModel(wanted, state), state);
  if (Object.keys(changed).length === 0) {
    return accept();
  }
  const fault = productFault({ ...state, ...changed });
  return fault === undefined ? accept({ type: 'ProductChanged', data: changed }) : refuse(fault);
}

/** Leaving the tiered models takes the price table along, unless the caller says something about it. */
function withTiersOfModel(wanted: Partial<ProductFields>, state: Product): Partial<ProductFields> {
  const { pricingModel, volumeTiers } = wanted;
  return pricingModel !== undefined &&
    !isTiered(pricingModel) &&
    volumeTiers === undefined &&
    state.volumeTiers.length > 0
    ? { ...wanted, volumeTiers: [] }
    : wanted;
}

function changedProductFields<T extends Partial<ProductAddition>>(wanted: T, there: Product): Partial<ProductFields> {
  const changed = changedFields<ProductFields>(wanted, there, ['basePrice', 'setupFee']);
  if (changed.volumeTiers !== undefined && isSameTable(changed.volumeTiers, there.volumeTiers)) {
    const { volumeTiers: _same, ...rest } = changed;
    return rest;
  }
  return changed;
}

function isSameTable(a: readonly VolumeTier[], b: readonly VolumeTier[]): boolean {
  return (
    a.length === b.length &&
    a.every((tier, index) => {
      const other = b[index];
      return (
        isSameDecimal(tier.unitPrice, other?.unitPrice) &&
        isSameJson({ ...tier, unitPrice: '' }, { ...other, unitPrice: '' })
      );
    })
  );
}

function refuse({ field, text }: ProductFault): Decision<never> {
  return reject('PRODUCT_INVALID', `The product does not fit together: ${field} ${text}.`, { [field]: text });
}
