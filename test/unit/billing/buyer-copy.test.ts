import { describe, expect, it } from 'vitest';
import { buyerCopy } from '../../../src/application/billing/buyer-copy.ts';
import { account } from '../../../src/domain/account/account.ts';
import type { AccountEvent, ContactPointId } from '../../../src/domain/account/events.ts';
import type { Account } from '../../../src/domain/account/state.ts';
import { accountOpened, anAccountId, createGlassVault } from '../../support/controls/accounts.ts';
import { TENANT } from '../../support/controls/provenance.ts';

const vault = createGlassVault();

async function anAccount(name: string, contact: object, country: string | null, ...events: AccountEvent[]) {
  const accountId = anAccountId(name);
  const sealed = Object.keys(contact).length === 0 ? null : await vault.seal(TENANT, accountId, contact);
  const opened = accountOpened({ accountId, contact: sealed, billingCountry: country });
  return [opened, ...events].reduce(account.evolve, account.initialState) as Account;
}

async function copied(buyer: Account, billTo: Account) {
  const { contact, country } = await buyerCopy(vault, TENANT, { buyer, billTo, year: 2026 });
  return { subject: contact?.subjectId, country, text: contact === null ? null : await vault.unseal(TENANT, contact) };
}

const GROUP = { billingContactName: 'Grace', billingAddressLine1: 'High Street 1', billingCity: 'London' };

describe('what a document says of its buyer', () => {
  it("is the buyer's own contact and address", async () => {
    const own = { billingContactName: 'Ada', billingCity: 'Berlin' };
    const [buyer, group] = [await anAccount('office', own, 'DE'), await anAccount('group', GROUP, 'GB')];
    expect(await copied(buyer, group)).toMatchObject({
      subject: `documents:${buyer.accountId}:2026`,
      country: 'DE',
      text: { billingContactName: 'Ada', billingAddressLine1: null, billingCity: 'Berlin' },
    });
  });

  it("is the bill-to's where the buyer has none, each for itself", async () => {
    const [buyer, group] = [
      await anAccount('office', { billingContactName: 'Ada' }, 'DE'),
      await anAccount('group', GROUP, 'GB'),
    ];
    expect(await copied(buyer, group)).toMatchObject({
      country: 'GB', // the address is there
      text: { billingContactName: 'Ada', billingAddressLine1: 'High Street 1', billingCity: 'London' },
    });
    const silent = await anAccount('silent', {}, null);
    expect(await copied(silent, group)).toMatchObject({ country: 'GB', text: { billingContactName: 'Grace' } });
  });

  it('is the primary address, with its country', async () => {
    const pointId = 'point' as ContactPointId;
    const sealed = await vault.seal(TENANT, 'contact:point', { line1: 'Ring 1', city: 'Wien' });
    const data = { pointId, form: 'address', kind: 'billing', country: 'AT', sealed } as const;
    const buyer = await anAccount(
      'office',
      { billingContactName: 'Ada', billingCity: 'Berlin' },
      'DE',
      { type: 'AccountContactPointAdded', data },
      { type: 'AccountContactPointPreferred', data: { form: 'address', kind: 'billing', pointId } },
    );
    expect(await copied(buyer, buyer)).toMatchObject({
      country: 'AT',
      text: { billingContactName: 'Ada', billingAddressLine1: 'Ring 1', billingCity: 'Wien' },
    });
  });

  it('is nothing where nobody has said anything', async () => {
    const silent = await anAccount('silent', {}, 'DE');
    expect(await copied(silent, silent)).toEqual({ subject: undefined, country: 'DE', text: null });
  });
});
