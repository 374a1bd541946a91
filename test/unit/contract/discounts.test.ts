import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { amountOff, discountId, endDiscount, grant, percentOff, removeLine, until } from '../../support/amendments.ts';
import { active, having, LINE, line, lineId } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

const two = () => active({}, [line(), line({ lineId: lineId(2) })]);

describe('granting a discount', () => {
  test('on the whole contract, from its day on', () => {
    expect(accepted(contract.decide(grant(percentOff('10'), '2026-05-15'), two()))).toEqual([
      {
        type: 'DiscountGranted',
        data: {
          lineId: null,
          effectiveOn: '2026-05-15',
          discount: { ...percentOff('10'), validFrom: '2026-05-15' },
          reason: null,
        },
      },
    ]);
  });

  test('on one line', () => {
    expect(accepted(contract.decide(grant(amountOff('5'), '2026-05-15', LINE), two()))[0]?.data).toMatchObject({
      lineId: LINE,
    });
  });

  test('twice the same is one', () => {
    const granted = having(active(), grant(percentOff('10'), '2026-05-15'));
    expect(accepted(contract.decide(grant(percentOff('10'), '2026-05-15'), granted))).toEqual([]);
  });

  test.each([
    ['of nothing', percentOff('0')],
    ['of more than all', percentOff('100.01')],
    ['of a negative amount', amountOff('-1')],
    ['of no amount', amountOff('0')],
    ['that ends before it begins', percentOff('10', until('2026-05-14'))],
    ['with two ends', percentOff('10', { ...until('2026-12-31'), periods: 2 })],
    ['with periods and months', percentOff('10', { periods: 2, months: 6 })],
  ])('%s is refused', (_what, discount) => {
    expect(rejectedWith(contract.decide(grant(discount, '2026-05-15'), active()))).toBe('DISCOUNT_INVALID');
  });

  test('of everything is free of charge, no fault', () => {
    expect(accepted(contract.decide(grant(percentOff('100'), '2026-05-15'), active()))).toHaveLength(1);
  });

  test.each(['2025-12-31', '2027-01-01'])('not on %s, outside the service', (day) => {
    expect(rejectedWith(contract.decide(grant(percentOff('10'), day), active()))).toBe('DATE_OUTSIDE_SERVICE');
  });

  test('not on a line that has ended, nor on one that is not there', () => {
    const ended = having(two(), removeLine(lineId(2), '2026-05-01'));
    expect(rejectedWith(contract.decide(grant(percentOff('10'), '2026-05-15', lineId(2)), ended))).toBe(
      'DATE_OUTSIDE_LINE',
    );
    expect(rejectedWith(contract.decide(grant(percentOff('10'), '2026-05-15', lineId(9)), ended))).toBe(
      'CONTRACT_LINE_NOT_FOUND',
    );
  });
});

describe('ending a discount', () => {
  const granted = () =>
    active({ discounts: [percentOff('10')] }, [line({ discounts: [amountOff('5', until('2026-06-30'))] })]);

  test('of the contract, or of a line', () => {
    expect(accepted(contract.decide(endDiscount(1, '2026-05-15'), granted()))).toEqual([
      { type: 'DiscountEnded', data: { discountId: discountId(1), effectiveOn: '2026-05-15', reason: null } },
    ]);
    expect(accepted(contract.decide(endDiscount(2, '2026-05-15'), granted()))).toHaveLength(1);
  });

  test('that has ended by then is nothing', () => {
    expect(accepted(contract.decide(endDiscount(2, '2026-07-01'), granted()))).toEqual([]);
    expect(
      accepted(contract.decide(endDiscount(1, '2026-06-01'), having(granted(), endDiscount(1, '2026-05-15')))),
    ).toEqual([]);
  });

  test('that there is not, or outside the service, is refused', () => {
    expect(rejectedWith(contract.decide(endDiscount(7, '2026-05-15'), granted()))).toBe('DISCOUNT_NOT_FOUND');
    expect(rejectedWith(contract.decide(endDiscount(1, '2027-05-15'), granted()))).toBe('DATE_OUTSIDE_SERVICE');
  });
});
