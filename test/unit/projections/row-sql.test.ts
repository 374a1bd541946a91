import { describe, expect, it } from 'vitest';
import { rowsAsJson } from '../../../src/projections/runner/row-sql.ts';

describe('rows on their way to PostgreSQL', () => {
  it('are plain JSON', () => {
    expect(rowsAsJson([{ a: 'x"\\y', b: null, c: [1], d: { e: true } }])).toBe(
      '[{"a":"x\\"\\\\y","b":null,"c":[1],"d":{"e":true}}]',
    );
  });

  it('lose what PostgreSQL text cannot hold, wherever it stands', () => {
    const rows = [{ name: 'a\u0000b', lone: 'x\ud800', pair: '😀', deep: [{ 'k\u0000': 'v\udc00' }] }];
    expect(JSON.parse(rowsAsJson(rows))).toEqual([
      { name: 'a\ufffdb', lone: 'x\ufffd', pair: '😀', deep: [{ 'k\ufffd': 'v\ufffd' }] },
    ]);
  });

  it('keep a backslash that only looks like an escape', () => {
    expect(JSON.parse(rowsAsJson([{ path: 'C:\\u0000' }]))).toEqual([{ path: 'C:\\u0000' }]);
  });
});
