import { type CataloguePrice, cataloguePrice } from '../../domain/contract/catalogue-price.ts';
import type { ContractLine, DraftLine } from '../../domain/contract/events.ts';
import type { ContractTerms } from '../../domain/contract/terms.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { ContractLineId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import type { PriceBook } from '../../domain/price-book/state.ts';
import type { EventStore } from '../ports/event-store.ts';
import { priceBooksFor } from '../pricing/price-book-choice.ts';
import { type ContractLineInput, givenLine, type Refused } from './contract-lines.ts';
import { soldProduct } from './sold-product.ts';

/** Who sells. */
interface Seller {
  readonly tenantId: TenantId;
  readonly sellerId: SellerId;
}

/** A line with its price, and where that came from: null where the line said it itself. */
export interface PricedLine {
  readonly line: ContractLine;
  readonly asked: CataloguePrice | null;
}

/** The lines with all prices. From now on they are frozen. */
export async function pricedLines(
  eventStore: EventStore,
  seller: Seller,
  lines: readonly DraftLine[],
  terms: ContractTerms,
): Promise<ContractLine[] | Refused> {
  const priced = await askCatalogue(eventStore, seller, lines, terms);
  return 'rejection' in priced ? priced : priced.map(({ line }) => line);
}

/** The catalogue's price for the first day of each line that has none, with the setup fee that belongs to it. */
export async function askCatalogue(
  eventStore: EventStore,
  { tenantId, sellerId }: Seller,
  lines: readonly DraftLine[],
  terms: ContractTerms,
): Promise<PricedLine[] | Refused> {
  const books = await priceBooksFor(eventStore, tenantId, { ...terms, sellerId });
  if ('rejection' in books) {
    return books;
  }
  const priced: PricedLine[] = [];
  for (const [index, line] of lines.entries()) {
    const made = await pricedLine(eventStore, tenantId, line, index, terms, books);
    if ('rejection' in made) {
      return made;
    }
    priced.push(made);
  }
  return priced;
}

async function pricedLine(
  eventStore: EventStore,
  tenantId: TenantId,
  line: DraftLine,
  index: number,
  terms: ContractTerms,
  books: readonly PriceBook[],
): Promise<PricedLine | Refused> {
  const { productId, price } = line;
  if (productId === null) {
    const message = `Line ${index + 1} has neither a product nor a price; give it a seat price, or the contract a value.`;
    return price === null
      ? { rejection: { code: 'CONTRACT_PRICE_MISSING', message } }
      : { line: { ...line, price }, asked: null };
  }
  const product = await soldProduct(eventStore, tenantId, { ...line, productId }, index, terms);
  if ('rejection' in product) {
    return product;
  }
  if (price !== null) {
    return { line: { ...line, price }, asked: null };
  }
  const asked = cataloguePrice({ product, books }, terms.currency, line.startDate ?? terms.startDate);
  if ('rejection' in asked) {
    const fields = { [`lines.${index}.productId`]: `has no price in ${terms.currency}` };
    return { rejection: { ...asked.rejection, fields } };
  }
  return { line: { ...line, price: asked.price, setupFee: line.setupFee ?? asked.setupFee }, asked };
}

/** A line for a contract that binds already, from a day on, priced by the catalogue of that day. */
export async function lineOf(
  eventStore: EventStore,
  { tenantId, sellerId }: Seller,
  line: ContractLineInput,
  lineId: ContractLineId,
  terms: ContractTerms,
  effectiveOn: CivilDate,
): Promise<ContractLine | Refused> {
  const made = await givenLine(eventStore, tenantId, { ...line, startDate: effectiveOn }, lineId, 0, terms);
  if ('rejection' in made) {
    return made;
  }
  const priced = await pricedLines(eventStore, { tenantId, sellerId }, [made], terms);
  if ('rejection' in priced) {
    return priced;
  }
  const [priceOfDay] = priced;
  if (priceOfDay === undefined) {
    throw new Error('One line in gives one line out');
  }
  return { ...priceOfDay, startDate: line.startDate };
}
