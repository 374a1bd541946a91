import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';

/** A file that a spreadsheet opens: one table, and after it what the table is. */
export interface CsvExport {
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly (string | null)[]>;
  /** What the file is, by name: parameters, position of the log, build, requester. Count and hash are added. */
  readonly about: readonly (readonly [name: string, value: string | null])[];
}

/** Answers of this kind are streams; on the wire they are text. */
export const zCsv = z
  .custom<Readable>((value) => value instanceof Readable)
  .transform(String)
  .pipe(z.string());

export const CSV_TYPE = 'text/csv; charset=utf-8; header=present';

/** Without it Excel reads UTF-8 as the alphabet of its own country. */
const BYTE_ORDER_MARK = '\uFEFF';
const ROWS_AT_ONCE = 100;

/**
 * The table first, so that its header is line 1 and nothing stands above what is sorted and filtered. The last record names the
 * hash of all bytes before it: a file without that record is not whole.
 */
export function csvStream(file: CsvExport): Readable {
  return Readable.from(chunksOf(file), { objectMode: false });
}

function* chunksOf({ columns, rows, about }: CsvExport): Generator<string> {
  const hash = createHash('sha256');
  const noted = (text: string): string => {
    hash.update(text);
    return text;
  };
  yield noted(BYTE_ORDER_MARK + csvText([columns]));
  let count = 0;
  for (const some of inParts(rows)) {
    count += some.length;
    yield noted(csvText(some));
  }
  yield noted(`\r\n${csvText([...about, ['rows', String(count)]])}`);
  yield csvText([['sha256', hash.digest('hex')]]);
}

function* inParts<Row>(rows: Iterable<Row>): Generator<Row[]> {
  let part: Row[] = [];
  for (const row of rows) {
    part.push(row);
    if (part.length === ROWS_AT_ONCE) {
      yield part;
      part = [];
    }
  }
  if (part.length > 0) {
    yield part;
  }
}

/** RFC 4180, every cell in quotes, and no cell a formula. */
function csvText(records: readonly (readonly (string | null)[])[]): string {
  const cells = records.map((record) => record.map((cell) => withoutHiddenFormula(cell ?? '')));
  return stringify(cells, { quoted: true, quoted_empty: true, escape_formulas: true, record_delimiter: '\r\n' });
}

/**
 * The library puts an apostrophe before a cell that begins like a formula. A spreadsheet of a country where semicolons
 * separate, or one that drops leading blanks, would find another beginning further on.
 */
function withoutHiddenFormula(cell: string): string {
  return cell.replaceAll(/(^[\s"]+|[;\t\r\n][\s"]*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gu, "$1'");
}
