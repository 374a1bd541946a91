import { describe, it } from 'vitest';
import { account } from '../../../src/domain/account/account.ts';
import { accountOpened, amount, anOpening, currency } from '../../support/controls/accounts.ts';
import { given } from '../../support/given.ts';

const open = (changes: Parameters<typeof anOpening>[0] = {}) =>
  given(account, []).when({ kind: 'open', account: anOpening(changes) });

describe('opening an account', () => {
  it('records what it was opened with', () => {
    open().thenAccepts(accountOpened());
  });

  it('writes the credit limit with all decimals of its currency', () => {
    open({ creditLimit: amount('1000') }).thenAccepts(accountOpened({ creditLimit: amount('1000.00') }));
    open({ creditLimit: amount('1000'), currency: currency('JPY') }).thenAccepts(
      accountOpened({ creditLimit: amount('1000'), currency: currency('JPY') }),
    );
  });

  it('refuses a credit limit that is negative or no amount of its currency', () => {
    open({ creditLimit: amount('-1') }).thenRejects('CREDIT_LIMIT_INVALID', 'creditLimit');
    open({ creditLimit: amount('0.5'), currency: currency('JPY') }).thenRejects('CREDIT_LIMIT_INVALID', 'creditLimit');
  });

  it('needs the days of custom payment terms, and drops them beside terms that say them', () => {
    open({ paymentTerms: 'custom', paymentTermsDays: null }).thenRejects(
      'PAYMENT_TERMS_INCOMPLETE',
      'paymentTermsDays',
    );
    open({ paymentTerms: 'custom', paymentTermsDays: 45 }).thenAccepts(
      accountOpened({ paymentTerms: 'custom', paymentTermsDays: 45 }),
    );
    open({ paymentTerms: 'net_60', paymentTermsDays: 45 }).thenAccepts(
      accountOpened({ paymentTerms: 'net_60', paymentTermsDays: null }),
    );
  });

  it('happens once', () => {
    given(account, [accountOpened()]).when({ kind: 'open', account: anOpening() }).thenRejects('ACCOUNT_EXISTS');
  });
});
