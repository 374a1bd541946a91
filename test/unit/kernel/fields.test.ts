import { expect, test } from 'vitest';
import { zLongText, zMetadata, zReason, zShortText } from '../../../src/domain/kernel/fields.ts';

test.each([
  ['a name', zShortText],
  ['a text', zLongText],
  ['a reason', zReason],
])('%s holds nothing that a database cannot', (_what, schema) => {
  expect(schema.safeParse('Ünïcøde 🧾 ‮abc').success).toBe(true);
  for (const text of ['a\0b', '\0', 'a\uD800', '\uDFFFb']) {
    expect(schema.safeParse(text).success, JSON.stringify(text)).toBe(false);
  }
});

test('neither does metadata, in keys and values, however deep', () => {
  expect(zMetadata.safeParse({ a: { b: ['c', 1, null] } }).success).toBe(true);
  for (const value of [{ 'a\0': 1 }, { a: { b: ['c\0'] } }, { a: { 'b\uD800': 1 } }]) {
    expect(zMetadata.safeParse(value).success).toBe(false);
  }
});
