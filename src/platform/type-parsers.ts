import pg from 'pg';

type Parse = (text: string) => unknown;

const asText: Parse = (text) => text;

/**
 * `2026-03-01 09:30:00.5+00` → `2026-03-01T09:30:00.500Z`. Connections run in UTC; microseconds are cut, since all our
 * clocks count milliseconds. `infinity` and years BC stay as PostgreSQL writes them.
 */
export function isoTimestamp(text: string): string {
  const [, date, time, fraction = ''] = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text) ?? [];
  return date === undefined ? text : `${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}

// `text[]` in, so that a null stays a null; the elements are then read one by one.
// pg's own types list scalar types only, hence the widened oid.
const TEXT_ARRAY: number = 1009;
const textArray = pg.types.getTypeParser(TEXT_ARRAY, 'text') as (text: string) => (string | null)[];
const arrayOf =
  (parse: (text: string) => string): Parse =>
  (text) =>
    textArray(text).map((element) => (element === null ? null : parse(element)));

/** By type oid (pg_type.dat). What is not listed is parsed as pg does by default. */
const PARSERS: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [20, asText], // int8: beyond 2^53
  [1700, asText], // numeric: money and quantities are never a JavaScript number
  [1082, asText], // date: civil, without time or zone
  [1114, asText], // timestamp
  [1184, isoTimestamp], // timestamptz
  [1186, asText], // interval
  [1016, textArray],
  [1231, textArray],
  [1182, textArray],
  [1115, textArray],
  [1185, arrayOf(isoTimestamp)],
]);

/** Given to each pool, so that other users of pg in this process (BullMQ) keep what they expect. */
export const TYPE_PARSERS: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : PARSERS.get(oid)) ?? pg.types.getTypeParser(oid, format),
};
