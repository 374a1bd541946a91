import { expect, test } from 'vitest';
import { account } from '../../../src/domain/account/account.ts';
import { type Account, evolveAccount, initialAccount } from '../../../src/domain/account/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { accountOpened } from '../../support/controls/accounts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

const command = {
  kind: 'changeInvoicing',
  invoicing: 'consolidated',
  changedOn: civilDate('2026-02-01'),
  reason: 'One sheet for the group',
} as const;

const opened = evolveAccount(initialAccount, accountOpened()) as Account; // it has just been

test('how documents are grouped changes, with before and after', () => {
  expect(accepted(account.decide(command, opened))).toEqual([
    {
      type: 'AccountInvoicingChanged',
      data: { from: 'per_account', to: 'consolidated', changedOn: '2026-02-01', reason: 'One sheet for the group' },
    },
  ]);
});

test('as it is already: nothing happens', () => {
  expect(accepted(account.decide(command, { ...opened, invoicing: 'consolidated' }))).toEqual([]);
});

test('a closed account keeps its way', () => {
  expect(rejectedWith(account.decide(command, { ...opened, status: 'closed' }))).toBe('ACCOUNT_CLOSED');
});
