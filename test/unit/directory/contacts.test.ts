import { describe, expect, it } from 'vitest';
import { draftContract } from '../../../src/application/contracts/draft-contract.ts';
import { changeAccount } from '../../../src/application/directory/change-account.ts';
import { addContactPoint, changeContactPoint } from '../../../src/application/directory/contact-points.ts';
import { type OpenAccountInput, openAccount } from '../../../src/application/directory/open-account.ts';
import type { PlacedAccountOutcome } from '../../../src/application/directory/placed-account.ts';
import { billToOf, setBillTo } from '../../../src/application/directory/set-bill-to.ts';
import { accountStream } from '../../../src/application/streams.ts';
import type { ContactPointId } from '../../../src/domain/account/events.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { anOpenAccountInput } from '../../support/controls/accounts.ts';
import { aDraftInput, contractWorld } from '../../support/controls/contracts.ts';
import { createDirectoryDeps } from '../../support/controls/directory.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';
import { rejectionOf } from '../../support/outcomes.ts';

type Deps = ReturnType<typeof createDirectoryDeps>;

async function opened(deps: Deps, input: Partial<OpenAccountInput> = {}): Promise<AccountId> {
  const outcome = await openAccount(deps, anOpenAccountInput(input), aProvenance());
  if (outcome.outcome === 'rejected') throw new Error(outcome.rejection.message);
  return outcome.state.account.accountId;
}
function stateOf(outcome: PlacedAccountOutcome) {
  if (outcome.outcome === 'rejected') throw new Error(outcome.rejection.message);
  return outcome.state;
}

const ADA = {
  billingContactName: 'Ada',
  billingContactEmail: 'ada@example.com',
  primaryContactEmail: 'hq@example.com',
};

describe('the billing fields of the form', () => {
  const bob = { form: 'contact', kind: 'billing', text: { name: 'Bob', phone: '+43 1' } } as const;
  const vienna = { form: 'address', kind: 'billing', country: 'AT', text: { line1: 'Ring 1', city: 'Wien' } } as const;
  const patch = (accountId: AccountId, contact: object, changes: object = {}) => ({
    accountId,
    changes,
    contact,
    parentAccountId: undefined,
    reason: null,
    expectedRevision: undefined,
  });

  it('show the primary contact and the primary address, wherever they stand', async () => {
    const deps = createDirectoryDeps();
    const accountId = await opened(deps, { contact: ADA });
    const on = { accountId, expectedRevision: undefined };
    await addContactPoint(deps, { ...on, ...bob, isPrimary: true }, aProvenance());
    const { contact } = stateOf(await addContactPoint(deps, { ...on, ...vienna }, aProvenance()));
    expect(contact).toEqual({
      primaryContactEmail: 'hq@example.com',
      billingContactName: 'Bob',
      billingContactEmail: null,
      billingContactPhone: '+43 1',
      // The form had no address, so the first one that was added is the primary.
      billingAddressLine1: 'Ring 1',
      billingAddressLine2: null,
      billingCity: 'Wien',
      billingState: null,
      billingPostalCode: null,
    });
  });

  it('keep what they had when another one is added and not chosen', async () => {
    const deps = createDirectoryDeps();
    const accountId = await opened(deps, { contact: ADA });
    const added = await addContactPoint(deps, { accountId, expectedRevision: undefined, ...bob }, aProvenance());
    expect(stateOf(added).contact.billingContactName).toBe('Ada');
  });

  it('change what they show', async () => {
    const deps = createDirectoryDeps();
    const accountId = await opened(deps, { contact: ADA });
    const on = { accountId, expectedRevision: undefined };
    await addContactPoint(deps, { ...on, ...bob, isPrimary: true }, aProvenance());
    await addContactPoint(deps, { ...on, ...vienna, isPrimary: true }, aProvenance());
    const before = deps.eventStore.typesOf(accountStream(TENANT, accountId)).length;
    const wanted = { billingContactName: 'Bob B.', billingCity: 'Wien', primaryContactEmail: 'hq@example.com' };
    const changed = await changeAccount(deps, patch(accountId, wanted, { billingCountry: 'CH' }), aProvenance());
    expect(stateOf(changed).contact).toMatchObject({ billingContactName: 'Bob B.', billingContactPhone: '+43 1' });
    expect(deps.eventStore.typesOf(accountStream(TENANT, accountId)).slice(before)).toEqual([
      'AccountContactPointChanged', // the name; the city is as it was
      'AccountContactPointChanged', // the country
    ]);
    expect(stateOf(changed).account.contactPoints).toMatchObject([{ country: null }, { country: 'CH' }]);
  });
});

