import { cataloguePrice } from '../../domain/contract/catalogue-price.ts';
import type { ContractLine, DraftLine } from '../../domain/contract/events.ts';
import { spreadOverTerm } from '../../domain/contract/term.ts';
import type { ContractTerms } from '../../domain/contract/terms.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import { type DecimalString, decimal, ZERO } from '../../domain/kernel/decimal.ts';
import type { TaxCategory } from '../../domain/kernel/fields.ts';
import type { ContractId, ContractLineId, DiscountId, ProductId, TenantId } from '../../domain/kernel/ids.ts';
import { product } from '../../domain/product/product.ts';
import type { Product } from '../../domain/product/state.ts';
import type { PriceTerms } from '../../domain/rating/price.ts';
import { derivedId } from '../derived-ids.ts';
import type { EventStore } from '../ports/event-store.ts';
import { productStream } from '../streams.ts';
import { type DiscountInput, discountOf } from './discount-input.ts';

/** One line as a caller gives it: a product, a price of its own, or both. */
export interface ContractLineInput {
  readonly productId: ProductId | null;
  readonly description: string | null;
  readonly quantity: number;
  readonly committedQuantity: number;
  /** Null: the catalogue's at activation. */
  readonly price: PriceTerms | null;
  readonly taxCategory: TaxCategory | null;
  /** Null: the product's, else recurring. */
  readonly chargeType: 'recurring' | 'one_time' | null;
  readonly startDate: CivilDate | null;
  readonly endDate: CivilDate | null;
  /** Null: the product's. */
  readonly setupFee: DecimalString | null;
  readonly setupFeeDistinct: boolean;
  readonly tierGroup: string | null;
  readonly ramp: DraftLine['ramp'];
  readonly discounts: readonly DiscountInput[];
}

/** What amounts come from: lines, else seats × price, else the contract value. 0 counts as absent (billing-rules §2). */
export interface PricingInput {
  readonly lines: readonly ContractLineInput[] | null;
  readonly seatCount: number | null;
  readonly committedSeats: number | null;
  /** Per seat and month. */
  readonly seatPrice: DecimalString | null;
}

export type Refused = { readonly rejection: Rejection };

/** The lines of a draft. Ids derive from the contract's and the place, so the same input gives the same lines. */
export async function draftLines(
  eventStore: EventStore,
  tenantId: TenantId,
  contractId: ContractId,
  input: PricingInput,
  terms: ContractTerms,
): Promise<DraftLine[] | Refused> {
  if (input.lines === null || input.lines.length === 0) {
    return singleLine(contractId, input, terms);
  }
  const lines: DraftLine[] = [];
  for (const [index, line] of input.lines.entries()) {
    const made = await givenLine(eventStore, tenantId, line, lineIdOf(contractId, index), index, terms);
    if ('rejection' in made) {
      return made;
    }
    lines.push(made);
  }
  return lines;
}

function lineIdOf(contractId: ContractId, index: number): ContractLineId {
  return derivedId(contractId, 'line', index + 1) as ContractLineId; // a fresh UUID of ours
}

function singleLine(contractId: ContractId, input: PricingInput, terms: ContractTerms): DraftLine[] | Refused {
  const seats = input.seatCount ?? input.committedSeats;
  const line = {
    lineId: lineIdOf(contractId, 0),
    productId: null,
    description: terms.contractName,
    committedQuantity: input.committedSeats ?? 0,
    taxCategory: 'standard',
    chargeType: 'recurring',
    startDate: null,
    endDate: null,
    setupFee: null,
    setupFeeDistinct: false,
    tierGroup: null,
    seatLimits: null,
    ramp: [],
    discounts: [],
  } satisfies Omit<DraftLine, 'quantity' | 'price'>;
  if (isPresent(input.seatPrice)) {
    const price: PriceTerms = { model: 'seat_based', unitPrice: input.seatPrice, intervalMonths: 1 };
    return [{ ...line, quantity: seats ?? 0, price }];
  }
  if (!isPresent(terms.contractValue)) {
    return [{ ...line, quantity: seats ?? 1, price: null }];
  }
  const price = spreadOverTerm(terms.contractValue, terms);
  return 'rejection' in price ? price : [{ ...line, quantity: seats ?? 1, price }];
}

function isPresent(amount: DecimalString | null): amount is DecimalString {
  return amount !== null && !decimal(amount).eq(ZERO);
}

