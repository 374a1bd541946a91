import { describe, expect, it } from 'vitest';
import { type CreditLineCommand, creditLine } from '../../../src/domain/credit/credit-line.ts';
import type { CreditLineEvent, LineTerms } from '../../../src/domain/credit/events.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { amount, anAccountId, currency } from '../../support/controls/accounts.ts';
import { anInvoiceId } from '../../support/credit-world.ts';
import { given } from '../../support/given.ts';

const acme = anAccountId('acme');
const [first, second] = [anInvoiceId('first'), anInvoiceId('second')];
const today = civilDate('2026-03-02');
const terms: LineTerms = { limit: amount('1000.00'), policy: 'hold_invoices', number: 1, on: today };

const opened = (changes: Partial<LineTerms> = {}): CreditLineEvent => ({
  type: 'CreditLineOpened',
  data: {
    accountId: acme,
    scope: 'own',
    currency: currency('EUR'),
    epoch: 1,
    terms: { ...terms, ...changes },
    uses: [],
    usesToCome: 0,
    openedOn: today,
  },
});

const used = (invoiceId = first, gross = '700.00', beyondLimit = false): CreditLineEvent => ({
  type: 'CreditUsed',
  data: {
    invoiceId,
    accountId: acme,
    amount: amount(gross),
    unbilled: amount('0.00'),
    beyondLimit,
    usedOn: today,
  },
});

const use = (
  gross: string,
  changes: Partial<Extract<CreditLineCommand, { kind: 'use' }>> = {},
): Extract<CreditLineCommand, { kind: 'use' }> => ({
  kind: 'use',
  invoiceId: first,
  accountId: acme,
  amount: amount(gross),
  unbilled: amount('0'),
  on: today,
  terms,
  whose: 'Acme',
  ...changes,
});

describe('a document that uses a limit', () => {
  it('may use all of it, to the cent', () => {
    given(creditLine, [opened()]).when(use('1000')).thenAccepts(used(first, '1000.00'));
    given(creditLine, [opened()]).when(use('1000.01')).thenRejects('CREDIT_LIMIT_EXCEEDED');
  });

  it('finds what others use already, and is told what would release it', () => {
    // 700.00 used + 300.01 = 1,000.01: one cent too much
    const decision = creditLine.decide(
      use('300.01', { invoiceId: second }),
      given(creditLine, [opened(), used()]).state,
    );
    expect(decision).toMatchObject({
      rejection: {
        code: 'CREDIT_LIMIT_EXCEEDED',
        message:
          'The credit limit of Acme is 1000.00 EUR: 700.00 used, 300.01 wanted, 300.00 available. ' +
          'It goes out once 0.01 EUR are paid or credited, or the limit is 1000.01 EUR.',
      },
    });
  });

  it('counts what was delivered and is not billed yet', () => {
    // 700 used + 200 unbilled + 100 = 1,000; with one cent more it is too much
    const line = given(creditLine, [opened(), used()]);
    line.when(use('100.01', { invoiceId: second, unbilled: amount('200') })).thenRejects('CREDIT_LIMIT_EXCEEDED');
    line.when(use('100', { invoiceId: second, unbilled: amount('200') })).thenAccepts({
      type: 'CreditUsed',
      data: { ...used(second, '100.00').data, unbilled: amount('200.00') } as never, // CreditUsed, as used() makes it
    });
  });

  it('is one use, however often it is asked for', () => {
    given(creditLine, [opened(), used()]).when(use('700')).thenIgnores();
    // even where the limit would not cover it any more
    given(creditLine, [opened(), used()])
      .when(use('700', { terms: { ...terms, number: 2, limit: amount('5.00') } }))
      .thenAccepts({
        type: 'CreditLineTermsChanged',
        data: { from: terms, to: { ...terms, number: 2, limit: amount('5.00') } },
      });
  });

  it('uses its new amount in the place of the old one', () => {
    const line = given(creditLine, [opened(), used(), used(first, '900.00')]);
    expect(line.state).toMatchObject({ used: expect.anything() });
    line.when(use('1000')).thenAccepts(used(first, '1000.00'));
    line.when(use('100.01', { invoiceId: second })).thenRejects('CREDIT_LIMIT_EXCEEDED');
  });

  it.each(['hold_new_business', 'warn'] as const)('goes out beyond the limit under %s, and says so', (policy) => {
    given(creditLine, [opened({ policy })])
      .when(use('1000.01', { terms: { ...terms, policy } }))
      .thenAccepts(used(first, '1000.01', true));
  });

  it('is decided on the latest terms, whoever read the account earlier', () => {
    const later = { ...terms, number: 2, limit: amount('2000.00') };
    given(creditLine, [opened()])
      .when(use('1500', { terms: later }))
      .thenAccepts({ type: 'CreditLineTermsChanged', data: { from: terms, to: later } }, used(first, '1500.00'));
    given(creditLine, [opened({ number: 2, limit: amount('2000.00') })])
      .when(use('1500'))
      .thenAccepts(used(first, '1500.00'));
    // of one account revision, the later day's policy counts
    const tomorrow = { ...terms, on: civilDate('2026-03-03'), policy: 'warn' } as const;
    given(creditLine, [opened({ ...tomorrow })])
      .when(use('1500'))
      .thenAccepts(used(first, '1500.00', true));
  });

  it('uses nothing where there is no limit any more', () => {
    given(creditLine, [opened({ limit: null, number: 2 })])
      .when(use('1500'))
      .thenIgnores();
  });
});

