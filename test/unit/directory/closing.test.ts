import { describe, expect, it } from 'vitest';
import { closeAccount } from '../../../src/application/directory/close-account.ts';
import { moveAccount } from '../../../src/application/directory/move-account.ts';
import { openAccount } from '../../../src/application/directory/open-account.ts';
import { NO_STREAM } from '../../../src/application/ports/event-store.ts';
import { accountStream, accountTreeStream, contractStream } from '../../../src/application/streams.ts';
import type { AccountId, ContractId } from '../../../src/domain/kernel/ids.ts';
import { drafted } from '../../support/contracts.ts';
import { anOpenAccountInput } from '../../support/controls/accounts.ts';
import { createDirectoryDeps } from '../../support/controls/directory.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';

type Deps = ReturnType<typeof createDirectoryDeps>;

async function opened(deps: Deps, parentAccountId: AccountId | null = null): Promise<AccountId> {
  const outcome = await openAccount(deps, anOpenAccountInput({ parentAccountId }), aProvenance());
  if (outcome.outcome === 'rejected') throw new Error(outcome.rejection.message);
  return outcome.state.account.accountId;
}
const close = (deps: Deps, accountId: AccountId) =>
  closeAccount(deps, { accountId, reason: null, expectedRevision: undefined }, aProvenance());

/** Runs once, right before the first append of that type: whoever wanted to append has decided by then. */
function rightBefore(deps: Deps, type: string, work: () => Promise<unknown>): void {
  deps.eventStore.beforeAppend = async (_stream, events) => {
    if (events.some((event) => event.type === type)) {
      deps.eventStore.beforeAppend = undefined;
      await work();
    }
  };
}

describe('closing an account while', () => {
  it('somebody opens one below it: that one is taken back', async () => {
    const deps = createDirectoryDeps();
    const parent = await opened(deps);
    rightBefore(deps, 'AccountOpened', () => close(deps, parent));
    const provenance = aProvenance();
    const outcome = await openAccount(deps, anOpenAccountInput({ parentAccountId: parent }), provenance);
    expect(outcome).toMatchObject({ rejection: { code: 'ACCOUNT_PARENT_CLOSED' } });
    expect(deps.eventStore.typesOf(accountStream(TENANT, parent))).toContain('AccountClosed');
    expect(deps.eventStore.typesOf(accountStream(TENANT, provenance.commandId as AccountId))).toEqual([
      'AccountOpened',
      'AccountClosed',
    ]);
  });

  it('somebody moves one below it: the move is decided again and refused', async () => {
    const deps = createDirectoryDeps();
    const [parent, other] = [await opened(deps), await opened(deps)];
    rightBefore(deps, 'AccountMoved', () => close(deps, parent));
    const move = { accountId: other, toParentId: parent, reason: null };
    expect(await moveAccount(deps, move, aProvenance())).toMatchObject({
      rejection: { code: 'ACCOUNT_PARENT_CLOSED' },
    });
    expect(deps.eventStore.typesOf(accountTreeStream(TENANT))).toEqual(['AccountShut']);
  });

  it('one comes to stand below it just before: the closing is withdrawn', async () => {
    const deps = createDirectoryDeps();
    const [parent, other] = [await opened(deps), await opened(deps)];
    const move = { accountId: other, toParentId: parent, reason: null };
    rightBefore(deps, 'AccountClosingStarted', () => moveAccount(deps, move, aProvenance()));
    expect(await close(deps, parent)).toMatchObject({ rejection: { code: 'ACCOUNT_HAS_CHILDREN' } });
    expect(deps.eventStore.typesOf(accountStream(TENANT, parent))).toEqual([
      'AccountOpened',
      'AccountClosingStarted',
      'AccountClosingWithdrawn',
    ]);
  });

  it('the tree changes elsewhere: it is looked at again, and closed', async () => {
    const deps = createDirectoryDeps();
    const [parent, other, third] = [await opened(deps), await opened(deps), await opened(deps)];
    const move = { accountId: other, toParentId: third, reason: null };
    rightBefore(deps, 'AccountShut', () => moveAccount(deps, move, aProvenance()));
    expect(await close(deps, parent)).toMatchObject({ outcome: 'accepted', state: { account: { status: 'closed' } } });
  });

  it('somebody else withdraws it: what came since was not looked at, so it goes on', async () => {
    const deps = createDirectoryDeps();
    const [parent, other] = [await opened(deps), await opened(deps)];
    // The other one looks while the read models are away, and gives up after our look.
    const away = { ...deps, finders: { ...deps.finders, haveSeen: async () => false } };
    rightBefore(deps, 'AccountClosed', () => close(away, parent));
    expect(await close(deps, parent)).toMatchObject({ rejection: { code: 'CONCURRENT_CHANGE' } });
    const move = { accountId: other, toParentId: parent, reason: null };
    expect(await moveAccount(deps, move, aProvenance())).toMatchObject({ outcome: 'accepted' });
  });

  it('the read models are behind: nothing is known, so nothing is closed', async () => {
    const deps = createDirectoryDeps();
    const parent = await opened(deps);
    const outcome = await close({ ...deps, finders: { ...deps.finders, haveSeen: async () => false } }, parent);
    expect(outcome).toMatchObject({ rejection: { code: 'PROJECTION_BEHIND' } });
    expect(await opened(deps, parent)).toBeDefined(); // the account goes on
  });

  it('a draft stands on it: somebody could make it binding', async () => {
    const deps = createDirectoryDeps();
    const accountId = await opened(deps);
    const contractId = aProvenance().commandId as ContractId;
    const contract = drafted({ accountId, billToAccountId: accountId });
    await deps.eventStore.append(contractStream(TENANT, contractId), NO_STREAM, [contract], aProvenance());
    deps.finders.contracts.set(accountId, [contractId]);
    expect(await close(deps, accountId)).toMatchObject({
      rejection: { code: 'ACCOUNT_HAS_CONTRACTS', message: expect.stringContaining('Discard') },
    });
    expect(deps.eventStore.typesOf(accountStream(TENANT, accountId))).toEqual(['AccountOpened']);
  });
});

describe('a closing that was interrupted', () => {
  it.each(['AccountClosingStarted', 'AccountShut', 'AccountClosed'])(
    'after %s is finished by the next',
    async (type) => {
      const deps = createDirectoryDeps();
      const accountId = await opened(deps);
      deps.eventStore.afterAppend = (_stream, events) => {
        if (events.some((event) => event.type === type)) throw new Error('killed');
      };
      await expect(close(deps, accountId)).rejects.toThrow('killed');
      deps.eventStore.afterAppend = undefined;
      expect(await close(deps, accountId)).toMatchObject({
        outcome: 'accepted',
        state: { account: { status: 'closed', closingSince: null } },
      });
      const types = deps.eventStore.typesOf(accountStream(TENANT, accountId));
      expect(types.filter((each) => each === 'AccountClosed')).toHaveLength(1);
    },
  );

  it('lets nothing new in before', async () => {
    const deps = createDirectoryDeps();
    const accountId = await opened(deps);
    deps.eventStore.afterAppend = (_stream, events) => {
      if (events.some((event) => event.type === 'AccountClosingStarted')) throw new Error('killed');
    };
    await expect(close(deps, accountId)).rejects.toThrow('killed');
    deps.eventStore.afterAppend = undefined;
    const child = anOpenAccountInput({ parentAccountId: accountId });
    expect(await openAccount(deps, child, aProvenance())).toMatchObject({
      rejection: { code: 'ACCOUNT_PARENT_CLOSED' },
    });
  });
});
