import { z } from 'zod';
import type { CivilDate } from '../kernel/calendar.ts';
import { zDecimalString } from '../kernel/decimal.ts';

/**
 * What becomes of a document for which an order has too little left: it waits, it takes the rest of the next order, or the
 * order may be drawn beyond its amount by some percent of it.
 */
export const zShortfall = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hold') }),
  z.strictObject({ kind: z.literal('split') }),
  z.strictObject({ kind: z.literal('tolerance'), percent: zDecimalString }),
]);

export const zOrderPolicy = z.strictObject({
  /** Whether the account's documents wait until an order fits. */
  requiresPurchaseOrder: z.boolean(),
  shortfall: zShortfall,
});
export type OrderPolicy = z.infer<typeof zOrderPolicy>;

export interface DatedOrderPolicy extends OrderPolicy {
  readonly effectiveOn: CivilDate;
}

/** What holds where an account says nothing. */
const NO_ORDERS: OrderPolicy = { requiresPurchaseOrder: false, shortfall: { kind: 'hold' } };

/** What holds on a day: the latest that was said for that day or an earlier one. */
export function orderPolicyOn(
  { orderPolicies }: { readonly orderPolicies: readonly DatedOrderPolicy[] },
  day: CivilDate,
): OrderPolicy {
  const found = orderPolicies.filter(({ effectiveOn }) => effectiveOn <= day).at(-1) ?? NO_ORDERS;
  return { requiresPurchaseOrder: found.requiresPurchaseOrder, shortfall: found.shortfall };
}

/** In the order of the days, with another one for the same day replaced. */
export function withOrderPolicy(
  policies: readonly DatedOrderPolicy[],
  { effectiveOn, requiresPurchaseOrder, shortfall }: DatedOrderPolicy,
): readonly DatedOrderPolicy[] {
  const others = policies.filter((each) => each.effectiveOn !== effectiveOn);
  return [...others, { effectiveOn, requiresPurchaseOrder, shortfall }].sort((a, b) =>
    a.effectiveOn < b.effectiveOn ? -1 : 1,
  );
}
