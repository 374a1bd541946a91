import { describe, expect, it } from 'vitest';
import { draftContract } from '../../../src/application/contracts/draft-contract.ts';
import { listContacts } from '../../../src/application/directory/contact-list.ts';
import { addContactPoint } from '../../../src/application/directory/contact-points.ts';
import { loadAccount } from '../../../src/application/directory/existing-account.ts';
import { mergeAccounts } from '../../../src/application/directory/merge-accounts.ts';
import { type OpenAccountInput, openAccount } from '../../../src/application/directory/open-account.ts';
import { addTaxRegistration } from '../../../src/application/directory/tax-registrations.ts';
import { accountStream, accountTreeStream } from '../../../src/application/streams.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import type { Sealed } from '../../../src/domain/kernel/sealed.ts';
import { anOpenAccountInput } from '../../support/controls/accounts.ts';
import { aDraftInput, contractWorld } from '../../support/controls/contracts.ts';
import { createDirectoryDeps, parentsOf } from '../../support/controls/directory.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';
import { rejectionOf } from '../../support/outcomes.ts';

type Deps = ReturnType<typeof createDirectoryDeps>;

async function opened(deps: Deps, input: Partial<OpenAccountInput> = {}): Promise<AccountId> {
  const outcome = await openAccount(deps, anOpenAccountInput(input), aProvenance());
  if (outcome.outcome === 'rejected') throw new Error(outcome.rejection.message);
  return outcome.state.account.accountId;
}

const merge = (deps: Deps, accountId: AccountId, intoAccountId: AccountId, carryOver = true) =>
  mergeAccounts(deps, { accountId, intoAccountId, carryOver, reason: 'Typed in twice' }, aProvenance());

/** A twin with two children, contacts and a tax number, and the account that it really is. */
async function twins(deps: Deps) {
  const survivor = await opened(deps, { accountName: 'Alder AG' });
  const contact = { billingContactName: 'Ada', billingCity: 'Berlin' };
  const twin = await opened(deps, { accountName: 'Alder', contact });
  const children = [await opened(deps, { parentAccountId: twin }), await opened(deps, { parentAccountId: twin })];
  const on = { accountId: twin, expectedRevision: undefined };
  const bob = { ...on, form: 'contact', kind: 'legal', text: { name: 'Bob' } } as const;
  await addContactPoint(deps, bob, aProvenance());
  const number = { ...on, country: 'DE', kind: 'vat', number: 'DE136695976', isPrimary: false } as const;
  await addTaxRegistration(deps, number, aProvenance());
  return { survivor, twin, children };
}

async function stateOf(deps: Deps, accountId: AccountId) {
  const found = await loadAccount(deps.eventStore, TENANT, accountId);
  if (found === undefined) throw new Error('was opened');
  return found.state;
}

async function namesOf(deps: Deps, accountId: AccountId): Promise<(string | null)[]> {
  const { vault } = deps;
  const unsealMany = (tenantId: typeof TENANT, boxes: readonly Sealed[]) =>
    Promise.all(boxes.map((box) => vault.unseal(tenantId, box)));
  const contacts = await listContacts({ ...vault, unsealMany }, TENANT, await stateOf(deps, accountId));
  return contacts.map(({ text }) => text.name);
}

