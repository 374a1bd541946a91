import { type FieldType, type ListDeclaration, type ListField, type Operator, operatorsOf } from './list-fields.ts';
import { LIMIT_DEFAULT, LIMIT_MAX, sortableNames } from './list-query.ts';
import type { JsonSchema } from './openapi-components.ts';

const TYPE_SCHEMAS: Readonly<Record<FieldType, JsonSchema>> = {
  text: { type: 'string' },
  enum: { type: 'string' },
  uuid: { type: 'string', format: 'uuid' },
  decimal: { type: 'string', format: 'decimal' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  timestamp: { type: 'string', format: 'date-time' },
};

const MEANINGS: Readonly<Record<Operator, string>> = {
  eq: 'equal',
  ne: 'not equal; also records without a value',
  lt: 'less, or earlier',
  lte: 'less or equal',
  gt: 'greater, or later',
  gte: 'greater or equal',
  in: 'one of a comma list',
  nin: 'none of a comma list; also records without a value',
  like: 'holds this text, in any case',
  null: 'true: has no value; false: has one',
};

/** The query parameters of a list, from the declaration that also parses them. */
export function listParameters(list: ListDeclaration) {
  const sorts = sortableNames(list).flatMap((name) => [name, `-${name}`]);
  return [
    ...Object.entries(list.fields).flatMap(([name, field]) =>
      operatorsOf(field).map((operator) =>
        parameter(`${name}[${operator}]`, MEANINGS[operator], operandSchema(field, operator)),
      ),
    ),
    parameter('sort', 'Order; a minus in front is descending', {
      type: 'string',
      enum: sorts,
      default: list.defaultSort ?? '-createdAt',
    }),
    parameter('limit[eq]', 'Rows on a page', {
      type: 'integer',
      minimum: 1,
      maximum: LIMIT_MAX,
      default: LIMIT_DEFAULT,
    }),
    parameter('offset[eq]', 'Rows to skip, up to 10,000', { type: 'integer', minimum: 0, maximum: 10_000, default: 0 }),
    parameter('after', 'paging.nextCursor of the page before; any depth', { type: 'string' }),
  ];
}

function operandSchema(field: ListField, operator: Operator): JsonSchema {
  if (operator === 'null') {
    return { type: 'boolean' };
  }
  if (operator === 'in' || operator === 'nin' || operator === 'like') {
    return { type: 'string' };
  }
  return field.type === 'enum' ? { type: 'string', enum: field.values ?? [] } : TYPE_SCHEMAS[field.type];
}

function parameter(name: string, description: string, schema: JsonSchema) {
  return { name, in: 'query' as const, required: false, description, schema };
}
