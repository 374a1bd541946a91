import { z } from 'zod';
import { zDecimalString } from '../kernel/decimal.ts';
import { event } from '../kernel/events.ts';
import { zReason } from '../kernel/fields.ts';
import { zClaimId, zInvoiceId } from '../kernel/ids.ts';
import { zChargeId } from './charge-id.ts';

/** `goodwill` leaves what is owed and charged alone. `rebill`: the charges are released once the note is final. */
export const zCreditKind = z.enum(['goodwill', 'rebill']);
export type CreditKind = z.infer<typeof zCreditKind>;

/** What people give away, as against what billing finds by itself. */
export const creditEvents = {
  /** Charges of a draft are forgiven: they count as charged, stand on no document, and are never billed again. */
  ChargesWaived: event(
    z.strictObject({
      claimId: zClaimId,
      invoiceId: zInvoiceId,
      chargeIds: z.array(zChargeId).min(1).max(5000),
      reason: zReason,
    }),
  ),
  /** A credit note takes so much of charges back. From here on nobody else can credit it. */
  CreditGranted: event(
    z.strictObject({
      creditNoteId: zInvoiceId,
      kind: zCreditKind,
      /** Net, above zero. */
      credits: z
        .array(z.strictObject({ chargeId: zChargeId, amount: zDecimalString }))
        .min(1)
        .max(5000),
      reason: zReason,
    }),
  ),
  /** The credit note was discarded or voided: what it credited can be credited again. */
  CreditWithdrawn: event(z.strictObject({ creditNoteId: zInvoiceId, reason: zReason })),
  /**
   * A correction found less to credit than the difference, since goodwill or a waiver had given so much of the charge away
   * before. The difference counts as charged back in full; the document credits the rest.
   */
  GoodwillSetOff: event(
    z.strictObject({
      claimId: zClaimId,
      setOffs: z
        .array(
          z.strictObject({
            /** The reduction, and the charge that it reduces. */
            chargeId: zChargeId,
            reduces: zChargeId,
            /** Net, above zero. */
            amount: zDecimalString,
          }),
        )
        .min(1)
        .max(5000),
    }),
  ),
};