async function givenLine(
  eventStore: EventStore,
  tenantId: TenantId,
  line: ContractLineInput,
  lineId: ContractLineId,
  index: number,
  terms: ContractTerms,
): Promise<DraftLine | Refused> {
  const { productId, price } = line;
  const { discounts, ...own } = line;
  const agreed = {
    ...own,
    lineId,
    discounts: discounts.map((discount, place) =>
      discountOf(discount, derivedId(lineId, 'discount', place + 1) as DiscountId, terms.billingIntervalMonths),
    ),
  };
  if (productId === null) {
    return {
      ...agreed,
      description: line.description ?? terms.contractName,
      taxCategory: line.taxCategory ?? 'standard',
      chargeType: line.chargeType ?? 'recurring',
      seatLimits: null,
    };
  }
  const sold = await loadProduct(eventStore, tenantId, productId);
  const fault = productFault(sold, productId, index, price, terms);
  if (sold === undefined || fault !== undefined) {
    return { rejection: fault ?? productMissing(productId, index) };
  }
  return {
    ...agreed,
    description: line.description ?? sold.name,
    taxCategory: line.taxCategory ?? sold.taxCategory,
    chargeType: line.chargeType ?? (sold.chargeType === 'one_time' ? 'one_time' : 'recurring'),
    setupFee: line.setupFee ?? sold.setupFee,
    seatLimits: limitsOf(sold),
  };
}

/** The contract's own copy of what the product allows. */
function limitsOf({ minSeats: min, maxSeats: max, seatIncrement: increment }: Product): DraftLine['seatLimits'] {
  return min === null && max === null && increment === null ? null : { min, max, increment };
}

/** A line for a contract that binds already, priced now. */
export async function lineOf(
  eventStore: EventStore,
  tenantId: TenantId,
  line: ContractLineInput,
  lineId: ContractLineId,
  terms: ContractTerms,
): Promise<ContractLine | Refused> {
  const made = await givenLine(eventStore, tenantId, line, lineId, 0, terms);
  if ('rejection' in made) {
    return made;
  }
  const price = made.price ?? (await priceOfProduct(eventStore, tenantId, made, 0, terms));
  return 'rejection' in price ? price : { ...made, price };
}

async function loadProduct(
  eventStore: EventStore,
  tenantId: TenantId,
  productId: ProductId,
): Promise<Product | undefined> {
  const { state } = await eventStore.load(productStream(tenantId, productId), product);
  return state.status === 'none' ? undefined : state;
}

function productMissing(productId: ProductId, index: number): Rejection {
  const message = `There is no product ${productId}, which line ${index + 1} sells.`;
  return { code: 'PRODUCT_NOT_FOUND', message, fields: { [`lines.${index}.productId`]: 'is no product' } };
}

function productFault(
  sold: Product | undefined,
  productId: ProductId,
  index: number,
  ownPrice: PriceTerms | null,
  { currency }: ContractTerms,
): Rejection | undefined {
  const field = `lines.${index}.productId`;
  if (sold === undefined) {
    return productMissing(productId, index);
  }
  if (sold.status === 'retired' || !sold.active) {
    const message = `${sold.name} is not offered any more; choose another product for line ${index + 1}.`;
    return { code: 'PRODUCT_NOT_OFFERED', message, fields: { [field]: 'is not offered any more' } };
  }
  if (ownPrice === null && sold.currency !== currency) {
    const message = `${sold.name} is priced in ${sold.currency}, the contract in ${currency}; give line ${index + 1} a price of its own.`;
    return { code: 'PRODUCT_CURRENCY_MISMATCH', message, fields: { [field]: `is priced in ${sold.currency}` } };
  }
  return undefined;
}

/** The lines with all prices: the catalogue's of this moment where a line has none. From now on they are frozen. */
export async function pricedLines(
  eventStore: EventStore,
  tenantId: TenantId,
  lines: readonly DraftLine[],
  terms: ContractTerms,
): Promise<ContractLine[] | Refused> {
  const priced: ContractLine[] = [];
  for (const [index, line] of lines.entries()) {
    const price = line.price ?? (await priceOfProduct(eventStore, tenantId, line, index, terms));
    if ('rejection' in price) {
      return price;
    }
    priced.push({ ...line, price });
  }
  return priced;
}

async function priceOfProduct(
  eventStore: EventStore,
  tenantId: TenantId,
  { productId }: DraftLine,
  index: number,
  terms: ContractTerms,
): Promise<PriceTerms | Refused> {
  if (productId === null) {
    const message = `Line ${index + 1} has neither a product nor a price; give it a seat price, or the contract a value.`;
    return { rejection: { code: 'CONTRACT_PRICE_MISSING', message } };
  }
  const sold = await loadProduct(eventStore, tenantId, productId);
  const fault = productFault(sold, productId, index, null, terms);
  if (sold === undefined || fault !== undefined) {
    return { rejection: fault ?? productMissing(productId, index) };
  }
  return cataloguePrice(sold);
}
