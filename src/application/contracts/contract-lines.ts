import type { DraftLine } from '../../domain/contract/events.ts';
import { spreadOverTerm } from '../../domain/contract/term.ts';
import type { ContractTerms } from '../../domain/contract/terms.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import { type DecimalString, decimal, ZERO } from '../../domain/kernel/decimal.ts';
import type { TaxCategory } from '../../domain/kernel/fields.ts';
import type { ContractId, ContractLineId, DiscountId, ProductId, TenantId } from '../../domain/kernel/ids.ts';
import type { Product } from '../../domain/product/state.ts';
import type { PriceTerms } from '../../domain/rating/price.ts';
import { derivedId } from '../derived-ids.ts';
import type { EventStore } from '../ports/event-store.ts';
import { type DiscountInput, discountOf } from './discount-input.ts';
import { soldProduct } from './sold-product.ts';

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
  /** Null: that of the catalogue's price, else the product's. */
  readonly setupFee: DecimalString | null;
  /** Null: as the product says. */
  readonly setupFeeDistinct: boolean | null;
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

/** One line of a draft, with what its product says where the caller says nothing. */
export async function givenLine(
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
      setupFeeDistinct: line.setupFeeDistinct ?? false,
      seatLimits: null,
    };
  }
  const sold = await soldProduct(eventStore, tenantId, { ...line, productId }, index, terms);
  if ('rejection' in sold) {
    return sold;
  }
  return {
    ...agreed,
    description: line.description ?? sold.name,
    taxCategory: line.taxCategory ?? sold.taxCategory,
    chargeType: line.chargeType ?? (sold.chargeType === 'one_time' ? 'one_time' : 'recurring'),
    setupFee: line.setupFee ?? (price === null ? null : feeInCurrency(sold, terms)),
    setupFeeDistinct: line.setupFeeDistinct ?? sold.setupFeeDistinct,
    seatLimits: limitsOf(sold),
  };
}

/** A line that waits for the catalogue's price waits for its fee too. A fee in another currency is none of this contract. */
function feeInCurrency({ setupFee, currency }: Product, terms: ContractTerms): DecimalString | null {
  return currency === terms.currency ? setupFee : null;
}

/** The contract's own copy of what the product allows. */
function limitsOf({ minSeats: min, maxSeats: max, seatIncrement: increment }: Product): DraftLine['seatLimits'] {
  return min === null && max === null && increment === null ? null : { min, max, increment };
}
