import { z } from 'zod';
import { type CivilDate, zSentDate } from '../../domain/kernel/calendar.ts';
import { type CurrencyCode, zCurrencyCode } from '../../domain/kernel/currency.ts';
import { type DecimalString, zDecimalString } from '../../domain/kernel/decimal.ts';
import { zCountryCode } from '../../domain/kernel/fields.ts';
import { type PriceStep, zPriceStep } from '../../domain/product/events.ts';
import { type VolumeTier, zVolumeTier } from '../../domain/rating/tiers.ts';

/** What may stand in the cells of a column: as a sentence for a person, and as a schema from text to value. */
export interface CellKind<Value> {
  readonly allowed: string;
  readonly schema: z.core.$ZodType<Value, string>;
}

export function text(maxCharacters: number): CellKind<string> {
  const allowed = `text, up to ${maxCharacters} characters`;
  return { allowed, schema: z.string().max(maxCharacters, `must be at most ${maxCharacters} characters long`) };
}

export function choice<const Value extends string>(values: readonly Value[]): CellKind<Value> {
  const list = values.join(', ');
  const isOne = (cell: string): cell is Value => values.some((value) => value === cell);
  return { allowed: `one of: ${list}`, schema: z.string().refine(isOne, `must be one of ${list}`) };
}

export const DATE: CellKind<CivilDate> = { allowed: 'a date, `YYYY-MM-DD`', schema: zSentDate };
export const CURRENCY: CellKind<CurrencyCode> = { allowed: 'a currency code of ISO 4217', schema: zCurrencyCode };
export const COUNTRY: CellKind<string> = { allowed: 'a country code of ISO 3166-1', schema: zCountryCode };
export const EMAIL: CellKind<string> = {
  allowed: 'an e-mail address',
  schema: z
    .string()
    .max(254)
    .regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address, such as billing@example.com'),
};

/** Money and prices: never a number of JavaScript, so the text goes through as it is. */
export const AMOUNT: CellKind<DecimalString> = {
  allowed: 'a decimal number ≥ 0 with a point, no thousands separators',
  schema: zDecimalString.refine((value) => !value.startsWith('-'), 'must be 0 or more'),
};

export const YES_NO: CellKind<boolean> = {
  allowed: '`true` or `false`',
  schema: z
    .string()
    .refine((value) => /^(true|false)$/i.test(value), 'must be true or false')
    .transform((value) => value.toLowerCase() === 'true'),
};

export function whole(min: number, max: number): CellKind<number> {
  const rule = `must be a whole number from ${min} to ${max}`;
  return {
    allowed: `a whole number from ${min} to ${max}`,
    schema: z
      .string()
      .regex(/^\d{1,9}$/, { error: rule, abort: true })
      .transform(Number)
      .refine((value) => value >= min && value <= max, rule),
  };
}

const TIER = /^(\d{1,9})(?:-(\d{1,9})|\+): ?(\S+)$/;
const TIERS_RULE = 'must be price bands such as 1-49: 12.00 | 50-199: 10.50 | 200+: 9.00';

/** Price bands in one cell, smallest first, the last one open. */
export const TIERS: CellKind<VolumeTier[]> = {
  allowed: 'price bands `from-to: price`, separated by a vertical bar, the last one `from+: price`',
  schema: z.string().transform((cell, context) => {
    const tiers = cell.split('|').flatMap((part) => {
      const [, minQuantity, maxQuantity, unitPrice] = TIER.exec(part.trim()) ?? [];
      const tier = zVolumeTier.safeParse({
        minQuantity: Number(minQuantity),
        maxQuantity: maxQuantity === undefined ? null : Number(maxQuantity),
        unitPrice,
      });
      return tier.success ? [tier.data] : [];
    });
    if (tiers.length !== cell.split('|').length) {
      context.addIssue({ code: 'custom', message: TIERS_RULE });
    }
    return tiers;
  }),
};

const STEP = /^(\d{1,3}): ?(\S+)$/;
const STEPS_RULE = 'must be amounts by month such as 0: 900.00 | 12: 1200.00';

/** A schedule of amounts in one cell, the first one for month 0. */
export const STEPS: CellKind<PriceStep[]> = {
  allowed: 'amounts `month: amount`, separated by a vertical bar, months counted from 0',
  schema: z.string().transform((cell, context) => {
    const steps = cell.split('|').flatMap((part) => {
      const [, month, amount] = STEP.exec(part.trim()) ?? [];
      const step = zPriceStep.safeParse({ month: Number(month), amount });
      return step.success ? [step.data] : [];
    });
    if (steps.length !== cell.split('|').length) {
      context.addIssue({ code: 'custom', message: STEPS_RULE });
    }
    return steps;
  }),
};
