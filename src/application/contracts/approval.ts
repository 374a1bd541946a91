import { valueOverTerm } from '../../domain/contract/charges-due.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { ContractLine } from '../../domain/contract/events.ts';
import type { BindingContract, DraftContract } from '../../domain/contract/state.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import {
  type Decimal,
  type DecimalString,
  decimal,
  roundTo,
  toDecimalString,
  ZERO,
} from '../../domain/kernel/decimal.ts';
import { exactAmount } from '../../domain/kernel/money.ts';
import { type ApprovalThreshold, policyOn } from '../../domain/seller/policies.ts';
import type { Seller } from '../../domain/seller/state.ts';

/** What a draft comes to, and who must approve that. */
export interface ApprovalNeed {
  /** Over the term, net. */
  readonly value: DecimalString;
  /** How much that is below its own list prices: all discounts together, two decimals. */
  readonly discountPercent: DecimalString;
  /** Roles, each once, in the order of the seller's thresholds. */
  readonly roles: readonly string[];
}

/** Compares a draft, with its prices of today, with the thresholds of its seller. */
export function approvalNeed(
  seller: Pick<Seller, 'policies'>,
  draft: DraftContract,
  lines: readonly ContractLine[],
  today: CivilDate,
): ApprovalNeed {
  const value = termValue(draft, lines);
  const list = termValue(
    { ...draft, terms: { ...draft.terms, discounts: [] } },
    lines.map((line) => ({ ...line, discounts: [] })),
  );
  const discountPercent = toDecimalString(percentBelow(list, value));
  const { currency } = draft.terms;
  const reached = (policyOn(seller.policies, 'contractApproval', today) ?? []).filter((threshold) =>
    isReached(threshold, value, currency, discountPercent),
  );
  return {
    value: exactAmount(value, currency),
    discountPercent,
    roles: [...new Set(reached.flatMap(({ roles }) => roles))],
  };
}

function termValue(draft: DraftContract, lines: readonly ContractLine[]): Decimal {
  const activated = contract.evolve(draft, {
    type: 'ContractActivated',
    data: { activatedOn: draft.terms.startDate, lines: [...lines], rounding: 'half_up', ratingVersion: 1 },
  }) as BindingContract; // what an activation leaves
  return valueOverTerm(activated);
}

function percentBelow(list: Decimal, value: Decimal): Decimal {
  return list.gt(ZERO) ? roundTo(list.minus(value).times(decimal('100')).div(list), 2, 'half_up') : ZERO;
}

function isReached(
  threshold: ApprovalThreshold,
  value: Decimal,
  currency: string,
  discountPercent: DecimalString,
): boolean {
  const { minValue, minDiscountPercent } = threshold;
  const byValue = minValue !== null && threshold.currency === currency && value.gte(decimal(minValue));
  const byDiscount = minDiscountPercent !== null && decimal(discountPercent).gte(decimal(minDiscountPercent));
  return byValue || byDiscount;
}
