import { describe, expect, test } from 'vitest';
import { contract } from '../../../src/domain/contract/contract.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import { addLine, removeLine } from '../../support/amendments.ts';
import { active, flat, having, LINE, line, lineId, raise } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';
import { dueAt } from '../../support/due-charges.ts';

/** 100 seats at 10 a month in 2026, quarterly in advance. Support: 910.00 a quarter, so 10.00 a day in the second. */
const support = line({ lineId: lineId(2), description: 'Support', quantity: 1, price: flat('910', 3) });
const both = () => having(active(), raise(1, '2026-04-01'), addLine(support, '2026-05-15'));

describe('adding a line', () => {
  test('charges the rest of the period', () => {
    expect(dueAt(both(), '2026-05-15')).toEqual(['1: 470.00, 2026-05-15 – 2026-06-30']); // 910 × 47 ÷ 91
  });

  test('with a setup fee: charged once, with the first charge', () => {
    const line2 = { ...support, setupFee: '250' as DecimalString };
    const state = having(active(), raise(1, '2026-04-01'), addLine(line2, '2026-05-15'));
    expect(dueAt(state, '2026-05-15')).toEqual([
      '1: 470.00, 2026-05-15 – 2026-06-30',
      'setup fee 1: 250.00, 2026-05-15 – 2026-05-15',
    ]);
    expect(dueAt(having(state, raise(2, '2026-05-15')), '2026-07-01')).toEqual([
      '100: 3000.00, 2026-07-01 – 2026-09-30',
      '1: 910.00, 2026-07-01 – 2026-09-30',
    ]);
  });

  test('twice the same is one', () => {
    expect(accepted(contract.decide(addLine(support, '2026-05-15'), both()))).toEqual([]);
  });

  test('outside the service it is refused, and so is one that would have ended before it begins', () => {
    expect(rejectedWith(contract.decide(addLine(support, '2027-01-01'), active()))).toBe('DATE_OUTSIDE_SERVICE');
    const over = { ...support, endDate: civilDate('2026-04-30') };
    expect(rejectedWith(contract.decide(addLine(over, '2026-05-15'), active()))).toBe('CONTRACT_LINE_DATES');
  });

  test('with seats below its commitment it is refused', () => {
    const committed = line({ lineId: lineId(2), quantity: 4, committedQuantity: 5 });
    expect(rejectedWith(contract.decide(addLine(committed, '2026-05-15'), active()))).toBe('SEATS_BELOW_COMMITMENT');
  });
});

describe('removing a line', () => {
  test('credits the days that are not served any more', () => {
    const state = having(both(), raise(2, '2026-05-15'), removeLine(lineId(2), '2026-06-01'));
    expect(dueAt(state, '2026-06-01')).toEqual(['-1: -300.00, 2026-06-01 – 2026-06-30 reduces 2.1']); // 30 days
  });

  test('on its first day gives back everything, the setup fee as well', () => {
    const line2 = { ...support, setupFee: '250' as DecimalString };
    const added = having(active(), raise(1, '2026-04-01'), addLine(line2, '2026-05-15'), raise(2, '2026-05-15'));
    expect(dueAt(having(added, removeLine(lineId(2), '2026-05-15')), '2026-05-15')).toEqual([
      '-1: -470.00, 2026-05-15 – 2026-06-30 reduces 2.1',
      'setup fee -1: -250.00, 2026-05-15 – 2026-05-15 reduces 2.2',
    ]);
  });

  test('later than its first day keeps the setup fee', () => {
    const line2 = { ...support, setupFee: '250' as DecimalString };
    const added = having(active(), raise(1, '2026-04-01'), addLine(line2, '2026-05-15'), raise(2, '2026-05-15'));
    expect(dueAt(having(added, removeLine(lineId(2), '2026-05-16')), '2026-05-16')).toEqual([
      '-1: -460.00, 2026-05-16 – 2026-06-30 reduces 2.1', // 46 days
    ]);
  });

  test('the last one that goes on cannot be removed, nor a day outside it', () => {
    expect(rejectedWith(contract.decide(removeLine(LINE, '2026-06-01'), active()))).toBe('CONTRACT_LINE_LAST');
    expect(rejectedWith(contract.decide(removeLine(lineId(2), '2026-05-01'), both()))).toBe('DATE_OUTSIDE_LINE');
    expect(rejectedWith(contract.decide(removeLine(lineId(2), '2027-05-01'), both()))).toBe('DATE_OUTSIDE_SERVICE');
    expect(rejectedWith(contract.decide(removeLine(lineId(3), '2026-06-01'), both()))).toBe('CONTRACT_LINE_NOT_FOUND');
  });

  test('twice, or later than it ended, is once', () => {
    const removed = having(both(), removeLine(lineId(2), '2026-06-01'));
    expect(accepted(contract.decide(removeLine(lineId(2), '2026-06-01'), removed))).toEqual([]);
    expect(accepted(contract.decide(removeLine(lineId(2), '2026-06-15'), removed))).toEqual([]);
  });
});
