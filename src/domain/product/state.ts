import type { CivilDate } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { ProductEvent } from './events.ts';

export type ProductAddition = Extract<ProductEvent, { type: 'ProductAdded' }>['data'];

/** What can change about a product: everything but its id and its SKU. */
export type ProductFields = Omit<ProductAddition, 'productId' | 'sku'>;

export interface Product extends ProductAddition {
  readonly status: 'offered' | 'retired';
  readonly retiredOn: CivilDate | null;
}

export type ProductState = { readonly status: 'none' } | Product;

export const initialProduct: ProductState = { status: 'none' };

export function evolveProduct(state: ProductState, event: ProductEvent): ProductState {
  if (event.type === 'ProductAdded') {
    return { ...event.data, status: 'offered', retiredOn: null };
  }
  if (state.status === 'none') {
    throw new Error(`${event.type} cannot happen to a product that was never added`);
  }
  switch (event.type) {
    case 'ProductChanged':
      return { ...state, ...event.data };
    case 'ProductRetired':
      return { ...state, status: 'retired', active: false, retiredOn: event.data.retiredOn };
    default:
      return unreachable(event);
  }
}
