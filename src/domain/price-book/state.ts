import type { CivilDate } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { ProductId } from '../kernel/ids.ts';
import type { PriceBookEvent } from './events.ts';
import { type PriceVersion, withoutVersion, withVersion } from './versions.ts';

export type PriceBookAddition = Extract<PriceBookEvent, { type: 'PriceBookAdded' }>['data'];
export type PriceBookChanges = Extract<PriceBookEvent, { type: 'PriceBookChanged' }>['data'];

export interface PriceBook extends PriceBookAddition {
  readonly status: 'draft' | 'active' | 'retired';
  readonly activatedOn: CivilDate | null;
  readonly retiredOn: CivilDate | null;
  /** By product, in the order of their days. */
  readonly prices: ReadonlyMap<ProductId, readonly PriceVersion[]>;
}

export type PriceBookState = { readonly status: 'none' } | PriceBook;

export const initialPriceBook: PriceBookState = { status: 'none' };

export function evolvePriceBook(state: PriceBookState, event: PriceBookEvent): PriceBookState {
  if (event.type === 'PriceBookAdded') {
    return { ...event.data, status: 'draft', activatedOn: null, retiredOn: null, prices: new Map() };
  }
  if (state.status === 'none') {
    throw new Error(`${event.type} cannot happen to a price book that was never added`);
  }
  switch (event.type) {
    case 'PriceBookChanged':
      return { ...state, ...event.data };
    case 'PriceBookActivated':
      return { ...state, status: 'active', activatedOn: event.data.activatedOn };
    case 'PriceBookRetired':
      return { ...state, status: 'retired', isDefault: false, retiredOn: event.data.retiredOn };
    case 'PriceSet': {
      const { productId, ...version } = event.data;
      return withPrices(state, productId, withVersion(versionsOf(state, productId), version));
    }
    case 'PriceWithdrawn': {
      const { productId, validFrom } = event.data;
      return withPrices(state, productId, withoutVersion(versionsOf(state, productId), validFrom));
    }
    default:
      return unreachable(event);
  }
}

export function versionsOf({ prices }: PriceBook, productId: ProductId): readonly PriceVersion[] {
  return prices.get(productId) ?? [];
}

function withPrices(state: PriceBook, productId: ProductId, versions: readonly PriceVersion[]): PriceBook {
  return { ...state, prices: new Map(state.prices).set(productId, versions) };
}
