import { describe, expect, test } from 'vitest';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import { tierFault, type VolumeTier } from '../../../src/domain/rating/tiers.ts';

function tier(minQuantity: number, maxQuantity: number | null, unitPrice: string): VolumeTier {
  return { minQuantity, maxQuantity, unitPrice: unitPrice as DecimalString };
}

const SOUND = [tier(1, 99, '10'), tier(100, 499, '9'), tier(500, null, '7.5')];

describe('a price table', () => {
  test('is sound without gaps, overlaps and end', () => {
    expect(tierFault(SOUND)).toBeUndefined();
    expect(tierFault([tier(0, null, '10')])).toBeUndefined();
  });

  test.each([
    ['nothing in it', [], /at least one/],
    ['a late start', [tier(2, null, '10')], /start at 0 or 1, not 2/],
    ['a gap', [tier(1, 99, '10'), tier(101, null, '9')], /start at 100/],
    ['an overlap', [tier(1, 99, '10'), tier(99, null, '9')], /start at 100/],
    ['an end', [tier(1, 99, '10')], /must be open/],
    ['an open tier in between', [tier(1, null, '10'), tier(100, null, '9')], /only the last one/],
    ['a tier that ends before it starts', [tier(1, 9, '10'), tier(10, 5, '9'), tier(6, null, '8')], /before it starts/],
  ])('is refused with %s', (_what, table, fault) => {
    expect(tierFault(table)).toMatch(fault);
  });
});
