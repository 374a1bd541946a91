import { z } from 'zod';
import { isStorableJson, isStorableText } from './storable-text.ts';

/** Field types that several aggregates share. */

const zText = (lengthMax: number) =>
  z.string().min(1).max(lengthMax).refine(isStorableText, 'must be text without NUL and lone surrogates');

export const zShortText = zText(200);
export const zLongText = zText(4000);
export const zReason = zText(1000);

/** A free object that belongs to the caller; at most 16 KiB as JSON. */
export const zMetadata = z
  .record(z.string().max(100), z.json())
  .refine((value) => JSON.stringify(value).length <= 16_384, 'must be at most 16 KiB as JSON')
  .refine(isStorableJson, 'must be text without NUL and lone surrogates');
export type Metadata = z.infer<typeof zMetadata>;

/**
 * Payment terms: when an invoice is due, counted from its issue date. What they mean is computed in `due-date.ts`. `custom`
 * and the two that count days and ends of months take the days from `paymentTermsDays`; the others say them in their name.
 */
export const zPaymentTerms = z.enum([
  'due_on_receipt',
  'net_30',
  'net_60',
  'net_90',
  'custom',
  'end_of_month',
  'end_of_month_plus_days',
  'days_then_end_of_month',
]);
export type PaymentTerms = z.infer<typeof zPaymentTerms>;

/** UNTDID 5305 duty or tax categories as EN 16931 uses them, by their plain names. */
export const zTaxCategory = z.enum(['standard', 'reduced', 'zero', 'exempt', 'reverse_charge']);
export type TaxCategory = z.infer<typeof zTaxCategory>;

/** ISO 3166-1 alpha-2. */
export const zCountryCode = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 country code, such as DE');
