import { describe, expect, test } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { type LineTimeline, segmentsWithin, valueOn, withValue } from '../../../src/domain/rating/timeline.ts';
import { LINE, seats, tiers } from '../../support/contracts.ts';

const d = civilDate;
const quarter = { start: d('2026-04-01'), end: d('2026-07-01') };

function timeline(changes: Partial<LineTimeline>): LineTimeline {
  return {
    lineId: LINE,
    productId: null,
    description: 'Platform seats',
    taxCategory: 'standard',
    committedQuantity: 0,
    quantities: [{ effectiveOn: d('2026-01-01'), value: 100 }],
    prices: [{ effectiveOn: d('2026-01-01'), value: seats('10') }],
    service: { start: d('2026-01-01'), end: d('2027-01-01') },
    ...changes,
  };
}

function shown(line: LineTimeline): string[] {
  return segmentsWithin(line, quarter).map(
    ({ start, end, quantity, rate }) => `${start}/${end} ${quantity} × ${rate.unitPrice}`,
  );
}

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

describe('a period is cut where terms change', () => {
  test('not at all while they stand', () => {
    expect(shown(timeline({}))).toEqual(['2026-04-01/2026-07-01 100 × 10']);
  });

  test('at seats and at prices', () => {
    const line = timeline({
      quantities: [
        { effectiveOn: d('2026-01-01'), value: 100 },
        { effectiveOn: d('2026-05-15'), value: 120 },
      ],
      prices: [
        { effectiveOn: d('2026-01-01'), value: seats('10') },
        { effectiveOn: d('2026-06-01'), value: seats('11') },
      ],
    });
    expect(shown(line)).toEqual([
      '2026-04-01/2026-05-15 100 × 10',
      '2026-05-15/2026-06-01 120 × 10',
      '2026-06-01/2026-07-01 120 × 11',
    ]);
  });

  test('not where a change changes nothing', () => {
    const price = seats('10');
    const line = timeline({
      prices: [
        { effectiveOn: d('2026-01-01'), value: price },
        { effectiveOn: d('2026-05-01'), value: price },
      ],
    });
    expect(shown(line)).toEqual(['2026-04-01/2026-07-01 100 × 10']);
  });

  test('by the tier that the quantity of each stretch falls into', () => {
    const line = timeline({
      quantities: [
        { effectiveOn: d('2026-01-01'), value: 90 },
        { effectiveOn: d('2026-05-15'), value: 120 },
      ],
      prices: [
        {
          effectiveOn: d('2026-01-01'),
          value: tiers([
            [99, '10'],
            [null, '8'],
          ]),
        },
      ], // prettier-ignore
    });
    expect(shown(line)).toEqual(['2026-04-01/2026-05-15 90 × 10', '2026-05-15/2026-07-01 120 × 8']);
  });

  test('days without units, and days outside the service, are left out', () => {
    const line = timeline({
      quantities: [
        { effectiveOn: d('2026-01-01'), value: 0 },
        { effectiveOn: d('2026-05-01'), value: 5 },
      ],
      service: { start: d('2026-01-01'), end: d('2026-06-11') },
    });
    expect(shown(line)).toEqual(['2026-05-01/2026-06-11 5 × 10']);
  });

  test('never below the commitment', () => {
    expect(shown(timeline({ committedQuantity: 150 }))).toEqual(['2026-04-01/2026-07-01 150 × 10']);
  });
});
