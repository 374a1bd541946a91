import { z } from 'zod';
import { zDecimalString } from '../domain/kernel/decimal.ts';
import { zMoneyText, zWireInteger, zWireMoney } from './values.ts';

/** Larger than anything that is counted, small enough for every database. */
const COUNT_MAX = 100_000_000;

interface Leaves {
  readonly decimal: z.ZodType;
  readonly integer: (minimum: number, maximum: number) => z.ZodType;
}

const IN: Leaves = { decimal: zWireMoney, integer: zWireInteger };
const OUT: Leaves = { decimal: zMoneyText, integer: () => z.int() };

/**
 * Objects of the domain as they come over the wire: decimals as text or number, whole numbers in any notation of JSON.
 * For what the domain adds kinds to, such as prices: a new kind needs nothing here.
 */
export function wireInput(schema: z.ZodObject): z.ZodObject {
  return objectOf(schema, IN);
}

/** The same as answers. */
export function wireAnswer(schema: z.ZodObject): z.ZodObject {
  return objectOf(schema, OUT);
}

function objectOf({ shape }: z.ZodObject, leaves: Leaves): z.ZodObject {
  return z.strictObject(
    Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, translated(field, leaves)])),
  );
}

function translated(schema: z.core.$ZodType, leaves: Leaves): z.ZodType {
  if (schema === zDecimalString) {
    return leaves.decimal;
  }
  if (schema instanceof z.ZodNumber) {
    return leaves.integer(schema.minValue ?? 0, Math.min(schema.maxValue ?? COUNT_MAX, COUNT_MAX));
  }
  if (schema instanceof z.ZodObject) {
    return objectOf(schema, leaves);
  }
  if (schema instanceof z.ZodArray) {
    return new z.ZodArray({ ...schema.def, element: translated(schema.element, leaves) });
  }
  if (schema instanceof z.ZodNullable) {
    return translated(schema.unwrap(), leaves).nullable();
  }
  if (schema instanceof z.ZodLiteral || schema instanceof z.ZodBoolean || schema instanceof z.ZodEnum) {
    return schema;
  }
  throw new Error(`The wire has no form for ${schema._zod.def.type}; add it here`);
}