describe('a contact of its own', () => {
  it('can be forgotten alone', async () => {
    const deps = createDirectoryDeps();
    const accountId = await opened(deps, { contact: ADA });
    const on = { accountId, expectedRevision: undefined };
    const provenance = aProvenance();
    const bob = { ...on, form: 'contact', kind: 'billing', text: { name: 'Bob' }, isPrimary: true } as const;
    await addContactPoint(deps, bob, provenance);
    deps.vault.destroyKey(`contact:${provenance.commandId}`);
    const pointId = provenance.commandId as ContactPointId;
    const change = { ...on, form: 'contact', pointId, text: { name: 'Bo' } } as const;
    expect(rejectionOf(await changeContactPoint(deps, change, aProvenance())).code).toBe('ACCOUNT_CONTACT_ERASED');
    const form = { ...change, pointId: accountId as string as ContactPointId, text: {}, isPrimary: true };
    const { contact } = stateOf(await changeContactPoint(deps, form, aProvenance()));
    expect(contact.billingContactName).toBe('Ada'); // whose key is another one
  });

  it('says something, and is changed by its own route', async () => {
    const deps = createDirectoryDeps();
    const accountId = await opened(deps, { contact: ADA });
    const on = { accountId, expectedRevision: undefined };
    const empty = { ...on, form: 'contact', kind: 'legal', text: { name: null } } as const;
    expect(rejectionOf(await addContactPoint(deps, empty, aProvenance())).code).toBe('CONTACT_POINT_EMPTY');
    const pointId = accountId as string as ContactPointId;
    const ofForm = { ...on, form: 'contact', pointId, text: { name: 'Eve' } } as const;
    expect(rejectionOf(await changeContactPoint(deps, ofForm, aProvenance())).code).toBe('CONTACT_POINT_OF_FORM');
  });
});

describe('a contract that names no bill-to', () => {
  it('takes the one of the account on the day on which it starts', async () => {
    const world = await contractWorld();
    const deps = { ...createDirectoryDeps(), eventStore: world.deps.eventStore };
    const group = await world.open('Group');
    const office = await world.open('Office', { parentAccountId: group });
    const setting = { accountId: office, billTo: { kind: 'parent' }, reason: null } as const;
    await setBillTo(deps, { ...setting, effectiveOn: civilDate('2026-02-01') }, aProvenance());
    expect(await billToOf(deps.eventStore, TENANT, office, civilDate('2026-01-31'))).toBe(office);
    const draft = (contractNumber: string, startDate: string) =>
      draftContract(
        world.deps,
        aDraftInput({
          accountId: office,
          contractNumber,
          startDate: civilDate(startDate),
          endDate: civilDate('2027-12-31'),
        }),
        aProvenance(),
      );
    expect(await draft('C-1', '2026-01-01')).toMatchObject({ state: { terms: { billToAccountId: office } } });
    expect(await draft('C-2', '2026-03-01')).toMatchObject({ state: { terms: { billToAccountId: group } } });
  });

  it('stands on no account that takes none', async () => {
    const world = await contractWorld();
    const suspended = await world.open('Suspended', { status: 'suspended' });
    const rejection = rejectionOf(
      await draftContract(world.deps, aDraftInput({ accountId: suspended }), aProvenance()),
    );
    expect(rejection).toMatchObject({ code: 'ACCOUNT_NOT_ACTIVE', fields: { accountId: 'takes no new contracts' } });
  });
});
