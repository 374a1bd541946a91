import { expect, test } from 'vitest';
import { derivedId, newId } from '../../src/application/derived-ids.ts';

test('a derived id never changes: it stands in logs', () => {
  // uuid version 5 of "a\u001fb\u001f1" in the name space 6f1d7a52-3c57-5b0e-9a55-1d2f6c0e8b41, by Python's uuid.uuid5
  expect(derivedId('a', 'b', 1)).toBe('820b8714-42a2-5944-b9f0-ec58f0176ae3');
  expect(derivedId('Müller & Söhne', '€')).toBe('1451a4b6-7fe0-5ca8-9a6b-2f7eb11f8c60');
});

test('parts are kept apart', () => {
  expect(derivedId('ab', 'c')).not.toBe(derivedId('a', 'bc'));
});

test('new ids sort by time', () => {
  const ids = Array.from({ length: 100 }, newId);
  expect([...ids].sort()).toEqual(ids);
});
