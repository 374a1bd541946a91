import { z } from 'zod';
import { type PriceTerms, zPriceTerms } from '../../../domain/rating/price.ts';
import { zMoneyText, zOptional, zWireInteger } from '../../values.ts';
import { wireAnswer, wireInput } from '../../wire-schema.ts';

const MONTHS_MAX = 120;

/** A price as it is sent: what it is for may be left out. */
type PriceInput<Terms> = Terms extends PriceTerms
  ? Omit<Terms, 'intervalMonths'> & { readonly intervalMonths?: number | null | undefined }
  : never;

type Union = [z.ZodObject, ...z.ZodObject[]];

/** Every pricing model that there is; `intervalMonths` is one month unless given, but a flat fee must say it. */
export const zPriceInput = z
  .discriminatedUnion(
    'model',
    zPriceTerms.options.map((terms) => {
      const months = zWireInteger(1, MONTHS_MAX);
      const isSaid = terms.shape.model.value === 'flat_fee';
      return wireInput(terms).extend({ intervalMonths: isSaid ? months : zOptional(months) });
    }) as unknown as Union, // as many as the domain has
  )
  .transform((input) => input as unknown as PriceInput<PriceTerms>) // field for field what the domain's schemas say
  .meta({ id: 'ContractPriceInput' });

export function priceTermsOf(input: z.output<typeof zPriceInput>): PriceTerms {
  return { ...input, intervalMonths: input.intervalMonths ?? 1 };
}

/** A price out. */
export const zPrice = z
  .discriminatedUnion('model', zPriceTerms.options.map((terms) => wireAnswer(terms)) as unknown as Union) // as above
  .meta({ id: 'ContractPrice' }) as unknown as z.ZodType<PriceTerms, PriceTerms>; // as above

/** What one unit costs, and why it is not the list price. */
export const zRateOut = z
  .strictObject({
    unitPrice: zMoneyText,
    /** Months that the price is for; null: charged once. */
    intervalMonths: z.int().nullable(),
    tier: z.int().nullable(),
    listUnitPrice: zMoneyText,
    adjustments: z.array(
      z.strictObject({
        kind: z.string(),
        description: z.string().nullable(),
        value: zMoneyText,
        intervalMonths: z.int().nullable(),
      }),
    ),
  })
  .meta({ id: 'Rate' });
