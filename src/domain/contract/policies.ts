import { z } from 'zod';
import { zDecimalString } from '../kernel/decimal.ts';
import { zTierLookup, zTrueUps } from '../rating/owed.ts';
import { zProration } from '../rating/proration.ts';

/** What an early end costs. The remaining commitment is what the committed units would have cost until the end. */
export const zEarlyEndFee = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('remaining_commitment') }),
  /** Of the remaining commitment. */
  z.strictObject({ kind: z.literal('percent'), percent: zDecimalString }),
  z.strictObject({ kind: z.literal('amount'), amount: zDecimalString }),
]);
export type EarlyEndFee = z.infer<typeof zEarlyEndFee>;

/** `credit`: paused days are not billed. `extend`: nor are they, and the term ends later by as many. */
export const zPauseEffect = z.enum(['credit', 'extend', 'keep_billing']);
export type PauseEffect = z.infer<typeof zPauseEffect>;

/**
 * What a line costs in a new term, where the renewal does not say: as before, so much more than before (below zero:
 * less), or what the catalogue asks on the first day of the new term.
 */
export const zRenewalPrice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keep') }),
  z.strictObject({ kind: z.literal('percent'), percent: zDecimalString }),
  z.strictObject({ kind: z.literal('catalogue') }),
]);
export type RenewalPrice = z.infer<typeof zRenewalPrice>;

/** How this contract is billed where the trade knows several ways (billing-rules §2, §3). */
export const zContractPolicies = z.strictObject({
  proration: zProration,
  tierLookup: zTierLookup,
  trueUps: zTrueUps,
  /** Whether seats may go down within the term; else the decrease waits for the renewal. */
  decreases: z.enum(['any_time', 'at_renewal']),
  pause: zPauseEffect,
  earlyEndFee: zEarlyEndFee,
  /** Whether days that are charged and not served come back on an early end. */
  creditUnusedDays: z.boolean(),
  /** Invoices go out so many days before their period is due. */
  invoiceLeadDays: z.int().min(0).max(366),
});
export type ContractPolicies = z.infer<typeof zContractPolicies>;

export const DEFAULT_POLICIES: ContractPolicies = {
  proration: 'actual_days',
  tierLookup: 'segment',
  trueUps: 'next_billing',
  decreases: 'any_time',
  pause: 'credit',
  earlyEndFee: { kind: 'none' },
  creditUnusedDays: true,
  invoiceLeadDays: 0,
};
