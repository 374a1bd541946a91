import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorDocs } from '../../../scripts/write-error-docs.ts';
import { ERROR_CODES } from '../../../src/api/error-codes.ts';
import { testApp } from '../../support/api.ts';

const SOURCES = new URL('../../../src/', import.meta.url);

/** Codes that the rules reject with: written as a literal beside `reject(` or as `code:` of a rejection. */
function codesOfTheRules(): string[] {
  const files = ['domain', 'application'].flatMap((folder) =>
    readdirSync(new URL(folder, SOURCES), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(new URL(`${folder}/${name}`, SOURCES), 'utf8')),
  );
  const literal = /(?:reject|rejected|refuse|fault)\(\s*'([A-Z][A-Z0-9_]+)'|\bcode: '([A-Z][A-Z0-9_]+)'/g;
  return files.flatMap((text) => [...text.matchAll(literal)].map(([, called, member]) => called ?? member ?? ''));
}

test('docs/errors.md lists every code; `npx tsx scripts/write-error-docs.ts` writes it again', () => {
  expect(readFileSync(new URL('../docs/errors.md', SOURCES), 'utf8')).toBe(errorDocs());
});

test('every code that a rule rejects with is in the table: add a line to src/api/error-codes.ts', () => {
  const missing = [...new Set(codesOfTheRules())].filter((code) => !Object.hasOwn(ERROR_CODES, code)).sort();
  expect(missing).toEqual([]);
});

test('codes are words in capitals, with an error status, a title without a full stop and a remedy with one', () => {
  for (const [code, { status, title, remedy }] of Object.entries(ERROR_CODES)) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title, code).toMatch(/^[A-Z].*[^.]$/);
    expect(remedy, code).toMatch(/\.$/);
  }
});

test('the table is served where `type` points to', async () => {
  const app = await testApp();
  const answer = await app.inject('/api/errors');
  expect(answer.json().data).toContainEqual({ code: 'NOT_FOUND', ...ERROR_CODES.NOT_FOUND });
  expect(answer.json().paging).toMatchObject({
    offset: 0,
    limit: answer.json().data.length,
    total: answer.json().data.length,
  });
});
