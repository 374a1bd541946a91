import { describe, expect, it } from 'vitest';
import { moveAccount } from '../../../src/application/directory/move-account.ts';
import { openAccount } from '../../../src/application/directory/open-account.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { anOpenAccountInput } from '../../support/controls/accounts.ts';
import { createDirectoryDeps, parentsOf } from '../../support/controls/directory.ts';
import { aProvenance } from '../../support/controls/provenance.ts';

async function openMany(deps: ReturnType<typeof createDirectoryDeps>, count: number): Promise<AccountId[]> {
  const ids: AccountId[] = [];
  for (let index = 0; index < count; index += 1) {
    const provenance = aProvenance();
    await openAccount(deps, anOpenAccountInput({ accountName: `Account ${index}` }), provenance);
    ids.push(provenance.commandId as AccountId);
  }
  return ids;
}

describe('moves at the same time', () => {
  it('that cross: one succeeds, the other is refused as a cycle', async () => {
    const deps = createDirectoryDeps();
    const [a, b] = (await openMany(deps, 2)) as [AccountId, AccountId];
    const outcomes = await Promise.all([
      moveAccount(deps, { accountId: a, toParentId: b, reason: null }, aProvenance()),
      moveAccount(deps, { accountId: b, toParentId: a, reason: null }, aProvenance()),
    ]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'rejected']);
    expect(outcomes.find(({ outcome }) => outcome === 'rejected')).toMatchObject({
      rejection: { code: 'ACCOUNT_CYCLE' },
    });
  });

  it('in a ring of eight: at least one is refused, and there is no cycle', async () => {
    const deps = createDirectoryDeps();
    const ids = await openMany(deps, 8);
    const outcomes = await Promise.all(
      ids.map((accountId, index) =>
        moveAccount(deps, { accountId, toParentId: ids[(index + 1) % 8]!, reason: null }, aProvenance()),
      ),
    );
    expect(outcomes.some(({ outcome }) => outcome === 'rejected')).toBe(true);
    expect(() => parentsOf(deps.eventStore)).not.toThrow(); // walking up a cycle would
  });
});
