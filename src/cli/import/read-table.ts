import { readFile, stat } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Problem } from './problem.ts';
import { type RawRecord, RECORD_CHARACTERS_MAX, splitRecords } from './split-records.ts';

/** Everything is held in memory: two hundred thousand contracts take about 50 MiB as text. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;
export const ROWS_MAX = 500_000;

/** One row as written, its cells trimmed. */
export interface Cells {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Table {
  /** The first row: names of columns. Undefined when the file cannot be read at all. */
  readonly header: Cells | undefined;
  readonly rows: readonly Cells[];
  /** Rows with something in them, those that could not be read included. */
  readonly rowCount: number;
  readonly problems: readonly Problem[];
}

/** Reads a file of comma-, semicolon- or tab-separated values. Undefined when it is not there. */
export async function readTable(path: string, file: string): Promise<Table | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    return undefined;
  }
  if (!found.isFile()) {
    return unreadable(file, null, 'NOT_A_FILE', 'is not a file');
  }
  if (found.size > FILE_BYTES_MAX) {
    return unreadable(file, null, 'FILE_TOO_BIG', `is bigger than ${FILE_BYTES_MAX / 1024 / 1024} MiB; split it`);
  }
  const bytes = await readFile(path);
  try {
    return parseTable(new TextDecoder('utf-8', { fatal: true }).decode(bytes), file);
  } catch (error) {
    if (error instanceof TypeError) {
      const reason = 'is not UTF-8 text from this line on; save it as "CSV UTF-8"';
      return unreadable(file, firstBadLine(bytes), 'NOT_UTF8', reason);
    }
    throw error;
  }
}

/** The same from text. A byte order mark at the beginning is none of it. */
export function parseTable(content: string, file: string): Table {
  const text = content.replace(/^\uFEFF/, '');
  const delimiter = delimiterOf(text);
  const problems: Problem[] = [];
  const rows: Cells[] = [];
  let header: Cells | undefined;
  let rowCount = 0;
  for (const record of splitRecords(text, delimiter)) {
    if (record.text.split(delimiter).join('').trim() === '') {
      continue;
    }
    const cells = cellsOf(record, delimiter);
    if ('reason' in cells) {
      problems.push({ file, line: record.line, column: null, kind: 'refused', ...cells });
      if (header === undefined) {
        return { header, rows: [], rowCount: 0, problems };
      }
      rowCount += 1;
    } else if (header === undefined) {
      header = { line: record.line, cells };
    } else {
      rowCount += 1;
      rows.push({ line: record.line, cells });
    }
    if (rowCount > ROWS_MAX) {
      return unreadable(file, record.line, 'TOO_MANY_ROWS', `has more than ${ROWS_MAX} rows; split it`);
    }
  }
  return header === undefined
    ? unreadable(file, null, 'EMPTY_FILE', 'is empty; its first line must name the columns')
    : { header, rows, rowCount, problems };
}

/** By what the first line is separated. Spreadsheets of half the world write semicolons. */
function delimiterOf(text: string): string {
  const [firstLine = ''] = text.split(/[\r\n]/, 1);
  return [',', ';', '\t'].find((candidate) => firstLine.includes(candidate)) ?? ',';
}

function cellsOf(record: RawRecord, delimiter: string): string[] | Pick<Problem, 'code' | 'reason'> {
  if (record.fault === 'too-long') {
    return { code: 'ROW_TOO_LONG', reason: `is longer than ${RECORD_CHARACTERS_MAX / 1024} KiB; is a quote missing?` };
  }
  if (record.fault === 'quote-not-closed') {
    return { code: 'QUOTE_NOT_CLOSED', reason: 'has a quote that is never closed; quotes inside a cell are doubled' };
  }
  try {
    const [cells = []] = parse(record.text, { delimiter, relax_column_count: true }) as string[][]; // without `columns` a record is a list of texts
    return cells.map((cell) => cell.trim());
  } catch {
    return {
      code: 'QUOTE_MISPLACED',
      reason: 'has a quote in the middle of a cell; put the whole cell into quotes and double those inside it',
    };
  }
}

function unreadable(file: string, line: number | null, code: string, reason: string): Table {
  const problem: Problem = { file, line, column: null, kind: 'refused', code, reason };
  return { header: undefined, rows: [], rowCount: 0, problems: [problem] };
}

function firstBadLine(bytes: Buffer): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from);
    const until = end === -1 ? bytes.length : end + 1;
    try {
      decoder.decode(bytes.subarray(from, until));
    } catch {
      return line;
    }
    from = until;
  }
  return line;
}
