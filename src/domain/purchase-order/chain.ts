import { z } from 'zod';
import { zCurrencyCode } from '../kernel/currency.ts';
import { type DecimalString, decimal, zDecimalString } from '../kernel/decimal.ts';
import { type AccountId, zAccountId } from '../kernel/ids.ts';
import { zRoleName } from '../kernel/principal.ts';

/** Who approves: anybody with a role, or one person by name. */
export const zApprover = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('role'), role: zRoleName }),
  z.strictObject({ kind: z.literal('user'), id: z.string().min(1).max(300) }),
]);
export type Approver = z.infer<typeof zApprover>;

/** One step of a chain: one of these approves, or each of them does. Two roles are two people. */
export const zApprovalStep = z.strictObject({
  needs: z.enum(['any', 'all']),
  approvers: z.array(zApprover).min(1).max(10),
});
export type ApprovalStep = z.infer<typeof zApprovalStep>;

/** An order of at least this amount, of this account, takes these steps. */
export const zApprovalRule = z.strictObject({
  /** Null: of any account that no rule names. */
  accountId: zAccountId.nullable(),
  /** Null: whatever it comes to. */
  minAmount: zDecimalString.nullable(),
  /** Of `minAmount`. */
  currency: zCurrencyCode.nullable(),
  steps: z.array(zApprovalStep).min(1).max(5),
});
export type ApprovalRule = z.infer<typeof zApprovalRule>;

/** How a seller approves orders: who, after how many days they are reminded, and when nobody decides any more. */
export const zOrderApproval = z.strictObject({
  rules: z.array(zApprovalRule).max(50),
  remindEveryDays: z.int().min(1).max(90),
  expireAfterDays: z.int().min(1).max(366),
});
export type OrderApproval = z.infer<typeof zOrderApproval>;

/**
 * The steps that an order takes, in the order of the rules, equal ones once. Rules that name the account go before those
 * for all accounts: where there are any, only they count.
 */
export function chainOf(
  { rules }: OrderApproval,
  order: { readonly accountId: AccountId; readonly currency: string; readonly amount: DecimalString },
): readonly ApprovalStep[] {
  const own = rules.filter(({ accountId }) => accountId === order.accountId);
  const reached = (own.length > 0 ? own : rules.filter(({ accountId }) => accountId === null)).filter(
    ({ minAmount, currency }) =>
      minAmount === null || (currency === order.currency && decimal(order.amount).gte(decimal(minAmount))),
  );
  const steps = new Map(reached.flatMap((rule) => rule.steps.map((each) => [JSON.stringify(each), each])));
  return [...steps.values()];
}

/** What is wrong with the rules, or undefined. */
export function orderApprovalFault({ rules }: OrderApproval): string | undefined {
  for (const [index, rule] of rules.entries()) {
    const fault = ruleFault(rule);
    if (fault !== undefined) {
      return `must have in rule ${index + 1} ${fault}`;
    }
  }
  return undefined;
}

function ruleFault({ minAmount, currency, steps }: ApprovalRule): string | undefined {
  if ((minAmount === null) !== (currency === null)) {
    return 'minAmount and currency together';
  }
  if (minAmount?.startsWith('-') === true) {
    return 'a minAmount of zero or more';
  }
  const named = steps.flatMap(({ approvers }) => {
    const keys = approvers.map((each) => JSON.stringify(each));
    return keys.filter((key, index) => keys.indexOf(key) !== index);
  });
  return named.length > 0 ? `each approver of a step once, not ${named[0]} twice` : undefined;
}
