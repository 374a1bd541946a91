import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTable, readTable } from '../../../src/cli/import/read-table.ts';

const linesAndCells = (content: string) => parseTable(content, 'x.csv').rows.map(({ line, cells }) => [line, ...cells]);
const faults = (content: string) => parseTable(content, 'x.csv').problems.map(({ line, code }) => `${line} ${code}`);

describe('rows and their lines', () => {
  it('are counted from the header, which is line 1', () => {
    expect(linesAndCells('a,b\n1,2\n3,4\n')).toEqual([
      [2, '1', '2'],
      [3, '3', '4'],
    ]);
  });

  it('survive a byte order mark, CRLF, a missing last line break and empty lines', () => {
    const table = parseTable('\uFEFFa,b\r\n\r\n1,2\r\n,\r\n3,4', 'x.csv');
    expect(table.header?.cells).toEqual(['a', 'b']);
    expect(table.rows.map(({ line }) => line)).toEqual([3, 5]);
    expect(table.problems).toEqual([]);
  });

  it('stay exact behind line breaks in quotes, of any kind', () => {
    expect(linesAndCells('a,b\n"one\ntwo","x\r\ny"\nlast,z\n')).toEqual([
      [2, 'one\ntwo', 'x\r\ny'],
      [5, 'last', 'z'],
    ]);
  });

  it('may be separated by semicolons or tabs, as spreadsheets write them', () => {
    expect(linesAndCells('a;b\n"1;1";2\n')).toEqual([[2, '1;1', '2']]);
    expect(linesAndCells('a\tb\n1,5\t2\n')).toEqual([[2, '1,5', '2']]);
  });

  it('keep cells that look like formulas: they are data', () => {
    expect(linesAndCells('a,b\n=SUM(A1:A9),"@cmd|\' /C calc\'!A0"\n')).toEqual([
      [2, '=SUM(A1:A9)', "@cmd|' /C calc'!A0"],
    ]);
  });

  it('keep doubled quotes', () => {
    expect(linesAndCells('a\n"the ""big"" one"\n""""\n')).toEqual([
      [2, 'the "big" one'],
      [3, '"'],
    ]);
  });
});

describe('a row that cannot be read', () => {
  it.each([
    ['a quote in a cell that has not begun with one', 'a,b\n1,5" disk\n3,4\n', '2 QUOTE_MISPLACED'],
    ['text behind a closing quote', 'a,b\n"1"x,2\n3,4\n', '2 QUOTE_MISPLACED'],
    ['a quote that is never closed', 'a,b\n1,"two\n3,4\n', '2 QUOTE_NOT_CLOSED'],
    ['a line without end', `a,b\n1,${'x'.repeat(200_000)}\n3,4\n`, '2 ROW_TOO_LONG'],
  ])('is reported alone, and the row behind it goes on: %s', (_what, content, fault) => {
    expect(faults(content)).toEqual([fault]);
    expect(linesAndCells(content)).toEqual([[3, '3', '4']]);
    expect(parseTable(content, 'x.csv').rowCount).toBe(2);
  });
});

describe('a file that cannot be read', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'import-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('names the line from which on it is not UTF-8', async () => {
    await writeFile(join(folder, 'latin1.csv'), Buffer.from('a\nok\nM\xfcller\n', 'latin1'));
    const table = await readTable(join(folder, 'latin1.csv'), 'latin1.csv');
    expect(table?.problems).toMatchObject([{ file: 'latin1.csv', line: 3, code: 'NOT_UTF8' }]);
  });

  it('is one that is empty, or a folder', async () => {
    expect(faults('')).toEqual(['null EMPTY_FILE']);
    expect((await readTable(folder, 'x.csv'))?.problems).toMatchObject([{ code: 'NOT_A_FILE' }]);
  });

  it('is no problem when it is not there', async () => {
    expect(await readTable(join(folder, 'none.csv'), 'none.csv')).toBeUndefined();
  });
});
