import { describe, expect, test } from 'vitest';
import { owedBy } from '../../../src/domain/contract/charges-due.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { Owed } from '../../../src/domain/rating/owed.ts';
import { segmentsOf } from '../../../src/domain/rating/segments.ts';
import type { LineTimeline } from '../../../src/domain/rating/timeline.ts';
import { active, LINE, seats, tiers } from '../../support/contracts.ts';

const d = civilDate;
const quarter = { start: d('2026-04-01'), end: d('2026-07-01') };

function timeline(changes: Partial<LineTimeline>): LineTimeline {
  return {
    lineId: LINE,
    productId: null,
    description: 'Platform seats',
    taxCategory: 'standard',
    chargeType: 'recurring',
    setupFee: null,
    tierGroup: null,
    commitments: [{ effectiveOn: d('2026-01-01'), value: 0 }],
    quantities: [{ effectiveOn: d('2026-01-01'), value: 100 }],
    prices: [{ effectiveOn: d('2026-01-01'), value: seats('10') }],
    discounts: [],
    service: { start: d('2026-01-01'), end: d('2027-01-01') },
    ...changes,
  };
}

function shown(line: LineTimeline): string[] {
  const owed: Owed = { ...owedBy(active()), lines: [line] };
  return (segmentsOf(owed, [quarter]).get(line) ?? []).flatMap(({ start, end, parts }) =>
    parts.map(({ quantity, rate }) => `${start}/${end} ${quantity.toFixed()} × ${rate.unitPrice}`),
  );
}

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
    expect(shown(timeline({ commitments: [{ effectiveOn: d('2026-01-01'), value: 150 }] }))).toEqual([
      '2026-04-01/2026-07-01 150 × 10',
    ]);
  });
});
