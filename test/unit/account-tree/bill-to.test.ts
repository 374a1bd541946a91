import { describe, expect, it } from 'vitest';
import { accountTree } from '../../../src/domain/account-tree/account-tree.ts';
import { billToOn } from '../../../src/domain/account-tree/bill-to.ts';
import type { AccountTreeEvent, BillTo } from '../../../src/domain/account-tree/events.ts';
import type { AccountTreeState } from '../../../src/domain/account-tree/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { anAccountId } from '../../support/controls/accounts.ts';
import { given } from '../../support/given.ts';

const [group, region, office, other] = ['group', 'region', 'office', 'other'].map(anAccountId) as [
  AccountId,
  AccountId,
  AccountId,
  AccountId,
];
/** group ← region ← office; other stands alone. */
const openedUnder = new Map<AccountId, AccountId | null>([
  [group, null],
  [region, group],
  [office, region],
  [other, null],
]);
const d = civilDate;
const toGroup: BillTo = { kind: 'ancestor', accountId: group };

const billToSet = (accountId: AccountId, billTo: BillTo, effectiveOn = '2026-01-01'): AccountTreeEvent => ({
  type: 'BillToSet',
  data: { accountId, billTo, effectiveOn: d(effectiveOn), reason: null },
});
const set = (accountId: AccountId, billTo: BillTo, before: AccountTreeEvent[] = []) =>
  given(accountTree, before).when({
    kind: 'setBillTo',
    accountId,
    billTo,
    effectiveOn: d('2026-01-01'),
    reason: null,
    openedUnder,
  });

describe('the bill-to of an account', () => {
  it('is itself, its parent, or one above it', () => {
    set(office, { kind: 'parent' }).thenAccepts(billToSet(office, { kind: 'parent' }));
    set(office, toGroup).thenAccepts(billToSet(office, toGroup));
    set(office, { kind: 'self' }, [billToSet(office, toGroup)]).thenAccepts(billToSet(office, { kind: 'self' }));
  });

  it('is nothing new when it is so already', () => {
    set(office, { kind: 'self' }).thenIgnores();
    set(office, toGroup, [billToSet(office, toGroup)]).thenIgnores();
  });

  it('is never somebody who does not stand above', () => {
    set(office, { kind: 'ancestor', accountId: other }).thenRejects('BILL_TO_NOT_ABOVE', 'billToAccountId');
    set(region, { kind: 'ancestor', accountId: office }).thenRejects('BILL_TO_NOT_ABOVE', 'billToAccountId');
    set(office, { kind: 'ancestor', accountId: office }).thenRejects('BILL_TO_NOT_ABOVE', 'billToAccountId');
    set(group, { kind: 'parent' }).thenRejects('BILL_TO_NOT_ABOVE', 'billTo');
  });

  it('is that of the day on which the contract starts', () => {
    const events = [billToSet(office, toGroup, '2026-07-01'), billToSet(office, { kind: 'parent' }, '2026-01-01')];
    const { state } = given(accountTree, events);
    const on = (day: string) => billToOn(state, openedUnder, office, d(day));
    expect(on('2025-12-31')).toBe(office);
    expect(on('2026-01-01')).toBe(region);
    expect(on('2026-06-30')).toBe(region);
    expect(on('2026-07-01')).toBe(group);
  });

  it('follows the parent of today; a root pays for itself', () => {
    const moved = (toParentId: AccountId | null): AccountTreeEvent => ({
      type: 'AccountMoved',
      data: { accountId: office, fromParentId: region, toParentId, movedOn: d('2026-02-01'), reason: null },
    });
    const billed = (...events: AccountTreeEvent[]) =>
      billToOn(given(accountTree, events).state as AccountTreeState, openedUnder, office, d('2026-03-01'));
    expect(billed(billToSet(office, { kind: 'parent' }), moved(other))).toBe(other);
    expect(billed(billToSet(office, { kind: 'parent' }), moved(null))).toBe(office);
  });
});

describe('a move away from a bill-to', () => {
  const move = (accountId: AccountId, toParentId: AccountId | null, before: AccountTreeEvent[]) =>
    given(accountTree, before).when({
      kind: 'move',
      accountId,
      toParentId,
      openedUnder,
      levelsBelow: 0,
      movedOn: d('2026-03-01'),
      reason: null,
    });
  const moved = (accountId: AccountId, fromParentId: AccountId, toParentId: AccountId | null): AccountTreeEvent => ({
    type: 'AccountMoved',
    data: { accountId, fromParentId, toParentId, movedOn: d('2026-03-01'), reason: null },
  });

  it('is refused, also when it is made further up', () => {
    move(office, other, [billToSet(office, toGroup)]).thenRejects('BILL_TO_LEFT_BEHIND', 'parentAccountId');
    move(region, other, [billToSet(office, toGroup)]).thenRejects('BILL_TO_LEFT_BEHIND', 'parentAccountId');
    move(region, null, [billToSet(office, toGroup, '2027-01-01')]).thenRejects(
      'BILL_TO_LEFT_BEHIND',
      'parentAccountId',
    );
  });

  it('is allowed where the bill-to stays above, moves along, or is over', () => {
    move(office, group, [billToSet(office, toGroup)]).thenAccepts(moved(office, region, group));
    const toRegion: BillTo = { kind: 'ancestor', accountId: region };
    move(region, other, [billToSet(office, toRegion)]).thenAccepts(moved(region, group, other));
    const over = [billToSet(office, toGroup), billToSet(office, { kind: 'self' }, '2026-02-01')];
    move(office, other, over).thenAccepts(moved(office, region, other));
    move(office, other, [billToSet(office, { kind: 'parent' })]).thenAccepts(moved(office, region, other));
  });
});
