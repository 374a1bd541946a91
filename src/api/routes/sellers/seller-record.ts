import { z } from 'zod';
import type { Moments } from '../../../application/directory/moments.ts';
import { civilDateIn, yearOf } from '../../../domain/kernel/calendar.ts';
import { zPaymentTerms, zTaxCategory } from '../../../domain/kernel/fields.ts';
import { zApprovalStep } from '../../../domain/purchase-order/chain.ts';
import { roundingOn, type Seller, seriesIn, taxRegistrationOn } from '../../../domain/seller/state.ts';
import type { SellerChangeRow, SellerRow } from '../../../projections/directory/queries/rows.ts';
import { sellerOfRow } from '../../../projections/directory/queries/sellers.ts';
import { zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';

const zSeries = z.strictObject({ pattern: z.string(), base: z.int() });

const dated = <Value extends z.ZodType>(value: Value) => z.array(z.strictObject({ validFrom: zWireDate, value }));

const zPolicies = z
  .strictObject({
    roundingMode: dated(z.enum(['half_up', 'half_even'])),
    taxPoint: dated(z.enum(['issue', 'supplyOrPayment'])),
    invoiceLeadDays: dated(z.int()),
    billingGuard: dated(z.strictObject({ maxLines: z.int(), maxTimesUsual: zMoneyText })),
    contractApproval: dated(
      z.array(
        z.strictObject({
          minValue: zMoneyText.nullable(),
          currency: z.string().nullable(),
          minDiscountPercent: zMoneyText.nullable(),
          roles: z.array(z.string()),
        }),
      ),
    ),
    orderApproval: dated(
      z.strictObject({
        rules: z.array(
          z.strictObject({
            accountId: zWireUuid.nullable(),
            minAmount: zMoneyText.nullable(),
            currency: z.string().nullable(),
            steps: z.array(zApprovalStep),
          }),
        ),
        remindEveryDays: z.int(),
        expireAfterDays: z.int(),
      }),
    ),
    deductionLimits: dated(
      z.strictObject({
        tolerance: zMoneyText,
        earlyPaymentDiscount: zMoneyText,
        bankFee: zMoneyText,
        withholdingTax: zMoneyText,
      }),
    ),
  })
  .meta({ id: 'SellerPolicies' });

export const zSeller = z
  .strictObject({
    id: zWireUuid,
    legalName: z.string(),
    addressLines: z.array(z.string()),
    country: z.string(),
    /** In force today, in the seller's own country. */
    taxRegistration: z.string().nullable(),
    taxRegistrations: z.array(
      z.strictObject({ country: z.string(), number: z.string(), validFrom: zWireDate.nullable() }),
    ),
    bankAccount: z.string().nullable(),
    baseCurrency: z.string(),
    timeZone: z.string(),
    /** In force today. */
    rounding: z.enum(['half_up', 'half_even']),
    /** Of this year. */
    numberSeries: z.strictObject({ invoice: zSeries, creditNote: zSeries }),
    numberSeriesChanges: z.array(zSeries.extend({ kind: z.enum(['invoice', 'creditNote']), fromYear: z.int() })),
    paymentTerms: zPaymentTerms.nullable(),
    paymentTermsDays: z.int().nullable(),
    invoiceFooter: z.string().nullable(),
    policies: zPolicies,
    taxRates: z.array(
      z.strictObject({
        category: zTaxCategory,
        ratePercent: zMoneyText,
        validFrom: zWireDate,
        note: z.string().nullable(),
      }),
    ),
    createdAt: zTimestamp,
    updatedAt: zTimestamp,
  })
  .meta({ id: 'Seller' });

export type SellerRecord = z.input<typeof zSeller>;

/** The seller as people see it now: what has days shows that of today, in the seller's time zone. */
export function sellerRecord(seller: Seller, { createdAt, updatedAt }: Moments, now: string): SellerRecord {
  const today = civilDateIn(seller.timeZone, now);
  const inForce = (kind: 'invoice' | 'credit_note') => seriesIn(seller, kind, yearOf(today));
  return {
    id: seller.sellerId,
    legalName: seller.legalName,
    addressLines: [...seller.addressLines],
    country: seller.country,
    taxRegistration: taxRegistrationOn(seller, today),
    taxRegistrations: [...seller.taxRegistrations],
    bankAccount: seller.bankAccount,
    baseCurrency: seller.baseCurrency,
    timeZone: seller.timeZone,
    rounding: roundingOn(seller, today),
    numberSeries: { invoice: inForce('invoice'), creditNote: inForce('credit_note') },
    numberSeriesChanges: seller.seriesChanges.map(({ kind, ...change }) => ({
      ...change,
      kind: kind === 'invoice' ? ('invoice' as const) : ('creditNote' as const),
    })),
    paymentTerms: seller.defaultTerms?.paymentTerms ?? null,
    paymentTermsDays: seller.defaultTerms?.paymentTermsDays ?? null,
    invoiceFooter: seller.invoiceFooter,
    policies: seller.policies,
    taxRates: [...seller.taxRates],
    createdAt,
    updatedAt,
  };
}

export function sellerRecordOfRow(row: SellerRow, now: string): SellerRecord {
  return sellerRecord(sellerOfRow(row), { createdAt: row.created_at, updatedAt: row.updated_at }, now);
}

export const zSellerChange = z
  .strictObject({
    revision: z.int(),
    fact: z.string(),
    before: z.unknown(),
    after: z.unknown(),
    reason: z.string().nullable(),
    changedBy: z.strictObject({ kind: z.string(), id: z.string() }),
    changedAt: zTimestamp,
  })
  .meta({ id: 'SellerChange' });

export function sellerChangeOfRow(row: SellerChangeRow): z.input<typeof zSellerChange> {
  const {
    revision,
    fact,
    before,
    after,
    reason,
    changed_by_kind: kind,
    changed_by_id: id,
    changed_at: changedAt,
  } = row;
  return { revision, fact, before, after, reason, changedBy: { kind, id }, changedAt };
}
