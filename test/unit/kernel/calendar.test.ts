import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  civilDate,
  civilDateIn,
  daysBetween,
  endOfMonth,
  intersect,
  lastDay,
  zCivilDate,
} from '../../../src/domain/kernel/calendar.ts';

const d = civilDate;

describe('a civil date', () => {
  test.each([
    '2025-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '1900-02-29',
    '26-01-01',
    '2026-1-1',
  ])('%s does not exist or is written otherwise', (text) => {
    expect(() => civilDate(text)).toThrow(RangeError);
    expect(zCivilDate.safeParse(text).success).toBe(false);
  });

  test.each(['2024-02-29', '2000-02-29', '2026-12-31', '2026-02-28'])('%s exists', (text) => {
    expect(civilDate(text)).toBe(text);
  });
});

describe('months are counted from the anchor', () => {
  test.each([
    ['2025-01-31', 1, '2025-02-28'],
    ['2024-01-31', 1, '2024-02-29'], // 2024 is a leap year
    ['2024-01-31', 2, '2024-03-31'], // the 31st again, though February had none
    ['2024-01-31', 3, '2024-04-30'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2025-11-30', 3, '2026-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
  ])('%s and %i months is %s', (anchor, months, expected) => {
    expect(addMonths(d(anchor), months)).toBe(expected);
  });
});

describe('days', () => {
  test('a year has 365 days, a leap year 366', () => {
    expect(daysBetween(d('2026-01-01'), d('2027-01-01'))).toBe(365);
    expect(daysBetween(d('2024-01-01'), d('2025-01-01'))).toBe(366);
  });

  test('counting backwards is negative', () => {
    expect(daysBetween(d('2026-03-01'), d('2026-02-27'))).toBe(-2);
  });

  test('the days around the end of February', () => {
    expect(addDays(d('2024-02-28'), 1)).toBe('2024-02-29');
    expect(addDays(d('2026-02-28'), 1)).toBe('2026-03-01');
    expect(addDays(d('2026-03-01'), -1)).toBe('2026-02-28');
  });

  test.each([
    ['2026-02-03', '2026-02-28'],
    ['2024-02-03', '2024-02-29'],
    ['2026-12-31', '2026-12-31'],
  ])('the month of %s ends on %s', (date, end) => {
    expect(endOfMonth(d(date))).toBe(end);
  });
});

describe('spans are half-open', () => {
  const june = { start: d('2026-06-01'), end: d('2026-07-01') };

  test('the last day is the one before the end', () => {
    expect(lastDay(june)).toBe('2026-06-30');
  });

  test('spans that only touch share no day', () => {
    expect(intersect(june, { start: d('2026-07-01'), end: d('2026-08-01') })).toBeUndefined();
    expect(intersect(june, { start: d('2026-06-15'), end: d('2026-08-01') })).toEqual({
      start: '2026-06-15',
      end: '2026-07-01',
    });
  });
});

test('one moment falls on different days in different zones', () => {
  // 22:30 UTC on New Year's Eve is 23:30 in Berlin and 07:30 the next morning in Tokyo.
  expect(civilDateIn('Europe/Berlin', '2026-12-31T22:30:00.000Z')).toBe('2026-12-31');
  expect(civilDateIn('Asia/Tokyo', '2026-12-31T22:30:00.000Z')).toBe('2027-01-01');
});
