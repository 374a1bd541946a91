import { z } from 'zod';
import { type CivilDate, zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { type Decision, reject } from '../kernel/decider.ts';
import { decimal, ZERO, zDecimalString } from '../kernel/decimal.ts';
import { zRoleName } from '../kernel/principal.ts';
import { orderApprovalFault, zOrderApproval } from '../purchase-order/chain.ts';

/** What holds from a day on; the whole history, earlier days included. */
const dated = <Value extends z.ZodType>(value: Value) =>
  z.array(z.strictObject({ validFrom: zCivilDate, value })).max(100);

/**
 * A contract of at least this value in this currency, or with at least this discount, is activated only when people with
 * these roles have approved it, one after the other. One of the two limits is there; with both, reaching one is enough.
 */
export const zApprovalThreshold = z.strictObject({
  minValue: zDecimalString.nullable(),
  /** Of `minValue`. */
  currency: zCurrencyCode.nullable(),
  minDiscountPercent: zDecimalString.nullable(),
  roles: z.array(zRoleName).min(1).max(5),
});
export type ApprovalThreshold = z.infer<typeof zApprovalThreshold>;

/** What a run bills of one contract at once, and no more unless somebody lets it pass. */
export const zBillingGuard = z.strictObject({
  maxLines: z.int().min(1).max(100_000),
  /** Times what the contract comes to in one of its billing periods. */
  maxTimesUsual: zDecimalString,
});
export type BillingGuard = z.infer<typeof zBillingGuard>;

export const USUAL_GUARD: BillingGuard = { maxLines: 1_000, maxTimesUsual: zDecimalString.parse('10') };

/** In percent of an invoice's total: how much may be deducted at most when less is paid (billing-rules §8). */
export const zDeductionLimits = z.strictObject({
  tolerance: zDecimalString,
  earlyPaymentDiscount: zDecimalString,
  bankFee: zDecimalString,
  withholdingTax: zDecimalString,
});
export type DeductionLimits = z.infer<typeof zDeductionLimits>;

/** The policies of a seller, each with its days. A policy that says nothing for a day has its default. */
export const zSellerPolicies = z.strictObject({
  /** How amounts are rounded. Default: as registered. */
  roundingMode: dated(z.enum(['half_up', 'half_even'])),
  /** The day on which tax becomes chargeable (EN 16931 BT-7, BT-8). Default: issue. */
  taxPoint: dated(z.enum(['issue', 'supplyOrPayment'])),
  /** How many days before it is due a document is issued; the period never moves. Default: 0. */
  invoiceLeadDays: dated(z.int().min(0).max(366)),
  /** Default: no approval. */
  contractApproval: dated(z.array(zApprovalThreshold).max(20)),
  /** Who approves purchase orders and their amendments. Default: nobody has to. */
  orderApproval: dated(zOrderApproval),
  /** Default: 1,000 lines, and ten times. */
  billingGuard: dated(zBillingGuard),
  /** Default: see deduction-limits.ts. */
  deductionLimits: dated(zDeductionLimits),
});
export type SellerPolicies = z.infer<typeof zSellerPolicies>;
export type PolicyName = keyof SellerPolicies;
export type PolicyValue<Name extends PolicyName> = SellerPolicies[Name][number]['value'];

export const NO_POLICIES: SellerPolicies = {
  roundingMode: [],
  taxPoint: [],
  invoiceLeadDays: [],
  contractApproval: [],
  orderApproval: [],
  billingGuard: [],
  deductionLimits: [],
};

/** What holds on a day: the latest value that holds from that day or an earlier one, or undefined. */
export function policyOn<Name extends PolicyName>(
  policies: SellerPolicies,
  name: Name,
  day: CivilDate,
): PolicyValue<Name> | undefined {
  const values: readonly { readonly validFrom: CivilDate; readonly value: PolicyValue<Name> }[] = policies[name];
  return values
    .filter(({ validFrom }) => validFrom <= day)
    .reduce<(typeof values)[number] | undefined>(
      (latest, each) => (latest === undefined || each.validFrom > latest.validFrom ? each : latest),
      undefined,
    )?.value;
}

/** What is wrong with the values of a policy, naming the entry, or undefined. */
export function policyFault(
  name: PolicyName,
  values: readonly { readonly validFrom: CivilDate; readonly value: unknown }[],
): Decision<never> | undefined {
  const days = values.map(({ validFrom }) => validFrom);
  const twice = days.findIndex((day, index) => days.indexOf(day) !== index);
  return twice === -1
    ? undefined
    : refuse(`policies.${name}.${twice}.validFrom`, `is the second value of ${name} from ${days[twice]} on`);
}

export function thresholdFault(values: SellerPolicies['contractApproval']): Decision<never> | undefined {
  for (const [index, { value }] of values.entries()) {
    for (const [place, threshold] of value.entries()) {
      const text = faultOf(threshold);
      if (text !== undefined) {
        return refuse(`policies.contractApproval.${index}.value.${place}`, text);
      }
    }
  }
  return undefined;
}

export function orderRulesFault(values: SellerPolicies['orderApproval']): Decision<never> | undefined {
  for (const [index, { value }] of values.entries()) {
    const text = orderApprovalFault(value);
    if (text !== undefined) {
      return refuse(`policies.orderApproval.${index}.value`, text);
    }
  }
  return undefined;
}

/** A multiple below one would hold what is usual. */
export function guardFault(values: SellerPolicies['billingGuard']): Decision<never> | undefined {
  const index = values.findIndex(({ value }) => decimal(value.maxTimesUsual).lt(decimal('1')));
  return index === -1 ? undefined : refuse(`policies.billingGuard.${index}.value.maxTimesUsual`, 'must be 1 or more');
}

export function limitsFault(values: SellerPolicies['deductionLimits']): Decision<never> | undefined {
  for (const [index, { value }] of values.entries()) {
    const field = Object.entries(value).find(([, percent]) => !isPercentage(percent))?.[0];
    if (field !== undefined) {
      return refuse(`policies.deductionLimits.${index}.value.${field}`, 'must be a percentage from 0 to 100');
    }
  }
  return undefined;
}

function faultOf({ minValue, currency, minDiscountPercent }: ApprovalThreshold): string | undefined {
  if (minValue === null && minDiscountPercent === null) {
    return 'must have minValue or minDiscountPercent';
  }
  if ((minValue === null) !== (currency === null)) {
    return 'must have minValue and currency together';
  }
  if (minValue !== null && decimal(minValue).lt(ZERO)) {
    return 'must have a minValue of zero or more';
  }
  return minDiscountPercent !== null && !isPercentage(minDiscountPercent)
    ? 'must have a minDiscountPercent from 0 to 100'
    : undefined;
}

function isPercentage(text: string): boolean {
  return decimal(text).gte(ZERO) && decimal(text).lte(decimal('100'));
}

function refuse(field: string, text: string): Decision<never> {
  return reject('POLICY_INVALID', `The policy cannot be used: ${field} ${text}.`, { [field]: text });
}
