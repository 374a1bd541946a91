import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discardDraft } from '../../../src/application/contracts/discard-draft.ts';
import { changeAccount } from '../../../src/application/directory/change-account.ts';
import { contractStream } from '../../../src/application/streams.ts';
import { importedId } from '../../../src/cli/import/dependencies.ts';
import { accountIdOf } from '../../../src/cli/import/import-account.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import type { ContractId } from '../../../src/domain/kernel/ids.ts';
import { createLogFinders } from '../../support/controls/directory.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';
import { importWorld } from './import-world.ts';

const ACCOUNTS = `reference,accountName,parentReference,currency,billingContactEmail,creditLimit
A-2,Alder Berlin,A-1,EUR,berlin@example.com,
A-1,Alder,,EUR,office@example.com,5000
A-3,Birch,,JPY,,
`;
const PRODUCTS = `sku,name,pricingModel,basePrice,currency,billingInterval,volumeTiers
SEAT,Seat,seat_based,10,EUR,monthly,
VOLUME,Storage,volume_tiered,,EUR,monthly,1-49: 12 | 50+: 10
FLAT,Support,flat_fee,1200.00,EUR,annual,
`;
const CONTRACTS = `contractNumber,accountReference,billToReference,sku,seats,seatPrice,contractValue,startDate,endDate,billingFrequency,status
C-1,A-2,A-1,SEAT,100,,,2026-01-31,2027-01-30,monthly,active
C-2,A-3,,,20,3000,,2026-01-01,2026-12-31,quarterly,active
C-3,A-1,,FLAT,,,,2026-01-01,2026-12-31,annual,active
C-4,A-1,,VOLUME,60,,,2026-01-01,2026-12-31,monthly,draft
C-5,A-1,,,,,120000,2026-01-01,2026-12-31,quarterly,active
`;
const CHANGES = `contractNumber,effectiveOn,kind,quantity,reason
C-1,2026-03-10,cancel,,Insolvent
C-1,2026-02-10,adjust_seats,120,New team
C-2,2026-02-15,adjust_seats,15,
`;
const ALL = { 'accounts.csv': ACCOUNTS, 'products.csv': PRODUCTS, 'contracts.csv': CONTRACTS, 'changes.csv': CHANGES };

let world: Awaited<ReturnType<typeof importWorld>>;
beforeEach(async () => {
  world = await importWorld();
});
afterEach(() => world.remove());

async function contractNumbered(contractNumber: string) {
  const id = importedId({ tenantId: TENANT }, 'contract', contractNumber) as ContractId;
  const { state } = await world.eventStore.load(contractStream(TENANT, id), contract);
  if (state.status === 'none') {
    throw new Error(`There is no contract ${contractNumber}`);
  }
  return state;
}

describe('an import', () => {
  it('takes in accounts, products, contracts and changes', async () => {
    const { counts, problems } = await world.import(ALL);
    expect(problems).toEqual([]);
    expect(counts).toEqual({ accounts: '3/0/0/0', products: '3/0/0/0', contracts: '5/0/0/0', changes: '3/0/0/0' });
  });

  it('puts accounts below their parents, in whatever order the file has them', async () => {
    await world.import(ALL);
    const opened = world.eventStore.log().filter(({ event }) => event.type === 'AccountOpened');
    const idOf = (reference: string) => accountIdOf({ tenantId: TENANT }, reference);
    expect(opened.map(({ event }) => event.data)).toMatchObject([
      { accountId: idOf('A-1'), parentAccountId: null, metadata: { reference: 'A-1' }, creditLimit: '5000.00' },
      { accountId: idOf('A-3'), parentAccountId: null },
      { accountId: idOf('A-2'), parentAccountId: idOf('A-1') },
    ]);
  });

  it('prices contracts by seat price, catalogue or value, and makes changes in order of their days', async () => {
    await world.import(ALL);
    const [c1, c2, c3, c4, c5] = await Promise.all(['C-1', 'C-2', 'C-3', 'C-4', 'C-5'].map(contractNumbered));
    expect(c1).toMatchObject({
      status: 'cancelled',
      serviceEnd: '2026-03-10',
      lines: [
        {
          prices: [{ value: { model: 'seat_based', unitPrice: '10' }, effectiveOn: '2026-01-31' }],
          quantities: [{ value: 100 }, { value: 120, effectiveOn: '2026-02-10' }],
        },
      ],
    });
    expect(c2).toMatchObject({
      terms: { currency: 'JPY' },
      lines: [{ prices: [{ value: { unitPrice: '3000', intervalMonths: 1 } }] }],
    });
    expect(c3).toMatchObject({
      lines: [{ quantities: [{ value: 1 }], prices: [{ value: { model: 'flat_fee', price: '1200.00' } }] }],
    });
    expect(c4).toMatchObject({ status: 'draft', lines: [{ price: null, quantity: 60 }] });
    expect(c5).toMatchObject({
      lines: [{ prices: [{ value: { model: 'flat_fee', price: '120000', intervalMonths: 12 } }] }],
    });
  });

  it('changes nothing when it is run again', async () => {
    await world.import(ALL);
    const events = world.businessEvents();
    const { counts, problems } = await world.import(ALL);
    expect(problems).toEqual([]);
    expect(counts).toEqual({ accounts: '0/3/0/0', products: '0/3/0/0', contracts: '0/5/0/0', changes: '0/3/0/0' });
    expect(world.businessEvents()).toBe(events);
  });

  it('goes on where it was stopped, wherever that was', async () => {
    const whole = await importWorld();
    await whole.import(ALL);
    const wanted = whole.eventStore
      .log()
      .map(({ stream, event }) => `${stream.category} ${event.type}`)
      .sort();
    await whole.remove();
    for (let appends = 1; appends < wanted.length; appends += 3) {
      const stopped = await importWorld();
      let rest = appends;
      stopped.eventStore.beforeAppend = () => {
        rest -= 1;
        if (rest < 0) throw new Error('the power went out');
      };
      await expect(stopped.import(ALL)).rejects.toThrow('the power went out');
      stopped.eventStore.beforeAppend = undefined;
      expect((await stopped.import(ALL)).problems).toEqual([]);
      const made = stopped.eventStore.log().map(({ stream, event }) => `${stream.category} ${event.type}`);
      expect(made.sort()).toEqual(wanted);
      await stopped.remove();
    }
  });
});

