import type { CommandOf } from '../../src/domain/contract/commands.ts';
import type { BillingFrequency, ContractLine, RenewedLine } from '../../src/domain/contract/events.ts';
import { type ContractPolicies, DEFAULT_POLICIES, type PauseEffect } from '../../src/domain/contract/policies.ts';
import { type CivilDate, civilDate } from '../../src/domain/kernel/calendar.ts';
import type { DecimalString } from '../../src/domain/kernel/decimal.ts';
import type { ContractLineId, DiscountId } from '../../src/domain/kernel/ids.ts';
import type { Discount } from '../../src/domain/rating/discount.ts';
import type { PriceTerms } from '../../src/domain/rating/price.ts';

/** What a contract can say besides seats at a price, and the commands that change it: shortly, for examples. */

export function policies(changes: Partial<ContractPolicies>): ContractPolicies {
  return { ...DEFAULT_POLICIES, ...changes };
}

export function discountId(n: number): DiscountId {
  return `d15c0000-0000-7000-8000-${String(n).padStart(12, '0')}` as DiscountId;
}

type Agreed = Pick<Discount, 'validFrom' | 'validUntil' | 'periods' | 'months'>;
const ALWAYS: Agreed = { validFrom: null, validUntil: null, periods: null, months: null };

export function percentOff(percent: string, when: Partial<Agreed> = {}, n = 1): Discount {
  const agreed = { discountId: discountId(n), description: null, ...ALWAYS, ...when };
  return { kind: 'percent', percent: percent as DecimalString, ...agreed };
}

/** So much less a month, unless months are given. */
export function amountOff(amount: string, when: Partial<Agreed> = {}, n = 2, intervalMonths = 1): Discount {
  const agreed = { discountId: discountId(n), description: null, ...ALWAYS, ...when };
  return { kind: 'amount', amount: amount as DecimalString, intervalMonths, ...agreed };
}

export function until(lastDay: string): Pick<Agreed, 'validUntil'> {
  return { validUntil: civilDate(lastDay) };
}

/** Bands by their last quantity, each at its own price. */
export function graduated(bands: readonly (readonly [number | null, string])[], intervalMonths = 1): PriceTerms {
  const tiers = bands.map(([maxQuantity, unitPrice], index) => ({
    minQuantity: (bands[index - 1]?.[0] ?? 0) + 1,
    maxQuantity,
    unitPrice: unitPrice as DecimalString,
  }));
  return { model: 'graduated_tiered', tiers, intervalMonths };
}

export function packages(packagePrice: string, packageSize: number, intervalMonths = 1): PriceTerms {
  return { model: 'package', packagePrice: packagePrice as DecimalString, packageSize, intervalMonths };
}

/** Amounts for the whole by the month from which they hold: `[[0, '1000'], [12, '1500']]`. */
export function schedule(steps: readonly (readonly [number, string])[], intervalMonths = 1): PriceTerms {
  return {
    model: 'custom',
    steps: steps.map(([month, amount]) => ({ month, amount: amount as DecimalString })),
    intervalMonths,
  };
}

function from(effectiveOn: string): { readonly effectiveOn: CivilDate; readonly reason: null } {
  return { effectiveOn: civilDate(effectiveOn), reason: null };
}

export function commitTo(committedQuantity: number, effectiveOn: string): CommandOf<'changeCommitment'> {
  return { kind: 'changeCommitment', lineId: null, committedQuantity, ...from(effectiveOn) };
}

export function grant(discount: Discount, effectiveOn: string, lineId: ContractLineId | null = null) {
  return { kind: 'grantDiscount', lineId, discount, ...from(effectiveOn) } satisfies CommandOf<'grantDiscount'>;
}

export function endDiscount(n: number, effectiveOn: string): CommandOf<'endDiscount'> {
  return { kind: 'endDiscount', discountId: discountId(n), ...from(effectiveOn) };
}

export function addLine(line: ContractLine, effectiveOn: string): CommandOf<'addLine'> {
  return { kind: 'addLine', line, ...from(effectiveOn) };
}

export function removeLine(lineId: ContractLineId, effectiveOn: string): CommandOf<'removeLine'> {
  return { kind: 'removeLine', lineId, ...from(effectiveOn) };
}

export function extendTo(endDate: string): CommandOf<'extendTerm'> {
  return { kind: 'extendTerm', endDate: civilDate(endDate), reason: null };
}

const FREQUENCIES: ReadonlyMap<number, BillingFrequency> = new Map([
  [1, 'monthly'],
  [3, 'quarterly'],
  [6, 'semi_annual'],
  [12, 'annual'],
]);

export function billEvery(
  months: number,
  effectiveOn: string,
  { inAdvance = true, anchor = null }: { readonly inAdvance?: boolean; readonly anchor?: string | null } = {},
): CommandOf<'changeSchedule'> {
  return {
    kind: 'changeSchedule',
    billingFrequency: FREQUENCIES.get(months) ?? 'custom',
    billingIntervalMonths: months,
    billingInAdvance: inAdvance,
    billingAnchor: anchor === null ? null : civilDate(anchor),
    ...from(effectiveOn),
  };
}

export function pauseFrom(effectiveOn: string, effect: PauseEffect | null = null): CommandOf<'pause'> {
  return { kind: 'pause', effect, ...from(effectiveOn) };
}

export function resumeOn(effectiveOn: string): CommandOf<'resume'> {
  return { kind: 'resume', ...from(effectiveOn) };
}

/** From a day on; null: right after the term. */
export function renewFrom(
  effectiveOn: string | null,
  endDate: string | null = null,
  lines: readonly RenewedLine[] = [],
): CommandOf<'renew'> {
  return {
    kind: 'renew',
    renewedOn: civilDate('2026-06-01'),
    effectiveOn: effectiveOn === null ? null : civilDate(effectiveOn),
    endDate: endDate === null ? null : civilDate(endDate),
    contractValue: null,
    isAutomatic: false,
    lines,
    reason: null,
  };
}

export function withdraw(change: number, withdrawnOn: string): CommandOf<'withdrawChange'> {
  return { kind: 'withdrawChange', change, withdrawnOn: civilDate(withdrawnOn), reason: 'Agreed otherwise' };
}