describe('a use', () => {
  const reduce = (gross: string, byId: string) =>
    ({ kind: 'reduceUse', invoiceId: first, amount: amount(gross), because: 'payment', byId }) as const;
  const [receipt, other] = [anInvoiceId('receipt'), anInvoiceId('other')];

  it('shrinks by each payment once, and never below zero', () => {
    const reduced: CreditLineEvent = {
      type: 'CreditUseReduced',
      data: { invoiceId: first, amount: amount('200.00'), because: 'payment', byId: receipt, isEnded: false },
    };
    given(creditLine, [opened(), used()]).when(reduce('200', receipt)).thenAccepts(reduced);
    given(creditLine, [opened(), used(), reduced]).when(reduce('200', receipt)).thenIgnores();
    // 700 − 200 = 500 are left: of 800 only so much counts
    given(creditLine, [opened(), used(), reduced])
      .when(reduce('800', other))
      .thenAccepts({
        type: 'CreditUseReduced',
        data: { invoiceId: first, amount: amount('500.00'), because: 'payment', byId: other, isEnded: true },
      });
    given(creditLine, [opened()]).when(reduce('800', other)).thenIgnores();
  });

  it('ends as a whole, once', () => {
    const end = { kind: 'endUse', invoiceId: first, because: 'held' } as const;
    const ended: CreditLineEvent = {
      type: 'CreditUseReduced',
      data: { invoiceId: first, amount: amount('700.00'), because: 'held', byId: null, isEnded: true },
    };
    given(creditLine, [opened(), used()]).when(end).thenAccepts(ended);
    given(creditLine, [opened(), used(), ended]).when(end).thenIgnores();
    // and can be made again: a held document is finalised after all
    given(creditLine, [opened(), used(), ended]).when(use('1000')).thenAccepts(used(first, '1000.00'));
  });

  it('follows what the document itself says is open, up and down', () => {
    const correct = (open: string) =>
      ({ kind: 'correctUse', invoiceId: first, accountId: acme, amount: amount(open), on: today }) as const;
    const line = given(creditLine, [opened(), used()]);
    line.when(correct('700')).thenIgnores();
    line.when(correct('5000')).thenAccepts({
      type: 'CreditUseFound',
      data: { invoiceId: first, accountId: acme, amount: amount('5000.00'), foundOn: today },
    });
    line.when(correct('600')).thenAccepts({
      type: 'CreditUseReduced',
      data: { invoiceId: first, amount: amount('100.00'), because: 'settled', byId: null, isEnded: false },
    });
    line.when(correct('0')).thenAccepts({
      type: 'CreditUseReduced',
      data: { invoiceId: first, amount: amount('700.00'), because: 'settled', byId: null, isEnded: true },
    });
  });
});
