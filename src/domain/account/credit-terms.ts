import { z } from 'zod';
import type { CivilDate } from '../kernel/calendar.ts';
import { type DecimalString, zDecimalString } from '../kernel/decimal.ts';

/**
 * What a limit that is reached, or a hold, stops: new business and documents alike; new business alone; or nothing, it
 * is only shown.
 */
export const zCreditPolicy = z.enum(['hold_invoices', 'hold_new_business', 'warn']);
export type CreditPolicy = z.infer<typeof zCreditPolicy>;

/** The account is held by itself while documents that are overdue by so many days come to so much. */
export const zAutomaticHold = z.strictObject({
  overdueDays: z.int().min(1).max(3650),
  /** In the account's currency. Zero: anything that is overdue. */
  overdueAmount: zDecimalString,
});
export type AutomaticHold = z.infer<typeof zAutomaticHold>;

/** How an account's credit is looked after. */
export interface CreditPolicyTerms {
  readonly policy: CreditPolicy;
  /** Of the account and everything below it together, in the account's currency; null: none. */
  readonly groupCreditLimit: DecimalString | null;
  readonly automaticHold: AutomaticHold | null;
}

export interface CreditPolicySetting extends CreditPolicyTerms {
  readonly effectiveOn: CivilDate;
}

/** What holds where nobody has said anything. */
const STANDARD_CREDIT_POLICY: CreditPolicyTerms = {
  policy: 'hold_new_business',
  groupCreditLimit: null,
  automaticHold: null,
};

/** The policy of an account that is in force on a day. */
export function creditPolicyOn(
  { creditPolicies }: { readonly creditPolicies: readonly CreditPolicySetting[] },
  day: CivilDate,
): CreditPolicyTerms {
  return policyInForce(creditPolicies, day);
}

/** `settings` in the order of their days. */
export function policyInForce(settings: readonly CreditPolicySetting[], day: CivilDate): CreditPolicyTerms {
  return settings.findLast(({ effectiveOn }) => effectiveOn <= day) ?? STANDARD_CREDIT_POLICY;
}

/** In the order of their days; of two for one day the later said counts. */
export function withCreditPolicy(
  settings: readonly CreditPolicySetting[],
  added: CreditPolicySetting,
): readonly CreditPolicySetting[] {
  const others = settings.filter(({ effectiveOn }) => effectiveOn !== added.effectiveOn);
  return [...others, added].sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1));
}

/** Why an account is on hold. */
export interface CreditHold {
  /** Set because documents are overdue, and released when they are not any more. */
  readonly isAutomatic: boolean;
  readonly reason: string | null;
  /** Null in events from before days were kept. */
  readonly since: CivilDate | null;
}

interface HoldChange {
  readonly creditHold: boolean;
  readonly isAutomatic: boolean;
  readonly reason: string | null;
  readonly changedOn: CivilDate | null;
  readonly automaticAgainOn: CivilDate | null;
}

/** How the hold stands after a change of it. */
export function evolveHold({ creditHold, isAutomatic, reason, changedOn, automaticAgainOn }: HoldChange) {
  const hold: CreditHold | null = creditHold ? { isAutomatic, reason, since: changedOn } : null;
  return { creditHold, hold, automaticAgainOn };
}
