import { describe, expect, it } from 'vitest';
import { accountTree } from '../../../src/domain/account-tree/account-tree.ts';
import { billToOn } from '../../../src/domain/account-tree/bill-to.ts';
import type { AccountTreeEvent } from '../../../src/domain/account-tree/events.ts';
import { ancestorsOf } from '../../../src/domain/account-tree/ways.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { anAccountId } from '../../support/controls/accounts.ts';
import { given } from '../../support/given.ts';

const [group, twin, child, survivor, third] = ['group', 'twin', 'child', 'survivor', 'third'].map(anAccountId) as [
  AccountId,
  AccountId,
  AccountId,
  AccountId,
  AccountId,
];
/** group ← twin ← child; group ← survivor; third stands alone. */
const openedUnder = new Map<AccountId, AccountId | null>([
  [group, null],
  [twin, group],
  [child, twin],
  [survivor, group],
  [third, null],
]);
const today = civilDate('2026-03-01');

const merged = (accountId: AccountId, intoAccountId: AccountId, fromParentId: AccountId | null): AccountTreeEvent => ({
  type: 'AccountMerged',
  data: { accountId, intoAccountId, fromParentId, mergedOn: today, reason: null },
});
const shut = (accountId: AccountId): AccountTreeEvent => ({
  type: 'AccountShut',
  data: { accountId, closing: 1, shutOn: today },
});
const merge = (accountId: AccountId, intoAccountId: AccountId, before: AccountTreeEvent[] = [], more: object = {}) =>
  given(accountTree, before).when({
    kind: 'merge',
    accountId,
    intoAccountId,
    openedUnder,
    levelsBelow: 1,
    today,
    reason: null,
    ...more,
  });

describe('merging two accounts', () => {
  it('puts the one below the other, with all that stood below it', () => {
    merge(twin, survivor).thenAccepts(merged(twin, survivor, group));
    const { state } = given(accountTree, [merged(twin, survivor, group)]);
    expect(ancestorsOf(state, openedUnder, child)).toEqual([twin, survivor, group]);
  });

  it('is so already the second time, and refused into a third', () => {
    merge(twin, survivor, [merged(twin, survivor, group)]).thenIgnores();
    merge(twin, third, [merged(twin, survivor, group)]).thenRejects('ACCOUNT_MERGED', 'accountId');
    merge(third, twin, [merged(twin, survivor, group)]).thenRejects('ACCOUNT_MERGED', 'intoAccountId');
  });

  it('never goes in a circle', () => {
    merge(twin, twin).thenRejects('ACCOUNT_CYCLE', 'intoAccountId');
    merge(group, child).thenRejects('ACCOUNT_CYCLE', 'intoAccountId');
    merge(survivor, twin, [merged(twin, survivor, group)]).thenRejects('ACCOUNT_MERGED', 'intoAccountId');
  });

  it('is refused for an account that is closed or about to be', () => {
    merge(twin, survivor, [shut(survivor)]).thenRejects('ACCOUNT_CLOSED', 'intoAccountId');
    merge(twin, survivor, [shut(twin)]).thenRejects('ACCOUNT_CLOSED', 'accountId');
  });

  it('counts the depth from the survivor, below which the children will stand', () => {
    // survivor at 1, what hung one level below the twin at 2.
    merge(twin, survivor, [], { depthMax: 2 }).thenAccepts(merged(twin, survivor, group));
    merge(twin, survivor, [], { depthMax: 2, levelsBelow: 2 }).thenRejects('ACCOUNT_TREE_TOO_DEEP', 'parentAccountId');
  });

  it('is never dated before the latest move', () => {
    const later = civilDate('2026-03-02'); // the clock of another process was ahead
    const data = { accountId: third, fromParentId: null, toParentId: group, movedOn: later, reason: null };
    merge(twin, survivor, [{ type: 'AccountMoved', data }]).thenAccepts({
      type: 'AccountMerged',
      data: { accountId: twin, intoAccountId: survivor, fromParentId: group, mergedOn: later, reason: null },
    });
  });

  it('hands documents that went to the one by name to the other', () => {
    const set: AccountTreeEvent = {
      type: 'BillToSet',
      data: { accountId: child, billTo: { kind: 'ancestor', accountId: twin }, effectiveOn: today, reason: null },
    };
    merge(twin, survivor, [set]).thenAccepts(merged(twin, survivor, group));
    const { state } = given(accountTree, [set, merged(twin, survivor, group)]);
    expect(billToOn(state, openedUnder, child, today)).toBe(survivor);
  });

  it('is refused when it would leave a bill-to behind', () => {
    const set: AccountTreeEvent = {
      type: 'BillToSet',
      data: { accountId: child, billTo: { kind: 'ancestor', accountId: group }, effectiveOn: today, reason: null },
    };
    merge(twin, third, [set]).thenRejects('BILL_TO_LEFT_BEHIND', 'parentAccountId');
  });
});

