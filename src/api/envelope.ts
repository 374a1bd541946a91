import { z } from 'zod';

/** The six keys that are always there, and on lists the two of the cursor. */
export interface Paging {
  readonly offset: number;
  readonly limit: number;
  /** Exact up to 10,000; then it stays there and `totalIsCapped` says so. */
  readonly total: number;
  readonly totalPages: number;
  readonly hasNext: boolean;
  readonly hasPrev: boolean;
  /** Cursor of the next page for `after`, null on the last one. */
  readonly nextCursor: string | null;
  readonly totalIsCapped: boolean;
}

const NO_PAGING = { offset: null, limit: null, total: null, totalPages: null, hasNext: null, hasPrev: null } as const;

/** The answer with one record. */
export function single<Data>(data: Data) {
  return { data, paging: NO_PAGING };
}

/** The answer with rows; without `paging` they are the whole list, unpaged. */
export function list<Row>(rows: readonly Row[], paging: Paging = unpaged(rows.length)) {
  return { data: [...rows], paging };
}

function unpaged(length: number): Paging {
  return {
    offset: 0,
    limit: length,
    total: length,
    totalPages: length === 0 ? 0 : 1,
    hasNext: false,
    hasPrev: false,
    nextCursor: null,
    totalIsCapped: false,
  };
}

const zNoPaging = z
  .strictObject({
    offset: z.null(),
    limit: z.null(),
    total: z.null(),
    totalPages: z.null(),
    hasNext: z.null(),
    hasPrev: z.null(),
  })
  .meta({ id: 'NoPaging' });

const zPaging = z
  .strictObject({
    offset: z.int(),
    limit: z.int(),
    total: z.int(),
    totalPages: z.int(),
    hasNext: z.boolean(),
    hasPrev: z.boolean(),
    nextCursor: z.string().nullable(),
    totalIsCapped: z.boolean(),
  })
  .meta({ id: 'Paging' });

/** Schema of {@link single}. */
export function zSingle<Data extends z.ZodType>(data: Data) {
  return z.strictObject({ data, paging: zNoPaging });
}

/** Schema of {@link list}. */
export function zList<Row extends z.ZodType>(row: Row) {
  return z.strictObject({ data: z.array(row), paging: zPaging });
}

/** Schema of what an accepted command answers: the decided record, where it stands in the log, whether lists show it. */
export function zAccepted<Data extends z.ZodType>(data: Data) {
  return z.strictObject({
    data,
    paging: zNoPaging,
    position: z.string().regex(/^\d+$/).meta({ description: 'Position in the log, for min-position of later queries' }),
    projected: z.boolean().meta({ description: 'Whether the lists already show it' }),
  });
}

/** Schema of every answer that is not 2xx (RFC 9457 with the front end's own members). */
export const zProblem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    error: z.strictObject({
      code: z.string(),
      message: z.string(),
      statusCode: z.int(),
      timestamp: z.string(),
      path: z.string(),
      details: z.looseObject({ validationErrors: z.record(z.string(), z.string()).optional() }),
    }),
  })
  .meta({ id: 'Problem' });
