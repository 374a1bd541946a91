import { describe, expect, test } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { valueOn, without, withValue } from '../../../src/domain/rating/timeline.ts';

const d = civilDate;

describe('values by date', () => {
  const values = [
    { effectiveOn: d('2026-01-01'), value: 100 },
    { effectiveOn: d('2026-05-15'), value: 120 },
  ];

  test('hold from their day on', () => {
    expect(valueOn(values, d('2026-05-14'))).toBe(100);
    expect(valueOn(values, d('2026-05-15'))).toBe(120);
  });

  test('a value for the same day replaces, one between leaves the later one standing', () => {
    expect(withValue(values, d('2026-05-15'), 130).map(({ value }) => value)).toEqual([100, 130]);
    expect(withValue(values, d('2026-03-01'), 90).map(({ value }) => value)).toEqual([100, 90, 120]);
  });
});

describe('a span without others', () => {
  const span = (start: string, end: string) => ({ start: d(start), end: d(end) });

  test('loses what they share, and may fall apart', () => {
    expect(without(span('2026-01-01', '2026-02-01'), [span('2026-01-10', '2026-01-15')])).toEqual([
      span('2026-01-01', '2026-01-10'),
      span('2026-01-15', '2026-02-01'),
    ]);
  });

  test('is gone when they cover it', () => {
    expect(without(span('2026-01-01', '2026-02-01'), [span('2025-12-01', '2026-03-01')])).toEqual([]);
  });

  test('stands when they are elsewhere', () => {
    const january = span('2026-01-01', '2026-02-01');
    expect(without(january, [span('2026-02-01', '2026-03-01')])).toEqual([january]);
  });
});
