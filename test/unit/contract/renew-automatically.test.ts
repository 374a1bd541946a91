import { describe, expect, test } from 'vitest';
import { automaticRenewalOn, renewalDeclinedOn } from '../../../src/domain/contract/automatic-renewal.ts';
import type { CommandOf } from '../../../src/domain/contract/commands.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { extendTo, renewFrom, withdraw } from '../../support/amendments.ts';
import { active, cancelAfter, having } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

/** 2026, renewing by itself unless somebody says so 30 days before its end: by 1 December, 31 − 30. */
const renewing = (changes = {}) => active({ autoRenew: true, renewalNoticeDays: 30, ...changes });

const byItself = (renewedOn: string, effectiveOn: string | null = '2027-01-01'): CommandOf<'renew'> => ({
  ...renewFrom(effectiveOn),
  renewedOn: civilDate(renewedOn),
  isAutomatic: true,
});

const decline = (declinedOn: string): CommandOf<'declineRenewal'> => ({
  kind: 'declineRenewal',
  declinedOn: civilDate(declinedOn),
  reason: null,
});

describe('an automatic renewal', () => {
  test('binds from the day after the last day of notice, for as long as the first term', () => {
    expect(automaticRenewalOn(renewing())).toBe('2026-12-02');
    expect(accepted(contract.decide(byItself('2026-12-02'), renewing()))).toMatchObject([
      {
        type: 'ContractRenewed',
        data: { renewedOn: '2026-12-02', effectiveOn: '2027-01-01', endDate: '2027-12-31', isAutomatic: true },
      },
    ]);
  });

  test.each([
    ['without notice days: after the last day of service', { renewalNoticeDays: null }, '2027-01-01'],
    ['with a notice of 0 days: the same', { renewalNoticeDays: 0 }, '2027-01-01'],
    ['with a notice of a year: from the first day, 31 Dec 2026 − 365 + 1', { renewalNoticeDays: 365 }, '2026-01-01'],
  ])('%s', (_, terms, day) => {
    expect(automaticRenewalOn(renewing(terms))).toBe(day);
  });

  test('lasts as long as the contract says', () => {
    const state = renewing({ renewalTermMonths: 3 });
    expect(accepted(contract.decide(byItself('2026-12-02'), state))).toMatchObject([
      { data: { endDate: '2027-03-31' } },
    ]);
  });

  test('is refused on the last day of notice', () => {
    expect(contract.decide(byItself('2026-12-01'), renewing())).toMatchObject({
      rejection: { code: 'RENEWAL_NOT_BINDING', message: expect.stringContaining('until 2026-12-01') },
    });
  });

  test('is refused where the contract does not renew by itself', () => {
    expect(automaticRenewalOn(active())).toBeNull();
    expect(rejectedWith(contract.decide(byItself('2026-12-02'), active()))).toBe('RENEWAL_NOT_AUTOMATIC');
  });

  test('is refused once somebody has declined it', () => {
    const declined = having(renewing(), decline('2026-12-01'));
    expect(automaticRenewalOn(declined)).toBeNull();
    expect(contract.decide(byItself('2026-12-02'), declined)).toMatchObject({
      rejection: { code: 'RENEWAL_NOT_AUTOMATIC', message: expect.stringContaining('2026-12-01') },
    });
  });

  test('is refused for a contract that is cancelled', () => {
    const cancelled = having(renewing(), cancelAfter('2026-12-31'));
    expect(automaticRenewalOn(cancelled)).toBeNull();
    expect(rejectedWith(contract.decide(byItself('2026-12-02'), cancelled))).toBe('CONTRACT_CANCELLED');
  });

  test('does nothing where that day is in a term already: renewed, or extended', () => {
    const renewed = having(renewing(), renewFrom(null, '2028-12-31'));
    expect(accepted(contract.decide(byItself('2026-12-02'), renewed))).toEqual([]);
    expect(accepted(contract.decide(byItself('2026-12-02'), having(renewing(), extendTo('2027-06-30'))))).toEqual([]);
  });

  test('that was withdrawn is not made again', () => {
    const withdrawn = having(renewing(), byItself('2026-12-02'), withdraw(1, '2026-12-20'));
    expect(automaticRenewalOn(withdrawn)).toBeNull();
  });

  test('is followed by the next one, with its own notice', () => {
    // 31 December 2027 − 30 days + 1.
    expect(automaticRenewalOn(having(renewing(), byItself('2026-12-02')))).toBe('2027-12-02');
  });
});

describe('declining a renewal', () => {
  test('is possible up to the last day of notice', () => {
    expect(accepted(contract.decide(decline('2026-12-01'), renewing()))).toMatchObject([{ type: 'RenewalDeclined' }]);
  });

  test('is refused after it: both are bound', () => {
    expect(rejectedWith(contract.decide(decline('2026-12-02'), renewing()))).toBe('RENEWAL_BINDING');
  });

  test('is possible at any time where nothing renews by itself, and once is enough', () => {
    const declined = having(active(), decline('2026-12-30'));
    expect(renewalDeclinedOn(declined)).toBe('2026-12-30');
    expect(accepted(contract.decide(decline('2026-12-31'), declined))).toEqual([]);
  });

  test('is about one term: a renewal agreed since has a notice of its own, and without it the word holds again', () => {
    const renewed = having(renewing(), decline('2026-11-01'), renewFrom(null));
    expect(renewalDeclinedOn(renewed)).toBeNull();
    expect(automaticRenewalOn(renewed)).toBe('2027-12-02');
    expect(renewalDeclinedOn(having(renewed, withdraw(1, '2026-12-01')))).toBe('2026-11-01');
  });
});
