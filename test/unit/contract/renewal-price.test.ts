import { describe, expect, test } from 'vitest';
import { linesGoingOn, raisedPrice, withPrices } from '../../../src/domain/contract/renewal-price.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { PriceTerms } from '../../../src/domain/rating/price.ts';
import { graduated, packages, removeLine, renewFrom, schedule } from '../../support/amendments.ts';
import { active, flat, having, LINE, line, lineId, repriceTo, seats, tiers } from '../../support/contracts.ts';

const raised = (price: PriceTerms, terms = {}, day = '2027-01-01', percent = '5') => {
  const state = active(terms, [line({ price })]);
  const [only] = state.lines;
  if (only === undefined) throw new Error('The example has one line');
  return raisedPrice(state, only, percent, civilDate(day));
};

describe('a price that is raised for a new term', () => {
  test.each([
    ['a seat price', seats('10.01'), seats('10.5105')], // 10.01 × 1.05, unrounded
    ['a flat fee', flat('1200', 12), flat('1260', 12)],
    [
      'every volume tier',
      tiers([
        [99, '10'],
        [null, '8'],
      ]),
      tiers([
        [99, '10.5'],
        [null, '8.4'],
      ]),
    ],
    [
      'every band',
      graduated([
        [10, '20'],
        [null, '15'],
      ]),
      graduated([
        [10, '21'],
        [null, '15.75'],
      ]),
    ],
    ['a package', packages('40', 25), packages('42', 25)],
  ])('%s', (_, price, expected) => {
    expect(raised(price)).toEqual(expected);
  });

  test('a schedule goes on from where it stands', () => {
    // After 12 months the step of month 6 is in force; that of month 18 is 6 months away.
    const price = schedule([
      [0, '100'],
      [6, '200'],
      [18, '300'],
    ]);
    expect(raised(price)).toEqual(
      schedule([
        [0, '210'],
        [6, '315'],
      ]),
    );
  });

  test('below zero it falls', () => {
    expect(raised(seats('10'), {}, '2027-01-01', '-10')).toEqual(seats('9'));
  });

  test('counts the uplifts until then, and takes the place of the one on its day', () => {
    // Three years at 10.00, rising by 3 % on 1 January 2027 and 2028: 10.609; not on 1 January 2029. × 1.05 = 11.13945.
    const uplift = { kind: 'percent', percent: '3' };
    expect(raised(seats('10'), { endDate: '2028-12-31', uplift }, '2029-01-01')).toEqual(seats('11.13945'));
  });

  test('is that of the price last agreed', () => {
    const state = having(active(), repriceTo(seats('12'), '2026-07-01'));
    const [only] = state.lines;
    expect(only && raisedPrice(state, only, '5', civilDate('2027-01-01'))).toEqual(seats('12.6'));
  });
});

test('lines go on that are served on that day and recur', () => {
  const state = active({}, [
    line(),
    line({ lineId: lineId(2), endDate: civilDate('2026-12-31') }),
    line({ lineId: lineId(3), chargeType: 'one_time' }),
    line({ lineId: lineId(4) }),
  ]);
  const ended = having(state, removeLine(lineId(4), '2026-10-01'), renewFrom(null));
  expect(linesGoingOn(ended, civilDate('2027-01-01')).map((each) => each.lineId)).toEqual([LINE]);
});

test('a price that the renewal says goes before that of the contract', () => {
  const said = { lineId: LINE, quantity: 90, committedQuantity: null, price: seats('9') };
  const other = { lineId: lineId(2), price: seats('7') };
  expect(
    withPrices([said, { ...said, lineId: lineId(3), price: null }], [{ lineId: LINE, price: seats('11') }, other]),
  ).toEqual([
    said,
    { ...said, lineId: lineId(3), price: null },
    { lineId: lineId(2), quantity: null, committedQuantity: null, price: seats('7') },
  ]);
});
