import { z } from 'zod';
import type { Moments } from '../../../application/directory/moments.ts';
import { zTaxCategory } from '../../../domain/kernel/fields.ts';
import type { Seller } from '../../../domain/seller/seller.ts';
import type { SellerRow } from '../../../projections/directory/queries/rows.ts';
import { zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';

const zSeries = z.strictObject({ pattern: z.string(), base: z.int() });

export const zSeller = z
  .strictObject({
    id: zWireUuid,
    legalName: z.string(),
    addressLines: z.array(z.string()),
    country: z.string(),
    taxRegistration: z.string().nullable(),
    bankAccount: z.string().nullable(),
    baseCurrency: z.string(),
    timeZone: z.string(),
    rounding: z.enum(['half_up', 'half_even']),
    numberSeries: z.strictObject({ invoice: zSeries, creditNote: zSeries }),
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

export type SellerRecord = z.infer<typeof zSeller>;

/** What a command decided about a seller, as a record. */
export function sellerOfDecision(seller: Seller & Moments): SellerRecord {
  const { sellerId, status: _status, numberSeries, ...fields } = seller;
  return {
    id: sellerId,
    ...fields,
    numberSeries: { invoice: numberSeries.invoice, creditNote: numberSeries.credit_note },
  };
}

export function sellerOfRow(row: SellerRow): SellerRecord {
  return {
    id: row.id,
    legalName: row.legal_name,
    addressLines: [...row.address_lines],
    country: row.country,
    taxRegistration: row.tax_registration,
    bankAccount: row.bank_account,
    baseCurrency: row.base_currency,
    timeZone: row.time_zone,
    rounding: row.rounding,
    numberSeries: { invoice: row.number_series.invoice, creditNote: row.number_series.credit_note },
    taxRates: [...row.tax_rates],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
