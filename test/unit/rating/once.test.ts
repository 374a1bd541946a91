import { describe, expect, test } from 'vitest';
import { nextDueOn } from '../../../src/domain/contract/next-due.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import { amountOff, grant, percentOff } from '../../support/amendments.ts';
import {
  active,
  adjustTo,
  cancelAfter,
  flat,
  having,
  line,
  lineId,
  raise,
  release,
  seats,
} from '../../support/contracts.ts';
import { dueAt, overTerm } from '../../support/due-charges.ts';

/** What is charged once: setup fees and one-time lines. The seats cost 3,000.00 a quarter, in advance. */
const fee = (amount: string) => amount as DecimalString;
const withSetup = () => active({}, [line({ setupFee: fee('500') })]);
const workshop = line({
  lineId: lineId(2),
  description: 'Workshop',
  quantity: 2,
  chargeType: 'one_time',
  price: seats('900'),
});

describe('a setup fee', () => {
  test('comes with the first charge of its line, and never again', () => {
    expect(dueAt(withSetup(), '2026-01-01')).toEqual([
      '100: 3000.00, 2026-01-01 – 2026-03-31',
      'setup fee 1: 500.00, 2026-01-01 – 2026-01-01',
    ]);
    expect(dueAt(having(withSetup(), raise(1, '2026-01-01')), '2026-04-01')).toEqual([
      '100: 3000.00, 2026-04-01 – 2026-06-30',
    ]);
  });

  test('in arrears with the first charge as well, at the end of the period', () => {
    const state = active({ billingInAdvance: false }, [line({ setupFee: fee('500') })]);
    expect(dueAt(state, '2026-03-30')).toEqual([]);
    expect(dueAt(state, '2026-03-31')).toHaveLength(2);
  });

  test('is not prorated, not discounted and not raised', () => {
    const state = active({ discounts: [percentOff('10'), amountOff('10')], endDate: '2026-02-14' }, [
      line({ setupFee: fee('500'), discounts: [percentOff('50', {}, 3)] }),
    ]);
    expect(overTerm(state).at(-1)).toBe('setup fee 1: 500.00, 2026-01-01 – 2026-01-01');
  });

  test('is credited when nothing was ever served, and kept when a day was', () => {
    const billed = having(withSetup(), raise(1, '2026-01-01'));
    expect(dueAt(having(billed, cancelAfter('2025-12-31')), '2026-01-01')).toEqual([
      '-100: -3000.00, 2026-01-01 – 2026-03-31 reduces 1.1',
      'setup fee -1: -500.00, 2026-01-01 – 2026-01-01 reduces 1.2',
    ]);
    expect(dueAt(having(billed, cancelAfter('2026-01-01')), '2026-01-01')).toEqual([
      '-100: -2966.67, 2026-01-02 – 2026-03-31 reduces 1.1', // 89 of 90 days
    ]);
  });

  test('whose document came to nothing is billed again', () => {
    const state = having(withSetup(), raise(1, '2026-01-01'), release(1));
    expect(dueAt(state, '2026-01-01')).toHaveLength(2);
    expect(nextDueOn(state)).toBe('2026-01-01');
  });

  test('of zero is shown, of a fraction it is rounded', () => {
    const state = active({}, [line({ setupFee: fee('0') }), line({ lineId: lineId(2), setupFee: fee('0.005') })]);
    expect(dueAt(state, '2026-01-01').filter((text) => text.startsWith('setup'))).toEqual([
      'setup fee 1: 0.00, 2026-01-01 – 2026-01-01',
      'setup fee 1: 0.01, 2026-01-01 – 2026-01-01',
    ]);
  });
});

describe('a one-time line', () => {
  const sold = () => active({}, [line(), workshop]);

  test('is charged once, on its first day, whatever the rhythm', () => {
    expect(dueAt(sold(), '2026-01-01')).toEqual([
      '100: 3000.00, 2026-01-01 – 2026-03-31',
      'one time 2: 1800.00, 2026-01-01 – 2026-01-01',
    ]);
    expect(overTerm(sold())).toHaveLength(5);
  });

  test('on a day of its own', () => {
    const later = active({}, [line(), { ...workshop, startDate: civilDate('2026-02-10') }]);
    expect(dueAt(having(later, raise(1, '2026-01-01')), '2026-02-09')).toEqual([]);
    expect(nextDueOn(having(later, raise(1, '2026-01-01')))).toBe('2026-02-10');
    expect(dueAt(having(later, raise(1, '2026-01-01')), '2026-02-10')).toEqual([
      'one time 2: 1800.00, 2026-02-10 – 2026-02-10',
    ]);
  });

  test('takes percentages of the contract, not its amounts', () => {
    const state = active({ discounts: [percentOff('10'), amountOff('30')] }, [line(), workshop]);
    expect(dueAt(state, '2026-01-01')).toEqual([
      '100: 2610.00, 2026-01-01 – 2026-03-31', // 2,700.00 − 3 × 30.00
      'one time 2: 1620.00, 2026-01-01 – 2026-01-01',
    ]);
  });

  test('changed on its day: the difference', () => {
    const state = having(sold(), raise(1, '2026-01-01'), { ...adjustTo(3, '2026-01-01'), lineId: lineId(2) });
    expect(dueAt(state, '2026-01-01')).toEqual(['one time 1: 900.00, 2026-01-01 – 2026-01-01']);
    const fewer = having(sold(), raise(1, '2026-01-01'), { ...adjustTo(0, '2026-01-01'), lineId: lineId(2) });
    expect(dueAt(fewer, '2026-01-01')).toEqual(['one time -2: -1800.00, 2026-01-01 – 2026-01-01 reduces 1.2']);
  });

  test('a discount granted afterwards does not reach back', () => {
    const state = having(sold(), raise(1, '2026-01-01'), grant(percentOff('10'), '2026-04-01'));
    expect(dueAt(state, '2026-03-31')).toEqual([]);
  });

  test('with nothing to charge leaves no day behind on which it would be due', () => {
    const state = active({}, [line(), { ...workshop, quantity: 0 }]);
    expect(nextDueOn(having(state, raise(1, '2026-01-01')))).toBe('2026-04-01');
  });

  test('alone on a contract', () => {
    const state = active({}, [{ ...workshop, price: flat('250', 1) }]);
    expect(overTerm(state)).toEqual(['one time 1: 250.00, 2026-01-01 – 2026-01-01']);
    expect(nextDueOn(having(state, raise(1, '2026-01-01')))).toBeNull();
  });
});
