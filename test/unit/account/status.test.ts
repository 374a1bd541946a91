import { describe, expect, it, test } from 'vitest';
import { account } from '../../../src/domain/account/account.ts';
import type { AccountEvent, AccountStatus } from '../../../src/domain/account/events.ts';
import type { Account } from '../../../src/domain/account/state.ts';
import { contractFault, transitionFault } from '../../../src/domain/account/status.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { accountOpened, anAccountId } from '../../support/controls/accounts.ts';
import { given } from '../../support/given.ts';

const day = civilDate('2026-03-01');

describe('the life of an account', () => {
  test.each<[AccountStatus, string]>([
    ['pending', 'active inactive suspended closed'],
    ['active', 'inactive suspended closed'],
    ['inactive', 'active suspended closed'],
    ['suspended', 'active inactive closed'],
    ['closed', ''],
  ])('after %s may come: %s', (from, allowed) => {
    const others = (['pending', 'active', 'inactive', 'suspended', 'closed'] as const).filter((to) => to !== from);
    expect(others.filter((to) => transitionFault(from, to) === undefined).sort()).toEqual(
      allowed.split(' ').filter(Boolean).sort(),
    );
    expect(transitionFault(from, from)).toBeUndefined();
  });

  it('changes with a day and a reason', () => {
    const suspend = { kind: 'change', changes: { status: 'suspended' }, changedOn: day, reason: 'Unpaid' } as const;
    given(account, [accountOpened()])
      .when(suspend)
      .thenAccepts({
        type: 'AccountStatusChanged',
        data: { from: 'active', to: 'suspended', changedOn: day, reason: 'Unpaid' },
      });
    given(account, [accountOpened({ status: 'suspended' })])
      .when(suspend)
      .thenIgnores();
  });

  it('does not go back to pending', () => {
    const back = { kind: 'change', changes: { status: 'pending' }, changedOn: day, reason: null } as const;
    given(account, [accountOpened()]).when(back).thenRejects('ACCOUNT_STATUS_FIXED', 'status');
  });
});

describe('what a status allows', () => {
  const state = (...events: AccountEvent[]) => given(account, events).state as Account;
  const faults = (found: Account) =>
    (['drafts', 'activation'] as const).map((step) => {
      const fault = contractFault(found, step);
      return fault?.outcome === 'rejected' ? fault.rejection.code : undefined;
    });

  test.each<[Exclude<AccountStatus, 'closed'>, unknown[]]>([
    ['active', [undefined, undefined]],
    ['pending', [undefined, 'ACCOUNT_NOT_ACTIVE']],
    ['inactive', ['ACCOUNT_NOT_ACTIVE', 'ACCOUNT_NOT_ACTIVE']],
    ['suspended', ['ACCOUNT_NOT_ACTIVE', 'ACCOUNT_NOT_ACTIVE']],
  ])('%s: drafting and activating a contract', (status, expected) => {
    expect(faults(state(accountOpened({ status })))).toEqual(expected);
  });

  it('nothing new while it is being closed, closed or merged', () => {
    const started = { type: 'AccountClosingStarted', data: { startedOn: day, reason: null } } as const;
    const closed = { type: 'AccountClosed', data: { closedOn: day, reason: null } } as const;
    const intoAccountId = anAccountId('survivor');
    const merged = { type: 'AccountMergedInto', data: { intoAccountId, mergedOn: day, reason: null } } as const;
    expect(faults(state(accountOpened(), started))).toEqual(['ACCOUNT_CLOSING', 'ACCOUNT_CLOSING']);
    expect(faults(state(accountOpened(), started, closed))).toEqual(['ACCOUNT_CLOSED', 'ACCOUNT_CLOSED']);
    expect(faults(state(accountOpened(), merged))).toEqual(['ACCOUNT_MERGED', 'ACCOUNT_MERGED']);
    const fault = contractFault(state(accountOpened(), merged), 'drafts');
    expect(fault).toMatchObject({ rejection: { message: expect.stringContaining(intoAccountId) } });
  });
});

describe('closing an account', () => {
  const start = { kind: 'startClosing', startedOn: day, reason: 'left' } as const;
  const started = { type: 'AccountClosingStarted', data: { startedOn: day, reason: 'left' } } as const;
  const withdraw = { kind: 'withdrawClosing', withdrawnOn: day, because: 'Contracts run on it.' } as const;
  const withdrawn = {
    type: 'AccountClosingWithdrawn',
    data: { withdrawnOn: day, because: 'Contracts run on it.' },
  } as const;

  it('is said first, once', () => {
    given(account, [accountOpened()]).when(start).thenAccepts(started);
    given(account, [accountOpened(), started]).when(start).thenIgnores();
    given(account, [accountOpened(), started, withdrawn]).when(start).thenAccepts(started);
  });

  it('is withdrawn when something stands in the way', () => {
    given(account, [accountOpened(), started]).when(withdraw).thenAccepts(withdrawn);
    given(account, [accountOpened()]).when(withdraw).thenIgnores();
  });

  it('ends only the attempt that is under way', () => {
    const close = (closing: number | null) => ({ kind: 'close', closedOn: day, reason: null, closing }) as const;
    const closed = { type: 'AccountClosed', data: { closedOn: day, reason: null } } as const;
    given(account, [accountOpened(), started]).when(close(1)).thenAccepts(closed);
    given(account, [accountOpened(), started, withdrawn]).when(close(1)).thenRejects('CONCURRENT_CHANGE');
    given(account, [accountOpened(), started, withdrawn, started]).when(close(1)).thenRejects('CONCURRENT_CHANGE');
    given(account, [accountOpened(), started, withdrawn, started]).when(close(2)).thenAccepts(closed);
  });

  it('is over when the account is closed', () => {
    const closed = { type: 'AccountClosed', data: { closedOn: day, reason: null } } as const;
    given(account, [accountOpened(), started, closed]).when(start).thenIgnores();
    given(account, [accountOpened(), started, closed]).when(withdraw).thenIgnores();
    expect(given(account, [accountOpened(), started, closed]).state).toMatchObject({
      closingSince: null,
      status: 'closed',
    });
  });
});
