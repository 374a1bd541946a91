import type { CommandOf, ContractCommand } from '../../src/domain/contract/commands.ts';
import { contract } from '../../src/domain/contract/contract.ts';
import type { Charge, ContractEvent, ContractLine, DraftLine } from '../../src/domain/contract/events.ts';
import { DEFAULT_POLICIES } from '../../src/domain/contract/policies.ts';
import type { BindingContract, ContractState } from '../../src/domain/contract/state.ts';
import type { ContractTerms } from '../../src/domain/contract/terms.ts';
import { civilDate } from '../../src/domain/kernel/calendar.ts';
import type { CurrencyCode } from '../../src/domain/kernel/currency.ts';
import type { DecimalString } from '../../src/domain/kernel/decimal.ts';
import type {
  AccountId,
  BillingRunId,
  ClaimId,
  ContractId,
  ContractLineId,
  InvoiceId,
  SellerId,
} from '../../src/domain/kernel/ids.ts';
import type { PriceTerms } from '../../src/domain/rating/price.ts';

/** One shared set of example contracts: tests say only what matters to them. */

/** The `n`th id of a kind: readable, and always the same. */
function exampleId(kind: string, n: number): string {
  return `${kind.padEnd(8, '0')}-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

export const CONTRACT = exampleId('c0', 1) as ContractId;
export const SELLER = exampleId('5e', 1) as SellerId;
export const ACCOUNT = exampleId('ac', 1) as AccountId;
export const LINE = lineId(1);

export function lineId(n: number): ContractLineId {
  return exampleId('11', n) as ContractLineId;
}

export function claimId(n: number): ClaimId {
  return exampleId('c1a', n) as ClaimId;
}

export function invoiceId(n: number): InvoiceId {
  return exampleId('1f', n) as InvoiceId;
}

/** A seat price per month, unless months are given. */
export function seats(unitPrice: string, intervalMonths = 1): PriceTerms {
  return { model: 'seat_based', unitPrice: unitPrice as DecimalString, intervalMonths };
}

export function flat(price: string, intervalMonths: number): PriceTerms {
  return { model: 'flat_fee', price: price as DecimalString, intervalMonths };
}

/** Volume tiers by their last quantity: `[[99, '10'], [null, '8']]`. */
export function tiers(bands: readonly (readonly [number | null, string])[], intervalMonths = 1): PriceTerms {
  let minQuantity = 1;
  return {
    model: 'volume_tiered',
    intervalMonths,
    tiers: bands.map(([maxQuantity, unitPrice]) => {
      const tier = { minQuantity, maxQuantity, unitPrice: unitPrice as DecimalString };
      minQuantity = (maxQuantity ?? 0) + 1;
      return tier;
    }),
  };
}

/** Nothing but seats at a price: what an example leaves out. */
export const PLAIN_TERMS = {
  priceBookId: null,
  billingAnchor: null,
  trialDays: 0,
  discounts: [],
  uplift: null,
  minimumCommitment: null,
  renewalTermMonths: null,
  renewalPrice: { kind: 'keep' },
  policies: DEFAULT_POLICIES,
} satisfies Partial<ContractTerms>;

export const PLAIN_LINE = {
  chargeType: 'recurring',
  startDate: null,
  endDate: null,
  setupFee: null,
  setupFeeDistinct: false,
  tierGroup: null,
  seatLimits: null,
  ramp: [],
  discounts: [],
} satisfies Partial<DraftLine>;

/** Calendar year 2026, EUR, quarterly in advance. */
export function terms(changes: Partial<Record<keyof ContractTerms, unknown>> = {}): ContractTerms {
  return {
    contractName: 'Platform seats',
    accountId: ACCOUNT,
    billToAccountId: ACCOUNT,
    purchaseOrderNumber: null,
    currency: 'EUR' as CurrencyCode,
    startDate: civilDate('2026-01-01'),
    endDate: civilDate('2026-12-31'),
    contractValue: null,
    billingFrequency: 'quarterly',
    billingIntervalMonths: 3,
    billingInAdvance: true,
    ...PLAIN_TERMS,
    paymentTerms: 'net_30',
    paymentTermsDays: null,
    autoRenew: false,
    renewalNoticeDays: null,
    notes: null,
    metadata: {},
    ...changes,
  } as ContractTerms;
}

/** 100 seats at 10 a month. */
export function line(changes: Partial<ContractLine> = {}): ContractLine {
  return {
    lineId: LINE,
    productId: null,
    description: 'Platform seats',
    quantity: 100,
    committedQuantity: 0,
    price: seats('10'),
    taxCategory: 'standard',
    ...PLAIN_LINE,
    ...changes,
  };
}

export function drafted(
  changes: Partial<Record<keyof ContractTerms, unknown>> = {},
  lines: readonly DraftLine[] = [line()],
): ContractEvent {
  return {
    type: 'ContractDrafted',
    data: { contractId: CONTRACT, contractNumber: 'C-1', sellerId: SELLER, ...terms(changes), lines: [...lines] },
  };
}

export function activated(
  lines: readonly ContractLine[] = [line()],
  rounding: 'half_up' | 'half_even' = 'half_up',
): ContractEvent {
  return {
    type: 'ContractActivated',
    data: { activatedOn: civilDate('2025-12-15'), lines: [...lines], rounding, ratingVersion: 1 },
  };
}

export function fold(...events: readonly ContractEvent[]): ContractState {
  return events.reduce(contract.evolve, contract.initialState);
}

/** An active contract. */
export function active(
  changes: Partial<Record<keyof ContractTerms, unknown>> = {},
  lines: readonly ContractLine[] = [line()],
  rounding: 'half_up' | 'half_even' = 'half_up',
): BindingContract {
  return binding(fold(drafted(changes, lines), activated(lines, rounding)));
}

export function binding(state: ContractState): BindingContract {
  if (state.status !== 'active' && state.status !== 'cancelled') {
    throw new Error(`The example is ${state.status}, not active`);
  }
  return state;
}

/** Decides and evolves; a rejection fails the test. */
export function having(state: ContractState, ...commands: readonly ContractCommand[]): BindingContract {
  let current = state;
  for (const command of commands) {
    const decision = contract.decide(command, current);
    if (decision.outcome === 'rejected') {
      throw new Error(`${command.kind} was rejected: ${decision.rejection.code} ${decision.rejection.message}`);
    }
    current = decision.events.reduce(contract.evolve, current);
  }
  return binding(current);
}

export function adjustTo(quantity: number, effectiveOn: string): CommandOf<'adjustSeats'> {
  return { kind: 'adjustSeats', lineId: null, effectiveOn: civilDate(effectiveOn), quantity, reason: null };
}

export function repriceTo(price: PriceTerms, effectiveOn: string): CommandOf<'reprice'> {
  return { kind: 'reprice', lineId: null, effectiveOn: civilDate(effectiveOn), price, reason: null };
}

export function cancelAfter(lastServiceDay: string): CommandOf<'cancel'> {
  const day = civilDate(lastServiceDay);
  return { kind: 'cancel', cancelledOn: day, lastServiceDay: day, creditUnusedDays: null, fee: null, reason: null };
}

/** The `n`th claim: everything due at `through`, or only the periods from `from` on. */
export function raise(n: number, through: string, from: string | null = null): CommandOf<'raiseCharges'> {
  return {
    kind: 'raiseCharges',
    claimId: claimId(n),
    runId: exampleId('b1', n) as BillingRunId,
    invoiceId: invoiceId(n),
    bearer: null,
    from: from === null ? null : civilDate(from),
    through: civilDate(through),
  };
}

export function release(n: number): CommandOf<'releaseCharges'> {
  return { kind: 'releaseCharges', invoiceId: invoiceId(n), chargeIds: null, reason: 'Draft discarded' };
}

/** The charges of the `n`th claim of a contract, counted from 1. */
export function chargesOf(state: BindingContract, n: number): readonly Charge[] {
  return state.claims.find((claim) => claim.claimId === claimId(n))?.charges ?? [];
}
