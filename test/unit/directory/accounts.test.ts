import { describe, expect, it } from 'vitest';
import { newId } from '../../../src/application/derived-ids.ts';
import { type ChangeAccountInput, changeAccount } from '../../../src/application/directory/change-account.ts';
import { closeAccount } from '../../../src/application/directory/close-account.ts';
import { type OpenAccountInput, openAccount } from '../../../src/application/directory/open-account.ts';
import { NO_STREAM } from '../../../src/application/ports/event-store.ts';
import { accountStream, accountTreeStream, contractStream } from '../../../src/application/streams.ts';
import type { AccountId, ContractId } from '../../../src/domain/kernel/ids.ts';
import { activated, drafted } from '../../support/contracts.ts';
import { amount, anOpenAccountInput } from '../../support/controls/accounts.ts';
import { createDirectoryDeps } from '../../support/controls/directory.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';

type Deps = ReturnType<typeof createDirectoryDeps>;

async function opened(deps: Deps, input: Partial<OpenAccountInput> = {}): Promise<AccountId> {
  const outcome = await openAccount(deps, anOpenAccountInput(input), aProvenance());
  if (outcome.outcome === 'rejected') throw new Error(outcome.rejection.message);
  return outcome.state.account.accountId;
}

const aChange = (accountId: AccountId, input: Partial<ChangeAccountInput>): ChangeAccountInput => ({
  accountId,
  changes: {},
  contact: {},
  parentAccountId: undefined,
  reason: null,
  expectedRevision: undefined,
  ...input,
});

const aClosing = (accountId: AccountId) => ({ accountId, reason: null, expectedRevision: undefined });

describe('opening an account', () => {
  it('makes the record with the id of the command and seals what it says about people', async () => {
    const deps = createDirectoryDeps();
    const provenance = aProvenance();
    const contact = { billingContactName: 'Ada Lovelace', billingCity: 'London' };
    const outcome = await openAccount(deps, anOpenAccountInput({ contact }), provenance);
    expect(outcome).toMatchObject({
      outcome: 'accepted',
      revision: 0,
      state: {
        account: { accountId: provenance.commandId, contact: { subjectId: provenance.commandId } },
        parentAccountId: null,
        contact: { billingContactName: 'Ada Lovelace', billingCity: 'London', primaryContactEmail: null },
        createdAt: provenance.recordedAt,
      },
    });
  });

  it('seals nothing when there is nothing to hide', async () => {
    const deps = createDirectoryDeps();
    const outcome = await openAccount(deps, anOpenAccountInput({ contact: { billingCity: null } }), aProvenance());
    expect(outcome).toMatchObject({ outcome: 'accepted', state: { account: { contact: null } } });
  });

  it('answers a repeated command with the record, whatever has become of the parent', async () => {
    const deps = createDirectoryDeps();
    const parent = await opened(deps);
    const provenance = aProvenance();
    const input = anOpenAccountInput({ parentAccountId: parent });
    await openAccount(deps, input, provenance);
    const child = provenance.commandId as AccountId;
    await changeAccount(deps, aChange(child, { parentAccountId: null }), aProvenance());
    await closeAccount(deps, aClosing(parent), aProvenance());
    const again = await openAccount(deps, input, provenance);
    expect(again).toMatchObject({
      outcome: 'accepted',
      state: { account: { accountId: child }, parentAccountId: null },
    });
    expect(deps.eventStore.typesOf(accountStream(TENANT, child))).toEqual(['AccountOpened']);
  });

  it('refuses a parent that does not exist or is closed', async () => {
    const deps = createDirectoryDeps();
    const nobody = newId() as AccountId;
    expect(await openAccount(deps, anOpenAccountInput({ parentAccountId: nobody }), aProvenance())).toMatchObject({
      rejection: { code: 'ACCOUNT_PARENT_NOT_FOUND' },
    });
    const closed = await opened(deps);
    await closeAccount(deps, aClosing(closed), aProvenance());
    expect(await openAccount(deps, anOpenAccountInput({ parentAccountId: closed }), aProvenance())).toMatchObject({
      rejection: { code: 'ACCOUNT_PARENT_CLOSED' },
    });
  });

  it('refuses a place deeper than ten levels below the root', async () => {
    const deps = createDirectoryDeps();
    let deepest = await opened(deps);
    for (let depth = 1; depth <= 10; depth += 1) {
      deepest = await opened(deps, { parentAccountId: deepest });
    }
    expect(await openAccount(deps, anOpenAccountInput({ parentAccountId: deepest }), aProvenance())).toMatchObject({
      rejection: { code: 'ACCOUNT_TREE_TOO_DEEP' },
    });
  });
});

