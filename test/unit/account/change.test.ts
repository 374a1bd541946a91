import { describe, it } from 'vitest';
import { account } from '../../../src/domain/account/account.ts';
import type { AccountChanges } from '../../../src/domain/account/change.ts';
import type { AccountOpening } from '../../../src/domain/account/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { accountOpened, amount, currency } from '../../support/controls/accounts.ts';
import { given } from '../../support/given.ts';

const today = civilDate('2026-03-01');

const change = (changes: AccountChanges, opening: Partial<AccountOpening> = {}) =>
  given(account, [accountOpened(opening)]).when({ kind: 'change', changes, changedOn: today, reason: 'asked for' });

describe('changing an account', () => {
  it('is nothing when everything is so already', () => {
    change({
      accountName: 'Acme',
      metadata: {},
      paymentTerms: 'net_30',
      creditHold: false,
      status: 'active',
    }).thenIgnores();
    change({}).thenIgnores();
    change({ metadata: { b: 1, a: 2 } }, { metadata: { a: 2, b: 1 } }).thenIgnores();
    change({ creditLimit: amount('1000') }, { creditLimit: amount('1000.00') }).thenIgnores();
  });

  it('tells apart the facts that one form can mean', () => {
    change({
      accountName: 'Acme Europe',
      taxId: 'DE123456789',
      paymentTerms: 'net_60',
      creditLimit: amount('5000'),
      creditHold: true,
      status: 'suspended',
    }).thenAccepts(
      { type: 'AccountDetailsChanged', data: { accountName: 'Acme Europe', taxId: 'DE123456789' } },
      { type: 'AccountPaymentTermsChanged', data: { paymentTerms: 'net_60', paymentTermsDays: null } },
      { type: 'AccountCreditLimitChanged', data: { from: null, to: amount('5000.00') } },
      {
        type: 'AccountCreditHoldChanged',
        data: {
          creditHold: true,
          reason: 'asked for',
          changedOn: today,
          isAutomatic: false,
          role: null,
          automaticAgainOn: null,
        },
      },
      {
        type: 'AccountStatusChanged',
        data: { from: 'active', to: 'suspended', changedOn: today, reason: 'asked for' },
      },
    );
  });

  it('takes optional values away', () => {
    change({ taxId: null, creditLimit: null }, { taxId: 'DE1', creditLimit: amount('10.00') }).thenAccepts(
      { type: 'AccountDetailsChanged', data: { taxId: null } },
      { type: 'AccountCreditLimitChanged', data: { from: amount('10.00'), to: null } },
    );
  });

  it('keeps the days of custom terms together with the terms', () => {
    const custom = { paymentTerms: 'custom', paymentTermsDays: 45 } as const;
    change({ paymentTermsDays: 50 }, custom).thenAccepts({
      type: 'AccountPaymentTermsChanged',
      data: { paymentTerms: 'custom', paymentTermsDays: 50 },
    });
    change({ paymentTerms: 'net_30' }, custom).thenAccepts({
      type: 'AccountPaymentTermsChanged',
      data: { paymentTerms: 'net_30', paymentTermsDays: null },
    });
    change({ paymentTerms: 'custom' }).thenRejects('PAYMENT_TERMS_INCOMPLETE', 'paymentTermsDays');
  });

  it('leaves an account without terms of its own as it is when a form sends back what it was shown', () => {
    const ofSeller = { paymentTerms: null } as const;
    change({ paymentTerms: 'net_30', paymentTermsDays: 30 }, ofSeller).thenIgnores();
    change({ accountName: 'Acme' }, ofSeller).thenIgnores();
  });

  it('gives it terms of its own, also the usual ones when it says so, and takes them away', () => {
    const ofSeller = { paymentTerms: null } as const;
    const changed = (paymentTerms: 'net_30' | 'net_60' | null) =>
      ({ type: 'AccountPaymentTermsChanged', data: { paymentTerms, paymentTermsDays: null } }) as const;
    change({ paymentTerms: 'net_60' }, ofSeller).thenAccepts(changed('net_60'));
    change({ paymentTermsFrom: 'account' }, ofSeller).thenAccepts(changed('net_30'));
    change({ paymentTermsFrom: 'account' }).thenIgnores();
    change({ paymentTermsFrom: 'seller' }).thenAccepts(changed(null));
    change({ paymentTermsFrom: 'seller' }, ofSeller).thenIgnores();
    change({ paymentTerms: 'custom' }, ofSeller).thenRejects('PAYMENT_TERMS_INCOMPLETE', 'paymentTermsDays');
  });

  it('refuses a currency in which the credit limit is no amount', () => {
    change({ currency: currency('JPY') }, { creditLimit: amount('10.50') }).thenRejects(
      'CREDIT_LIMIT_INVALID',
      'creditLimit',
    );
  });

  it('is refused for an account that is closed or never was', () => {
    const closed = { type: 'AccountClosed', data: { closedOn: civilDate('2026-01-31'), reason: null } } as const;
    const command = { kind: 'change', changes: { accountName: 'New' }, changedOn: today, reason: null } as const;
    given(account, [accountOpened(), closed]).when(command).thenRejects('ACCOUNT_CLOSED');
    given(account, []).when(command).thenRejects('ACCOUNT_NOT_FOUND');
  });
});

describe('closing an account', () => {
  const close = { kind: 'close', closedOn: civilDate('2026-01-31'), reason: 'left', closing: null } as const;
  const closed = { type: 'AccountClosed', data: { closedOn: civilDate('2026-01-31'), reason: 'left' } } as const;

  it('is a fact once', () => {
    given(account, [accountOpened()]).when(close).thenAccepts(closed);
    given(account, [accountOpened(), closed]).when(close).thenIgnores();
    given(account, []).when(close).thenRejects('ACCOUNT_NOT_FOUND');
  });
});
