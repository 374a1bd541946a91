import { z } from 'zod';
import { zSentDate } from '../domain/kernel/calendar.ts';
import { DECIMAL_PATTERN, type DecimalString } from '../domain/kernel/decimal.ts';
import { zMetadata } from '../domain/kernel/fields.ts';
import { zUuid } from '../domain/kernel/ids.ts';
import { NumberLiteral, plainDecimal } from './number-literal.ts';

/** The types of the wire (values in, values out) that all routes share. */

function decimalText(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof NumberLiteral) {
    return plainDecimal(value.text);
  }
  // The JSON reader leaves a number a number only when its text is the source text, so nothing is lost here.
  return typeof value === 'number' ? plainDecimal(String(value)) : undefined;
}

const DECIMAL_TEXT = 'must be a decimal number, such as "12.50", with at most 30 digits before and 20 after the point';

function zDecimalInput(description: string) {
  return z
    .unknown()
    .transform((value, context): DecimalString => {
      const text = decimalText(value);
      if (text === undefined || !DECIMAL_PATTERN.test(text)) {
        context.addIssue({ code: 'custom', message: value === undefined ? 'is required' : DECIMAL_TEXT, input: value });
        return z.NEVER;
      }
      return (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text) as DecimalString; // the pattern has just been checked
    })
    .meta({ type: ['string', 'number'], format: 'decimal', description, examples: ['12.50'] });
}

/** An amount, a price or a quantity in: JSON string or number, read as decimal text, never as a float. */
export const zWireMoney = zDecimalInput('Decimal text; a JSON number is read as its text');

/** Money and quantities out. */
export const zMoneyText = z
  .string()
  .regex(DECIMAL_PATTERN)
  .meta({ format: 'decimal', examples: ['12.50'] });

/** A whole number in; `10.0` and `1e2` are whole numbers too. */
export function zWireInteger(
  minimum: number,
  maximum: number,
  message = `must be a whole number from ${minimum} to ${maximum}`,
) {
  return z
    .preprocess(
      (value) => (value instanceof NumberLiteral ? Number(plainDecimal(value.text) ?? Number.NaN) : value),
      z.int(message).min(minimum, message).max(maximum, message),
    )
    .meta({ type: 'integer', minimum, maximum });
}

const SEATS_MAX = 100_000_000;
export const SEATS_TEXT = 'must be a whole number of seats from 0 to 100,000,000';

/** Seats, or units of another kind, in. */
export const zWireSeats = zWireInteger(0, SEATS_MAX, SEATS_TEXT);

export const zWireDate = zSentDate.meta({ format: 'date', examples: ['2026-01-31'] });

/** Lower case only: an id has one spelling, which is also its place in stream names and keys. */
export const zWireUuid = zUuid.meta({ format: 'uuid' });

/** Timestamps out: ISO 8601, UTC, milliseconds. */
export const zTimestamp = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .meta({ format: 'date-time', examples: ['2026-01-31T09:30:00.000Z'] });

/** A row's timestamp as the wire has it. */
export function timestampText(value: Date | string): string {
  return (typeof value === 'string' ? new Date(value) : value).toISOString();
}

/**
 * An optional value in. The empty string, which forms send for a field left empty, counts as absent like null; both come
 * out as null. A key that is not there comes out as undefined: a PATCH leaves that field alone.
 */
export function zOptional<Schema extends z.ZodType>(schema: Schema) {
  return z
    .preprocess((value) => (typeof value === 'string' && value.trim() === '' ? null : value), schema.nullable())
    .optional();
}

export function zOptionalText(lengthMax: number) {
  return zOptional(z.string().trim().max(lengthMax, `must have at most ${lengthMax} characters`));
}

export function zRequiredText(lengthMax: number) {
  return z.string().trim().min(1, 'must not be empty').max(lengthMax, `must have at most ${lengthMax} characters`);
}

/** Metadata belongs to the caller and is given back as JSON: a number that JSON.parse would change is refused, not bent. */
function plainJson(value: unknown, context: z.RefinementCtx, path: readonly (string | number)[] = []): unknown {
  if (value instanceof NumberLiteral) {
    const number = Number(value.text);
    if (!Number.isFinite(number) || plainDecimal(String(number)) !== withoutTrailingZeros(plainDecimal(value.text))) {
      context.addIssue({
        code: 'custom',
        path: [...path],
        message: 'has more digits than a number keeps; send it as a string',
      });
    }
    return number;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => plainJson(item, context, [...path, index]));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, plainJson(item, context, [...path, key])]),
    );
  }
  return value;
}

function withoutTrailingZeros(text: string | undefined): string | undefined {
  return text?.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A free object in. */
export const zWireMetadata = z
  .preprocess((value, context) => plainJson(value, context), zMetadata)
  .meta({
    type: 'object',
    description: 'Free object of the caller, at most 16 KiB as JSON',
    additionalProperties: true,
  });

/** A free object out. */
export const zMetadataAnswer = z
  .record(z.string(), z.unknown())
  .meta({ type: 'object', description: 'Free object of the caller', additionalProperties: true });
