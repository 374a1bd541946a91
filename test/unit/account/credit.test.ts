import { describe, expect, it } from 'vitest';
import { account } from '../../../src/domain/account/account.ts';
import type { CreditPolicyTerms } from '../../../src/domain/account/credit-terms.ts';
import { creditPolicyOn } from '../../../src/domain/account/credit-terms.ts';
import type { AccountEvent } from '../../../src/domain/account/events.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { accountOpened, amount } from '../../support/controls/accounts.ts';
import { given } from '../../support/given.ts';

const today = civilDate('2026-03-02');
const terms: CreditPolicyTerms = {
  policy: 'hold_invoices',
  groupCreditLimit: amount('5000'),
  automaticHold: { overdueDays: 30, overdueAmount: amount('500') },
};
const changed = (effectiveOn = today, changes: Partial<CreditPolicyTerms> = {}): AccountEvent => ({
  type: 'AccountCreditPolicyChanged',
  data: {
    policy: 'hold_invoices',
    groupCreditLimit: amount('5000.00'),
    automaticHold: { overdueDays: 30, overdueAmount: amount('500.00') },
    ...changes,
    effectiveOn,
    reason: null,
  },
});
const set = (effectiveOn: string, wanted: CreditPolicyTerms, before: AccountEvent[] = []) =>
  given(account, [accountOpened(), ...before]).when({
    kind: 'setCreditPolicy',
    terms: wanted,
    effectiveOn: civilDate(effectiveOn),
    today,
    reason: null,
  });

describe('a credit policy', () => {
  it('holds from its day on; until then what was said before', () => {
    set('2026-03-02', terms).thenAccepts(changed());
    const { state } = given(account, [accountOpened(), changed(civilDate('2026-04-01'))]);
    if (state.status === 'none') throw new Error('It was opened');
    expect(creditPolicyOn(state, civilDate('2026-03-31')).policy).toBe('hold_new_business');
    expect(creditPolicyOn(state, civilDate('2026-04-01')).policy).toBe('hold_invoices');
  });

  it('is nothing new when it is so already', () => {
    set('2026-03-02', terms, [changed()]).thenIgnores();
    set('2026-03-02', { policy: 'hold_new_business', groupCreditLimit: null, automaticHold: null }).thenIgnores();
  });

  it('is refused for a day that is past, and with amounts that are none', () => {
    set('2026-03-01', terms).thenRejects('CREDIT_POLICY_BACKDATED', 'effectiveOn');
    set('2026-03-02', { ...terms, groupCreditLimit: amount('-1') }).thenRejects('CREDIT_LIMIT_INVALID', 'creditLimit');
    const automaticHold = { overdueDays: 30, overdueAmount: amount('0.001') };
    set('2026-03-02', { ...terms, automaticHold }).thenRejects('CREDIT_LIMIT_INVALID', 'creditLimit');
  });
});

const hold = (isAutomatic: boolean, reason = 'Overdue'): AccountEvent => ({
  type: 'AccountCreditHoldChanged',
  data: {
    creditHold: true,
    reason,
    changedOn: today,
    isAutomatic,
    role: isAutomatic ? null : 'finance',
    automaticAgainOn: null,
  },
});
const on = (...events: AccountEvent[]) => given(account, [accountOpened(), ...events]);
const byHand = { kind: 'holdCredit', reason: 'Overdue', on: today, role: 'finance' } as const;
const release = { kind: 'releaseCredit', reason: 'Paid', on: today, role: 'approver', automaticAgainOn: null } as const;
const forOverdue = { kind: 'holdForOverdue', reason: 'Overdue', on: today } as const;
const afterOverdue = { kind: 'releaseAfterOverdue', reason: 'Paid', on: today } as const;

describe('a credit hold', () => {
  it('by hand takes the place of one that came by itself, so that a person has to end it', () => {
    on().when(byHand).thenAccepts(hold(false));
    on(hold(true)).when(byHand).thenAccepts(hold(false));
    on(hold(false)).when(byHand).thenIgnores();
  });

  it('for what is overdue comes and goes by itself, and leaves holds by hand alone', () => {
    on().when(forOverdue).thenAccepts(hold(true));
    on(hold(true)).when(forOverdue).thenIgnores();
    on(hold(false)).when(forOverdue).thenIgnores();
    on(hold(false)).when(afterOverdue).thenIgnores();
    on().when(afterOverdue).thenIgnores();
    on(hold(true))
      .when(afterOverdue)
      .thenAccepts({
        type: 'AccountCreditHoldChanged',
        data: {
          creditHold: false,
          reason: 'Paid',
          changedOn: today,
          isAutomatic: true,
          role: null,
          automaticAgainOn: null,
        },
      });
  });

  it('that a person has released does not come back by itself for two weeks', () => {
    const released: AccountEvent = {
      type: 'AccountCreditHoldChanged',
      data: {
        creditHold: false,
        reason: 'Paid',
        changedOn: today,
        isAutomatic: false,
        role: 'approver',
        automaticAgainOn: civilDate('2026-03-16'),
      },
    };
    on(hold(true)).when(release).thenAccepts(released);
    on().when(release).thenIgnores();
    on(hold(true), released)
      .when({ ...forOverdue, on: civilDate('2026-03-15') })
      .thenIgnores();
    on(hold(true), released)
      .when({ ...forOverdue, on: civilDate('2026-03-16') })
      .thenAccepts({ ...hold(true), data: { ...hold(true).data, changedOn: civilDate('2026-03-16') } as never }); // as hold() makes it
  });

  it('is nothing for an account that is closed', () => {
    const closed: AccountEvent = { type: 'AccountClosed', data: { closedOn: today, reason: null } };
    on(closed).when(byHand).thenRejects('ACCOUNT_CLOSED');
    on(closed).when(forOverdue).thenIgnores();
  });
});