describe('shutting a place', () => {
  it('is said once, and nothing moves there any more', () => {
    const command = { kind: 'shut', accountId: survivor, closing: 1, shutOn: today } as const;
    given(accountTree, []).when(command).thenAccepts(shut(survivor));
    given(accountTree, [shut(survivor)])
      .when(command)
      .thenIgnores();
    const move = { kind: 'move', accountId: third, toParentId: survivor, openedUnder, levelsBelow: 0 } as const;
    given(accountTree, [shut(survivor)])
      .when({ ...move, movedOn: today, reason: null })
      .thenRejects('ACCOUNT_PARENT_CLOSED', 'parentAccountId');
  });
});

describe('a place that was shut', () => {
  const withdraw = (closing: number) =>
    ({ kind: 'withdrawShut', accountId: survivor, closing, withdrawnOn: today }) as const;
  const withdrawn: AccountTreeEvent = {
    type: 'AccountShutWithdrawn',
    data: { accountId: survivor, closing: 1, withdrawnOn: today },
  };
  const again: AccountTreeEvent = { type: 'AccountShut', data: { accountId: survivor, closing: 2, shutOn: today } };

  it('is free again when that attempt to close has failed, and no other one goes on', () => {
    given(accountTree, [shut(survivor)])
      .when(withdraw(1))
      .thenAccepts(withdrawn);
    given(accountTree, [shut(survivor), again])
      .when(withdraw(1))
      .thenIgnores();
    given(accountTree, [shut(survivor), withdrawn])
      .when(withdraw(1))
      .thenIgnores();
    merge(twin, survivor, [shut(survivor), withdrawn]).thenAccepts(merged(twin, survivor, group));
  });

  it('is shut anew by the next attempt', () => {
    const command = { kind: 'shut', accountId: survivor, closing: 2, shutOn: today } as const;
    given(accountTree, [shut(survivor), withdrawn])
      .when(command)
      .thenAccepts(again);
    given(accountTree, [shut(survivor)])
      .when(command)
      .thenAccepts(again);
  });
});

describe('the day of a move', () => {
  const moveOn = (day: string, before: AccountTreeEvent[] = []) => {
    const place = { accountId: third, toParentId: group, openedUnder, levelsBelow: 0 };
    return given(accountTree, before).when({ kind: 'move', ...place, movedOn: civilDate(day), today, reason: null });
  };
  const moved = (day: string): AccountTreeEvent => ({
    type: 'AccountMoved',
    data: { accountId: third, fromParentId: null, toParentId: group, movedOn: civilDate(day), reason: null },
  });

  it('is today or before, never to come', () => {
    moveOn('2026-03-01').thenAccepts(moved('2026-03-01'));
    moveOn('2025-12-31').thenAccepts(moved('2025-12-31'));
    moveOn('2026-03-02').thenRejects('MOVE_DAY_INVALID', 'effectiveOn');
  });

  it('is never before the latest move: for every day there is one tree', () => {
    const before = merged(twin, survivor, group); // on 1 March
    moveOn('2026-02-28', [before]).thenRejects('MOVE_DAY_INVALID', 'effectiveOn');
    moveOn('2026-03-01', [before]).thenAccepts(moved('2026-03-01'));
  });
});