describe('a row that is there with other content', () => {
  it('is reported column by column, and nothing is overwritten', async () => {
    await world.import(ALL);
    const events = world.businessEvents();
    const { counts, problems } = await world.import({
      'accounts.csv': ACCOUNTS.replace('A-3,Birch,,JPY', 'A-3,Birch KK,A-1,JPY').replace('office@', 'invoices@'),
      'products.csv': PRODUCTS.replace('10,EUR', '11,EUR').replace('50+: 10', '50+: 9.50'),
      'contracts.csv': CONTRACTS.replace('20,3000', '25,3100').replace('A-2,A-1,SEAT', 'A-2,A-2,SEAT'),
      'changes.csv': CHANGES.replace('adjust_seats,120', 'adjust_seats,130'),
    });
    const mark = 'nothing was changed';
    expect(problems).toEqual([
      `accounts.csv, line 3, billingContactEmail: is "office@example.com" in the ledger, "invoices@example.com" in the file; ${mark}`,
      `accounts.csv, line 4, accountName: is "Birch" in the ledger, "Birch KK" in the file; ${mark}`,
      `accounts.csv, line 4, parentReference: is empty in the ledger, "A-1" in the file; ${mark}`,
      `products.csv, line 2, basePrice: is "10" in the ledger, "11" in the file; ${mark}`,
      expect.stringContaining('products.csv, line 3, volumeTiers: is [{"minQuantity":1'),
      `contracts.csv, line 2, billToReference: is "account ${accountIdOf({ tenantId: TENANT }, 'A-1')}" in the ledger, "A-2" in the file; ${mark}`,
      `contracts.csv, line 3, seats: is 20 in the ledger, 25 in the file; ${mark}`,
      `contracts.csv, line 3, seatPrice: is "3000" in the ledger, "3100" in the file; ${mark}`,
      `changes.csv, line 3, quantity: is 120 in the ledger, 130 in the file; ${mark}`,
    ]);
    expect(counts).toEqual({ accounts: '0/1/2/0', products: '0/1/2/0', contracts: '0/3/2/0', changes: '0/2/1/0' });
    expect(world.businessEvents()).toBe(events);
  });

  it('is one that somebody changed since', async () => {
    await world.import(ALL);
    const finders = createLogFinders(world.eventStore);
    await changeAccount(
      { ...world.deps, finders },
      {
        accountId: accountIdOf({ tenantId: TENANT }, 'A-1'),
        changes: { accountName: 'Alder Group' },
        contact: {},
        parentAccountId: undefined,
        reason: null,
        expectedRevision: undefined,
      },
      aProvenance(),
    );
    const { problems } = await world.import(ALL);
    expect(problems).toEqual([
      'accounts.csv, line 3, accountName: is "Alder Group" in the ledger, "Alder" in the file; nothing was changed',
    ]);
  });

  it('compares amounts as numbers', async () => {
    await world.import(ALL);
    const { problems } = await world.import({
      ...ALL,
      'accounts.csv': ACCOUNTS.replace('5000', '5000.000'),
      'products.csv': PRODUCTS.replace('1200.00', '1200'),
    });
    expect(problems).toEqual([]);
  });

  it('is no draft that the file calls active by now: that is activated', async () => {
    await world.import(ALL);
    const active = CONTRACTS.replace('monthly,draft', 'monthly,active');
    expect((await world.import({ ...ALL, 'contracts.csv': active })).counts.contracts).toBe('1/4/0/0');
    expect(await contractNumbered('C-4')).toMatchObject({ status: 'active' });
    expect((await world.import(ALL)).problems).toEqual([
      'contracts.csv, line 5, status: is "active" in the ledger, "draft" in the file; nothing was changed',
    ]);
  });
});

