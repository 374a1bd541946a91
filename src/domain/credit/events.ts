import { z } from 'zod';
import { zCreditPolicy } from '../account/credit-terms.ts';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zAccountId, zInvoiceId, zUuid } from '../kernel/ids.ts';

/** Whose debts a line counts: those of the account alone, or of the account and everything below it. */
export const zCreditScope = z.enum(['own', 'group']);
export type CreditScope = z.infer<typeof zCreditScope>;

/** Why less of a limit is used than before. */
export const zReductionReason = z.enum(['payment', 'credit_note', 'write_off', 'void', 'discarded', 'held', 'settled']);
export type ReductionReason = z.infer<typeof zReductionReason>;

/** Limit and policy as the account says them. */
export const zLineTerms = z.strictObject({
  /** Null: none any more. */
  limit: zDecimalString.nullable(),
  policy: zCreditPolicy,
  /** How often the account's terms had changed. */
  number: z.int().min(0),
  /** The day for which they were looked up: policies hold from days on. */
  on: zCivilDate,
});
export type LineTerms = z.infer<typeof zLineTerms>;

/** What one document uses of a limit: all of its gross amount that is not settled yet. */
export const zOpenUse = z.strictObject({
  invoiceId: zInvoiceId,
  /** The debtor. */
  accountId: zAccountId,
  amount: zDecimalString,
  /** Payments and credit notes by which it was reduced so far. */
  reducedBy: z.array(zUuid).max(500),
});
export type OpenUse = z.infer<typeof zOpenUse>;

const zUses = z.array(zOpenUse).max(2000);

/**
 * Facts of one credit limit: what uses it, in one currency. The first event of an epoch takes over what is used already;
 * the last one names the next epoch, so that no stream grows without end.
 */
export const creditLineEvents = {
  CreditLineOpened: event(
    z.strictObject({
      accountId: zAccountId,
      scope: zCreditScope,
      currency: zCurrencyCode,
      epoch: z.int().min(1),
      terms: zLineTerms,
      uses: zUses,
      /** How many more uses the next events take over. */
      usesToCome: z.int().min(0),
      openedOn: zCivilDate,
    }),
  ),
  /** More uses of the epoch before than one event holds. */
  CreditUsesTakenOver: event(z.strictObject({ uses: zUses.min(1) })),
  CreditLineTermsChanged: event(z.strictObject({ from: zLineTerms, to: zLineTerms })),
  /** From the draft on; a finalised document goes on using what its draft did. Asked for again, the amount is the new whole. */
  CreditUsed: event(
    z.strictObject({
      invoiceId: zInvoiceId,
      accountId: zAccountId,
      amount: zDecimalString,
      /** What was delivered and not billed yet on that day, which the test counts, too. */
      unbilled: zDecimalString,
      /** More is used than the limit allows, and its policy lets that pass. */
      beyondLimit: z.boolean(),
      usedOn: zCivilDate,
    }),
  ),
  CreditUseReduced: event(
    z.strictObject({
      invoiceId: zInvoiceId,
      /** By how much. */
      amount: zDecimalString,
      because: zReductionReason,
      /** The payment or credit note; null where the whole use ends. */
      byId: zUuid.nullable(),
      /** Nothing of it is used any more. */
      isEnded: z.boolean(),
    }),
  ),
  /** An open debt that is not counted, or counted too low: found by comparing, or open again since a payment came undone. */
  CreditUseFound: event(
    z.strictObject({ invoiceId: zInvoiceId, accountId: zAccountId, amount: zDecimalString, foundOn: zCivilDate }),
  ),
  CreditLineCarriedForward: event(
    z.strictObject({ nextEpoch: z.int().min(2), nextLineId: zUuid, carriedOn: zCivilDate }),
  ),
};

export type CreditLineEvent = EventsOf<typeof creditLineEvents>;
