import { z } from 'zod';
import { zCreditKind } from '../contract/credit-events.ts';
import { zCivilDate } from '../kernel/calendar.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { event } from '../kernel/events.ts';
import { zReason } from '../kernel/fields.ts';
import { zInvoiceId, zUuid } from '../kernel/ids.ts';
import { zPrincipal } from '../kernel/principal.ts';

/** What happens to a document once it is final. What it says never changes. */
export const correctionEvents = {
  /** It keeps its number and its place in the register; its claims are released, and the books take it back on that day. */
  InvoiceVoided: event(z.strictObject({ voidedOn: zCivilDate, reason: zReason, by: zPrincipal })),
  /**
   * First event of a credit note by hand: all that is needed to make it, so that whoever finds it goes on. Then the
   * streams that it takes from are told, and it is drafted.
   */
  CreditOpened: event(
    z.strictObject({
      invoiceId: zInvoiceId,
      kind: zCreditKind,
      /** The document that it corrects. */
      corrects: zInvoiceId,
      lines: z
        .array(
          z.strictObject({
            /** Of the corrected document. */
            lineId: zUuid,
            quantity: zDecimalString,
            unitPrice: zDecimalString,
            /** Net; below zero where the corrected line is. */
            amount: zDecimalString,
          }),
        )
        .min(1)
        .max(5000),
      rounding: z.enum(['half_up', 'half_even']),
      finalise: z.boolean(),
      reason: zReason,
    }),
  ),
  /** A credit note by hand takes so much of its lines back, net. Nobody else can take it any more. */
  InvoiceCredited: event(
    z.strictObject({
      creditNoteId: zInvoiceId,
      kind: zCreditKind,
      lines: z
        .array(z.strictObject({ lineId: zUuid, amount: zDecimalString }))
        .min(1)
        .max(5000),
    }),
  ),
  /** That credit note came to nothing. */
  InvoiceCreditWithdrawn: event(z.strictObject({ creditNoteId: zInvoiceId })),
  /** Of a credit note by hand: every stream that its end concerns has been told. */
  CreditSettled: event(z.strictObject({})),
  /** It is to be taken back and billed again. */
  RebillRequested: event(z.strictObject({ rebillId: zUuid, reason: zReason, by: zPrincipal })),
  /** Said on both documents. */
  InvoiceRelated: event(z.strictObject({ relation: z.enum(['rebills', 'rebilled_by']), invoiceId: zInvoiceId })),
  /** `refusal`: why nothing came of it; null where it did. */
  RebillEnded: event(z.strictObject({ refusal: z.string().max(1000).nullable() })),
};
