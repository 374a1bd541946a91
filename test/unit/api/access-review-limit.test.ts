import { expect, test } from 'vitest';
import { requireAll } from '../../../src/api/routes/identity/reviewed-identity.ts';

test('a review that would leave somebody out is refused, not cut', () => {
  expect(() => requireAll(Array(9_999).fill(null))).not.toThrow();
  expect(() => requireAll(Array(10_000).fill(null))).toThrow(/10000 or more keys, roles or requests/);
});
