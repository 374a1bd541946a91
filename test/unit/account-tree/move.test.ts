import { describe, expect, it } from 'vitest';
import { accountTree } from '../../../src/domain/account-tree/account-tree.ts';
import type { AccountTreeEvent } from '../../../src/domain/account-tree/events.ts';
import type { AccountTreeState } from '../../../src/domain/account-tree/state.ts';
import { ancestorsOf, DEPTH_MAX } from '../../../src/domain/account-tree/ways.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { anAccountId } from '../../support/controls/accounts.ts';
import { given } from '../../support/given.ts';

const [root, left, right, leaf] = ['root', 'left', 'right', 'leaf'].map(anAccountId) as AccountId[];
const today = civilDate('2026-03-01');

/** root ← left ← leaf, root ← right. */
const openedUnder = new Map<AccountId, AccountId | null>([
  [root!, null],
  [left!, root!],
  [right!, root!],
  [leaf!, left!],
]);

function moved(accountId: AccountId, fromParentId: AccountId | null, toParentId: AccountId | null): AccountTreeEvent {
  return { type: 'AccountMoved', data: { accountId, fromParentId, toParentId, movedOn: today, reason: null } };
}

function move(accountId: AccountId, toParentId: AccountId | null, before: AccountTreeEvent[] = [], levelsBelow = 0) {
  return given(accountTree, before).when({
    kind: 'move',
    accountId,
    toParentId,
    openedUnder,
    levelsBelow,
    movedOn: today,
    reason: null,
  });
}

describe('moving an account', () => {
  it('takes it from the parent of today to the new one', () => {
    move(leaf!, right!).thenAccepts(moved(leaf!, left!, right!));
    move(leaf!, left!, [moved(leaf!, left!, right!)]).thenAccepts(moved(leaf!, right!, left!));
  });

  it('can make it a root', () => {
    move(left!, null).thenAccepts(moved(left!, root!, null));
  });

  it('is nothing when it stands there already', () => {
    move(leaf!, left!).thenIgnores();
    move(leaf!, right!, [moved(leaf!, left!, right!)]).thenIgnores();
  });

  it('refuses the account itself and everything below it as its parent', () => {
    move(left!, left!).thenRejects('ACCOUNT_CYCLE', 'parentAccountId');
    move(left!, leaf!).thenRejects('ACCOUNT_CYCLE', 'parentAccountId');
    move(root!, leaf!).thenRejects('ACCOUNT_CYCLE', 'parentAccountId');
  });

  it('sees earlier moves on the way up', () => {
    // right moved under leaf: leaf under right would now close a circle.
    move(leaf!, right!, [moved(right!, root!, leaf!)]).thenRejects('ACCOUNT_CYCLE', 'parentAccountId');
  });

  it('refuses a place that would be too deep for it or for what hangs below it', () => {
    const chain = Array.from({ length: DEPTH_MAX + 1 }, (_, depth) => anAccountId(`depth ${depth}`));
    const parents = new Map<AccountId, AccountId | null>(chain.map((id, depth) => [id, chain[depth - 1] ?? null]));
    const single = anAccountId('single');
    parents.set(single, null);
    const to = (depth: number, levelsBelow: number) =>
      given(accountTree, []).when({
        kind: 'move',
        accountId: single,
        toParentId: chain[depth]!,
        openedUnder: parents,
        levelsBelow,
        movedOn: today,
        reason: null,
      });
    to(DEPTH_MAX - 1, 0).thenAccepts(moved(single, null, chain[DEPTH_MAX - 1]!));
    to(DEPTH_MAX, 0).thenRejects('ACCOUNT_TREE_TOO_DEEP', 'parentAccountId');
    to(DEPTH_MAX - 3, 2).thenAccepts(moved(single, null, chain[DEPTH_MAX - 3]!));
    to(DEPTH_MAX - 2, 2).thenRejects('ACCOUNT_TREE_TOO_DEEP', 'parentAccountId');
  });
});

describe('the account tree', () => {
  it('does not change a state that somebody still holds', () => {
    const before = given(accountTree, []).state;
    const after: AccountTreeState = accountTree.evolve(before, moved(leaf!, left!, right!));
    expect(ancestorsOf(before, openedUnder, leaf!)).toEqual([left, root]);
    expect(ancestorsOf(after, openedUnder, leaf!)).toEqual([right, root]);
  });
});
