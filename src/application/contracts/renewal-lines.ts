import { cataloguePrice } from '../../domain/contract/catalogue-price.ts';
import type { RenewedLine } from '../../domain/contract/events.ts';
import { linesGoingOn, raisedPrice, withPrices } from '../../domain/contract/renewal-price.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import { product } from '../../domain/product/product.ts';
import type { EventStore } from '../ports/event-store.ts';
import { priceBooksFor } from '../pricing/price-book-choice.ts';
import { productStream } from '../streams.ts';

type NewPrice = Pick<RenewedLine, 'lineId' | 'price'>;

/** The lines of a renewal: what it says of them, and where it says no price, what the contract says of new terms. */
export async function renewalLines(
  eventStore: EventStore,
  tenantId: TenantId,
  state: BindingContract,
  said: readonly RenewedLine[],
  effectiveOn: CivilDate,
): Promise<readonly RenewedLine[]> {
  const { renewalPrice } = state.terms;
  switch (renewalPrice.kind) {
    case 'keep':
      return said;
    case 'percent': {
      const { percent } = renewalPrice;
      const raised = linesGoingOn(state, effectiveOn).map((line) => ({
        lineId: line.lineId,
        price: raisedPrice(state, line, percent, effectiveOn),
      }));
      return withPrices(said, raised);
    }
    case 'catalogue':
      return withPrices(said, await cataloguePrices(eventStore, tenantId, state, effectiveOn));
  }
}

/**
 * What the catalogue asks on a day. A line that it has no price for keeps its own: that a product is not sold any more
 * ends no contract.
 */
async function cataloguePrices(
  eventStore: EventStore,
  tenantId: TenantId,
  state: BindingContract,
  day: CivilDate,
): Promise<NewPrice[]> {
  const { terms, sellerId } = state;
  const books = await priceBooksFor(eventStore, tenantId, { ...terms, sellerId });
  if ('rejection' in books) {
    return [];
  }
  const prices: NewPrice[] = [];
  for (const { lineId, productId } of linesGoingOn(state, day)) {
    if (productId === null) {
      continue;
    }
    const { state: sold } = await eventStore.load(productStream(tenantId, productId), product);
    const asked = sold.status === 'none' ? undefined : cataloguePrice({ product: sold, books }, terms.currency, day);
    if (asked !== undefined && !('rejection' in asked)) {
      prices.push({ lineId, price: asked.price });
    }
  }
  return prices;
}