describe('a row that cannot go in', () => {
  it('takes what refers to it along, and says so; the others go in', async () => {
    const { counts, problems } = await world.import({
      'accounts.csv':
        'reference,accountName,parentReference,currency\nA,Ash,,EURO\nB,Beech,A,EUR\nC,Cedar,B,EUR\nD,Date,,EUR\n',
      'contracts.csv': `${CONTRACTS.split('\n')[0]}\nC-1,C,,,1,1,,2026-01-01,2026-12-31,monthly,active\nC-2,D,Z,,1,1,,2026-01-01,2026-12-31,monthly,active\nC-3,D,,NONE,1,,,2026-01-01,2026-12-31,monthly,active\nC-4,D,,,1,1,,2026-01-01,2026-12-31,monthly,active\n`,
      'changes.csv': 'contractNumber,effectiveOn,kind,quantity\nC-1,2026-02-01,cancel,\nC-9,2026-02-01,cancel,\n',
    });
    expect(problems).toEqual([
      'accounts.csv, line 2, currency: must be an active ISO 4217 currency code, such as EUR (it is "EURO")',
      'accounts.csv, line 3, parentReference: names "A", which was refused on line 2 of accounts.csv',
      'accounts.csv, line 4, parentReference: names "B", which was refused on line 3 of accounts.csv',
      'contracts.csv, line 2, accountReference: names "C", which was refused on line 4 of accounts.csv',
      'contracts.csv, line 3, billToReference: names no account: "Z" is neither in accounts.csv nor imported before',
      'contracts.csv, line 4, sku: names no product: "NONE" is neither in products.csv nor imported before',
      'changes.csv, line 2, contractNumber: names "C-1", which was refused on line 2 of contracts.csv',
      'changes.csv, line 3, contractNumber: names no contract: "C-9" is neither in contracts.csv nor imported before',
    ]);
    expect(counts).toEqual({ accounts: '1/0/0/3', contracts: '1/0/0/3', changes: '0/0/0/2' });
  });

  it('is one of a circle of parents', async () => {
    const { problems } = await world.import({
      'accounts.csv': 'reference,accountName,parentReference,currency\nA,Ash,B,EUR\nB,Beech,A,EUR\nC,Cedar,B,EUR\n',
    });
    expect(problems).toEqual([
      'accounts.csv, line 2, parentReference: leads back to the account itself: A → B → A',
      'accounts.csv, line 3, parentReference: leads back to the account itself: B → A → B',
      'accounts.csv, line 4, parentReference: leads into a circle: B → A → B',
    ]);
  });

  it('is told in the words of the business rule, at its column', async () => {
    await world.import(ALL);
    const { problems } = await world.import({
      'products.csv':
        'sku,name,pricingModel,currency,billingInterval,volumeTiers\nX,X,volume_tiered,EUR,monthly,5-9: 1 | 10+: 2\n',
      'contracts.csv': `${CONTRACTS.split('\n')[0]}\nC-6,A-3,,SEAT,1,,,2026-01-01,2026-12-31,monthly,active\nC-7,A-1,,SEAT,,,,2026-01-01,2026-12-31,monthly,active\nC-8,A-1,,,,,100,2026-01-01,2026-12-30,monthly,active\n`,
      'changes.csv':
        'contractNumber,effectiveOn,kind,quantity\nC-2,2027-02-01,adjust_seats,5\nC-4,2026-02-01,adjust_seats,5\n',
    });
    expect(problems).toEqual([
      'products.csv, line 2, volumeTiers: The product does not fit together: volumeTiers cannot be used: the first tier must start at 0 or 1, not 5.',
      'contracts.csv, line 2, sku: Seat is priced in EUR, and no price book has a price in JPY for 2026-01-01; set one there, or give the line a price of its own.',
      'contracts.csv, line 3, seats: is required: Seat is priced by quantity',
      expect.stringMatching(/^contracts.csv, line 4, endDate: The value cannot be spread over the term/),
      expect.stringMatching(/^changes.csv, line 2, effectiveOn: 2027-02-01 is outside the service of contract C-2/),
      expect.stringMatching(/^changes.csv, line 3: Contract C-4 is a draft; activate it first/),
    ]);
  });

  it('is one whose contract was discarded since', async () => {
    await world.import(ALL);
    const { contractId } = await contractNumbered('C-4');
    await discardDraft(world.deps, { contractId, reason: null, expectedRevision: undefined }, aProvenance());
    expect((await world.import(ALL)).problems).toEqual([
      'contracts.csv, line 5, contractNumber: C-4 was imported before and has been discarded since; choose another number',
    ]);
  });
});