describe('merging an account into another one', () => {
  it('moves what stands below it, and keeps its place below the survivor', async () => {
    const deps = createDirectoryDeps();
    const { survivor, twin, children } = await twins(deps);
    expect(await merge(deps, twin, survivor)).toMatchObject({
      outcome: 'accepted',
      state: { account: { status: 'closed', mergedInto: survivor }, parentAccountId: survivor },
    });
    const parents = parentsOf(deps.eventStore);
    expect([twin, ...children].map((id) => parents.get(id))).toEqual([survivor, survivor, survivor]);
  });

  it('carries over people and tax numbers, none of which becomes primary', async () => {
    const deps = createDirectoryDeps();
    const { survivor, twin } = await twins(deps);
    await merge(deps, twin, survivor);
    const state = await stateOf(deps, survivor);
    expect(await namesOf(deps, survivor)).toEqual(['Ada', 'Bob']);
    expect(state.taxRegistrations).toMatchObject([{ number: 'DE136695976' }]);
    expect(state.taxId).toBeNull();
  });

  it('leaves them when asked to', async () => {
    const deps = createDirectoryDeps();
    const { survivor, twin } = await twins(deps);
    await merge(deps, twin, survivor, false);
    expect(await stateOf(deps, survivor)).toMatchObject({ contactPoints: [], taxRegistrations: [] });
  });

  it('asked again, under another command, changes nothing', async () => {
    const deps = createDirectoryDeps();
    const { survivor, twin } = await twins(deps);
    await merge(deps, twin, survivor);
    const events = deps.eventStore.log().length;
    expect(await merge(deps, twin, survivor)).toMatchObject({ outcome: 'accepted' });
    expect(deps.eventStore.log()).toHaveLength(events);
  });

  it('is refused without two accounts that are open', async () => {
    const deps = createDirectoryDeps();
    const { survivor, twin } = await twins(deps);
    const nobody = aProvenance().commandId as AccountId;
    expect(rejectionOf(await merge(deps, twin, nobody)).code).toBe('ACCOUNT_NOT_FOUND');
    expect(rejectionOf(await merge(deps, nobody, twin)).code).toBe('ACCOUNT_NOT_FOUND');
    await merge(deps, twin, survivor);
    expect(rejectionOf(await merge(deps, survivor, twin)).code).toBe('ACCOUNT_MERGED');
  });

  it('of two that cross only one comes to be', async () => {
    const deps = createDirectoryDeps();
    const [a, b] = [await opened(deps), await opened(deps)];
    const outcomes = await Promise.all([merge(deps, a, b), merge(deps, b, a)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'rejected']);
    expect(() => parentsOf(deps.eventStore)).not.toThrow(); // walking up a circle would
  });

  // The appends are: the tree, the survivor, the account, two children.
  it.each([1, 2, 3, 4, 5])('killed after append %i is finished by the same request', async (killedAt) => {
    const [deps, whole] = [createDirectoryDeps(), createDirectoryDeps()];
    const { survivor, twin, children } = await twins(deps);
    let appends = 0;
    deps.eventStore.afterAppend = () => {
      appends += 1;
      if (appends === killedAt) throw new Error('killed');
    };
    await expect(merge(deps, twin, survivor)).rejects.toThrow('killed');
    deps.eventStore.afterAppend = undefined;
    expect(await merge(deps, twin, survivor)).toMatchObject({ outcome: 'accepted' });

    const unharmed = await twins(whole);
    await merge(whole, unharmed.twin, unharmed.survivor);
    const types = (from: Deps, { twin: one, survivor: other }: { twin: AccountId; survivor: AccountId }) => [
      from.eventStore.typesOf(accountTreeStream(TENANT)),
      from.eventStore.typesOf(accountStream(TENANT, one)),
      from.eventStore.typesOf(accountStream(TENANT, other)),
    ];
    expect(types(deps, { twin, survivor })).toEqual(types(whole, unharmed));
    expect(children.map((id) => parentsOf(deps.eventStore).get(id))).toEqual([survivor, survivor]);
  });
});

describe('a contract on an account that was merged', () => {
  it('is refused, and the refusal names the survivor', async () => {
    const world = await contractWorld();
    const [twin, survivor] = [await world.open('Twin'), await world.open('Survivor')];
    await merge({ ...createDirectoryDeps(), eventStore: world.deps.eventStore }, twin, survivor);
    const rejection = rejectionOf(await draftContract(world.deps, aDraftInput({ accountId: twin }), aProvenance()));
    expect(rejection).toMatchObject({ code: 'ACCOUNT_MERGED', message: expect.stringContaining(survivor) });
  });
});