describe('changing an account', () => {
  it('is no event when the form says what is so already, sealed fields included', async () => {
    const deps = createDirectoryDeps();
    const contact = { billingContactName: 'Ada Lovelace' };
    const id = await opened(deps, { contact });
    const changes = { accountName: 'Acme', paymentTerms: 'net_30' as const };
    const outcome = await changeAccount(deps, aChange(id, { changes, contact, parentAccountId: null }), aProvenance());
    expect(outcome).toMatchObject({ outcome: 'accepted', events: [], revision: 0 });
    expect(deps.eventStore.log()).toHaveLength(1);
  });

  it('keeps the sealed fields that the form does not mention', async () => {
    const deps = createDirectoryDeps();
    const id = await opened(deps, { contact: { billingContactName: 'Ada Lovelace', billingCity: 'London' } });
    const outcome = await changeAccount(deps, aChange(id, { contact: { billingCity: 'Paris' } }), aProvenance());
    expect(outcome).toMatchObject({ state: { contact: { billingContactName: 'Ada Lovelace', billingCity: 'Paris' } } });
    expect(deps.eventStore.typesOf(accountStream(TENANT, id))).toEqual(['AccountOpened', 'AccountContactChanged']);
  });

  it('loses no sealed field when two forms change different ones at once', async () => {
    const deps = createDirectoryDeps();
    const id = await opened(deps);
    await Promise.all([
      changeAccount(deps, aChange(id, { contact: { billingCity: 'Paris' } }), aProvenance()),
      changeAccount(deps, aChange(id, { contact: { billingContactName: 'Ada' } }), aProvenance()),
    ]);
    const outcome = await changeAccount(deps, aChange(id, {}), aProvenance());
    expect(outcome).toMatchObject({ state: { contact: { billingContactName: 'Ada', billingCity: 'Paris' } } });
  });

  it('still works after the key of the account was destroyed', async () => {
    const deps = createDirectoryDeps();
    const id = await opened(deps, { contact: { billingContactName: 'Ada Lovelace' } });
    deps.vault.destroyKey(id);
    const outcome = await changeAccount(deps, aChange(id, { changes: { creditHold: true } }), aProvenance());
    expect(outcome).toMatchObject({ state: { account: { creditHold: true }, contact: { billingContactName: null } } });
    const refilled = await changeAccount(deps, aChange(id, { contact: { billingCity: 'Paris' } }), aProvenance());
    expect(refilled).toMatchObject({ rejection: { code: 'ACCOUNT_CONTACT_ERASED' } });
  });

  it('makes a move of a changed parent, and only of a changed one', async () => {
    const deps = createDirectoryDeps();
    const [parent, id] = [await opened(deps), await opened(deps)];
    const change = aChange(id, { changes: { accountName: 'Below' }, parentAccountId: parent });
    const outcome = await changeAccount(deps, change, aProvenance());
    expect(outcome).toMatchObject({ state: { parentAccountId: parent, account: { accountName: 'Below' } } });
    await changeAccount(deps, change, aProvenance());
    expect(deps.eventStore.typesOf(accountTreeStream(TENANT))).toEqual(['AccountMoved']);
    expect(deps.eventStore.typesOf(accountStream(TENANT, id))).toEqual(['AccountOpened', 'AccountDetailsChanged']);
  });

  it('answers with a position that covers both streams', async () => {
    const deps = createDirectoryDeps();
    const [parent, id] = [await opened(deps), await opened(deps)];
    const outcome = await changeAccount(deps, aChange(id, { parentAccountId: parent }), aProvenance());
    expect(outcome).toMatchObject({ position: deps.eventStore.log().at(-1)?.position });
  });

  it('moves nothing when the other half of the form is refused', async () => {
    const deps = createDirectoryDeps();
    const [parent, id] = [await opened(deps), await opened(deps)];
    const changes = { creditLimit: amount('-1') };
    const outcome = await changeAccount(deps, aChange(id, { changes, parentAccountId: parent }), aProvenance());
    expect(outcome).toMatchObject({ rejection: { code: 'CREDIT_LIMIT_INVALID' } });
    expect(deps.eventStore.typesOf(accountTreeStream(TENANT))).toEqual([]);
  });

  it('is refused on a revision that is not the last one', async () => {
    const deps = createDirectoryDeps();
    const id = await opened(deps);
    await changeAccount(deps, aChange(id, { changes: { creditHold: true } }), aProvenance());
    const late = aChange(id, { changes: { accountName: 'Late' }, expectedRevision: 0 });
    expect(await changeAccount(deps, late, aProvenance())).toMatchObject({ rejection: { code: 'REVISION_MISMATCH' } });
  });

  it('is answered, not made again, when it is repeated on the revision that it was made on', async () => {
    const deps = createDirectoryDeps();
    const id = await opened(deps);
    const [change, command] = [aChange(id, { changes: { creditHold: true }, expectedRevision: 0 }), aProvenance()];
    await changeAccount(deps, change, command);
    expect(await changeAccount(deps, change, command)).toMatchObject({ outcome: 'accepted', revision: 1 });
  });

  it('goes on where it stopped when it fell between the move and the rest', async () => {
    const deps = createDirectoryDeps();
    const [parent, id] = [await opened(deps), await opened(deps)];
    const [change, command] = [aChange(id, { changes: { creditHold: true }, parentAccountId: parent }), aProvenance()];
    deps.eventStore.beforeAppend = (stream) => {
      if (stream.category === 'account') throw new Error('the power went');
    };
    await expect(changeAccount(deps, change, command)).rejects.toThrow('the power went');
    deps.eventStore.beforeAppend = undefined;
    const outcome = await changeAccount(deps, change, command);
    expect(outcome).toMatchObject({ state: { parentAccountId: parent, account: { creditHold: true } } });
    expect(deps.eventStore.typesOf(accountTreeStream(TENANT))).toEqual(['AccountMoved']);
  });

  it('finds no account of another tenant', async () => {
    const deps = createDirectoryDeps();
    const id = await opened(deps);
    const { tenantId } = aProvenance({ tenantId: newId() as typeof TENANT });
    expect(await changeAccount(deps, aChange(id, {}), aProvenance({ tenantId }))).toMatchObject({
      rejection: { code: 'ACCOUNT_NOT_FOUND' },
    });
  });
});

describe('closing an account', () => {
  it('names the open accounts below that stand in the way', async () => {
    const deps = createDirectoryDeps();
    const parent = await opened(deps, { accountName: 'Holding' });
    const child = await opened(deps, { accountName: 'Daughter', parentAccountId: parent });
    const refused = await closeAccount(deps, aClosing(parent), aProvenance());
    expect(refused).toMatchObject({
      rejection: { code: 'ACCOUNT_HAS_CHILDREN', message: expect.stringContaining('Daughter') },
    });
    await closeAccount(deps, aClosing(child), aProvenance());
    expect(await closeAccount(deps, aClosing(parent), aProvenance())).toMatchObject({
      state: { account: { status: 'closed', closedOn: '2026-03-01' } },
    });
  });

  it('believes the streams when the read model is behind', async () => {
    const deps = createDirectoryDeps();
    const parent = await opened(deps);
    const child = await opened(deps, { parentAccountId: parent });
    await changeAccount(deps, aChange(child, { parentAccountId: null }), aProvenance());
    const finders = { ...deps.finders, childrenOf: async () => [child] };
    expect(await closeAccount({ ...deps, finders }, aClosing(parent), aProvenance())).toMatchObject({
      outcome: 'accepted',
    });
  });

  it('names the contracts that still run, and believes their streams', async () => {
    const deps = createDirectoryDeps();
    const id = await opened(deps);
    const ends = async (number: string, changes: object) => {
      const contractId = newId() as ContractId;
      const event = drafted({ accountId: id, billToAccountId: id, ...changes });
      const facts = [{ ...event, data: { ...event.data, contractId, contractNumber: number } }, activated()];
      await deps.eventStore.append(contractStream(TENANT, contractId), NO_STREAM, facts, aProvenance());
      return contractId;
    };
    // Today is 1 March 2026; one has ended, one was found though it belongs to somebody else.
    const ended = await ends('C-ENDED', { endDate: '2026-02-28' });
    const others = await ends('C-OTHERS', { accountId: newId(), billToAccountId: newId() });
    deps.finders.contracts.set(id, [ended, others, await ends('C-RUNS', { accountId: newId() })]);
    const refused = await closeAccount(deps, aClosing(id), aProvenance());
    expect(refused).toMatchObject({ rejection: { code: 'ACCOUNT_HAS_CONTRACTS' } });
    expect(JSON.stringify(refused)).toMatch(/contracts: C-RUNS\./);
    deps.finders.contracts.set(id, [ended, others]);
    expect(await closeAccount(deps, aClosing(id), aProvenance())).toMatchObject({ outcome: 'accepted' });
  });
});
