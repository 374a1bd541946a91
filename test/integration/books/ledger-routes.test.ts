import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ledgerRoutes } from '../../../src/api/routes/ledger/ledger-routes.ts';
import { decimal, ZERO } from '../../../src/domain/kernel/decimal.ts';
import { booksGroup } from '../../../src/projections/books/group.ts';
import { API_CONFIG, testApp } from '../../support/api.ts';
import { contractId, customerId, documentId, issued, sellerId } from '../../support/controls/documents.ts';
import { OTHER_TENANT, TENANT } from '../../support/controls/provenance.ts';
import { createMemoryFeed, type MemoryFeed } from '../../support/memory-feed.ts';
import { type Harness, startHarness } from '../projections/sample/projector-harness.ts';
import { bookStory } from './book-story.ts';

let harness: Harness;
let feed: MemoryFeed;
let app: FastifyInstance;
let positionBeforeCorrection: bigint;

beforeAll(async () => {
  harness = await startHarness();
  feed = createMemoryFeed();
  feed.append([
    ...issued({
      name: 'INV-1',
      seller: 'Alpha',
      buyer: 'Acme',
      issueDate: '2026-01-10',
      lines: [
        ['C-1', '600.00'],
        ['C-2', '400.00'],
      ],
      taxes: [['standard', '19', '190.00']],
    }),
    ...issued({
      name: 'INV-2',
      seller: 'Beta',
      buyer: 'Globex',
      issueDate: '2026-02-10',
      currency: 'JPY',
      lines: [['C-3', '5000']],
      taxes: [['standard', '10', '500']],
    }),
  ]);
  positionBeforeCorrection = feed.head;
  feed.append(
    issued({
      name: 'CN-1',
      type: 'credit_note',
      seller: 'Alpha',
      buyer: 'Acme',
      issueDate: '2026-02-20',
      lines: [['C-1', '100.00']],
      taxes: [['standard', '19', '19.00']],
    }),
  );
  feed.append(issued({ name: 'X-1', lines: [['C-9', '77.00']], taxes: [['zero', '0', '0.00']] }, OTHER_TENANT));
  harness.start(feed, [booksGroup]);
  await harness.arrivesAt(feed.head, 'books');
});
afterAll(() => harness.close());

beforeEach(async () => {
  app = await appOf(TENANT);
});

const appOf = (tenant: typeof TENANT) =>
  testApp({ pool: harness.database.pool('api'), config: { ...API_CONFIG, defaultTenantId: tenant } }, ledgerRoutes);

async function get(url: string, from = app) {
  const response = await from.inject({ url });
  return { status: response.statusCode, ...response.json() };
}

const account = (accountCode: string, debits: string, credits: string, balance: string) =>
  expect.objectContaining({ accountCode, debits, credits, balance });

describe('the trial balance', () => {
  test('has every account by currency, and balances', async () => {
    const { data } = await get('/api/ledger/trial-balance');
    expect(data).toMatchObject({ asOf: null, sellerId: null, position: String(feed.head), balanced: true });
    expect(data.currencies).toEqual([
      {
        currency: 'EUR',
        debits: '1309.00',
        credits: '1309.00',
        difference: '0.00',
        accounts: [
          account('1100', '1190.00', '119.00', '1071.00'),
          account('2100', '100.00', '1000.00', '-900.00'),
          account('2200', '19.00', '190.00', '-171.00'),
        ],
      },
      {
        currency: 'JPY',
        debits: '5500',
        credits: '5500',
        difference: '0',
        accounts: [
          account('1100', '5500', '0', '5500'),
          account('2100', '0', '5000', '-5000'),
          account('2200', '0', '500', '-500'),
        ],
      },
    ]);
    expect(data.currencies[0].accounts[0].accountName).toBe('Trade receivables');
  });

  test('counts up to a day, that day included', async () => {
    const balanceOn = async (day: string) => (await get(`/api/ledger/trial-balance?asOf=${day}`)).data.currencies;
    expect(await balanceOn('2026-01-09')).toEqual([]);
    expect(await balanceOn('2026-01-10')).toHaveLength(1);
    expect((await balanceOn('2026-02-19'))[0].accounts[0].balance).toBe('1190.00');
    expect((await balanceOn('2026-02-20'))[0].accounts[0].balance).toBe('1071.00');
  });

  test('of one seller', async () => {
    const { data } = await get(`/api/ledger/trial-balance?sellerId=${sellerId('Beta')}`);
    expect(data.currencies.map(({ currency }: { currency: string }) => currency)).toEqual(['JPY']);
  });

  test('as it was known at a position of the log', async () => {
    const then = await get(`/api/ledger/trial-balance?knownAt=${positionBeforeCorrection}`);
    expect(then.data).toMatchObject({ balanced: true, knownAt: String(positionBeforeCorrection) });
    expect(then.data.currencies[0].accounts).toEqual([
      account('1100', '1190.00', '0.00', '1190.00'),
      account('2100', '0.00', '1000.00', '-1000.00'),
      account('2200', '0.00', '190.00', '-190.00'),
    ]);
    expect((await get('/api/ledger/trial-balance?knownAt=1')).data.currencies).toEqual([]);
  });

  test('refuses what is no date, seller or position', async () => {
    const answer = await get('/api/ledger/trial-balance?asOf=2026-02-30&sellerId=me&knownAt=9999999999999999999&x=1');
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.error.details.validationErrors).sort()).toEqual(['asOf', 'knownAt', 'sellerId', 'x']);
  });

  test('shows the books of the tenant who asks', async () => {
    const other = await appOf(OTHER_TENANT);
    const { data } = await get('/api/ledger/trial-balance', other);
    expect(data.currencies).toMatchObject([{ currency: 'EUR', debits: '77.00' }]);
  });
});

describe('journal entries', () => {
  const descriptions = ({ data }: { data: { description: string }[] }) => data.map(({ description }) => description);

  test('are listed with their lines, the newest first', async () => {
    const answer = await get('/api/ledger/entries');
    expect(descriptions(answer)).toEqual(['Credit note CN-1', 'Invoice INV-2', 'Invoice INV-1']);
    expect(answer.paging.total).toBe(3);
    expect(answer.data[2]).toMatchObject({
      postedOn: '2026-01-10',
      amount: '1190.00',
      rule: 'invoice_issued',
      mappingVersion: 1,
      source: { category: 'invoice', streamId: documentId('INV-1'), revision: 1 },
      lines: [
        { lineNumber: 1, accountCode: '1100', side: 'debit', amount: '1190.00', customerAccountId: customerId('Acme') },
        { accountCode: '2100', side: 'credit', amount: '600.00', contractId: contractId('C-1') },
        { accountCode: '2100', side: 'credit', amount: '400.00', contractId: contractId('C-2') },
        { accountCode: '2200', accountName: 'Output tax, standard rate', side: 'credit', amount: '190.00' },
      ],
    });
  });

  test.each([
    ['postedOn[gte]=2026-02-01&sort=postedOn', ['Invoice INV-2', 'Credit note CN-1']],
    ['currency[eq]=JPY', ['Invoice INV-2']],
    [`sellerId[eq]=${sellerId('Alpha')}&sort=postedOn`, ['Invoice INV-1', 'Credit note CN-1']],
    ['rule[eq]=credit_note_issued', ['Credit note CN-1']],
    [`invoiceId[eq]=${documentId('INV-1')}`, ['Invoice INV-1']],
    [`contractId[eq]=${contractId('C-1')}`, ['Credit note CN-1', 'Invoice INV-1']],
    [`accountCode[eq]=2100&customerAccountId[eq]=${customerId('Globex')}`, ['Invoice INV-2']],
    [`accountCode[eq]=1100&contractId[eq]=${contractId('C-1')}`, []],
  ])('filtered by %s', async (filter, expected) => {
    expect(descriptions(await get(`/api/ledger/entries?${filter}`))).toEqual(expected);
  });

  test('page by cursor, also with a filter on lines', async () => {
    const url = '/api/ledger/entries?accountCode[eq]=1100&limit[eq]=2';
    const first = await get(url);
    expect(first.paging).toMatchObject({ total: 3, hasNext: true });
    const second = await get(`${url}&after=${first.paging.nextCursor}`);
    expect(descriptions(second)).toEqual(['Invoice INV-1']);
    expect(second.paging.hasNext).toBe(false);
  });

  test('refuse an account that the chart does not have', async () => {
    expect((await get('/api/ledger/entries?accountCode[eq]=9999')).status).toBe(400);
  });

  test('are found by id, by their tenant only', async () => {
    const { data } = await get('/api/ledger/entries');
    const url = `/api/ledger/entries/${data[0].id}`;
    expect((await get(url)).data).toEqual(data[0]);
    expect((await get(url, await appOf(OTHER_TENANT))).status).toBe(404);
  });
});

describe('the general ledger', () => {
  test('shows an account in order of posting with its running balance', async () => {
    const { data, paging } = await get('/api/ledger/accounts/1100/lines?currency=EUR');
    expect(data).toMatchObject([
      { postedOn: '2026-01-10', description: 'Invoice INV-1', side: 'debit', amount: '1190.00', balance: '1190.00' },
      { postedOn: '2026-02-20', description: 'Credit note CN-1', side: 'credit', amount: '119.00', balance: '1071.00' },
    ]);
    expect(paging).toMatchObject({ total: 2, hasNext: false, nextCursor: null });
  });

  test('begins with the balance before its first day', async () => {
    const { data } = await get('/api/ledger/accounts/2100/lines?currency=EUR&from=2026-02-01&to=2026-02-28');
    expect(data).toMatchObject([{ description: 'Credit note CN-1', amount: '100.00', balance: '-900.00' }]);
  });

  test('refuses a missing currency, an unknown account and a foreign cursor', async () => {
    expect((await get('/api/ledger/accounts/1100/lines')).error.details.validationErrors).toHaveProperty('currency');
    expect((await get('/api/ledger/accounts/9999/lines?currency=EUR')).status).toBe(400);
    const { paging } = await get('/api/ledger/accounts/2100/lines?currency=EUR&limit[eq]=1');
    const foreign = await get(`/api/ledger/accounts/1100/lines?currency=EUR&after=${paging.nextCursor}`);
    expect(foreign.error.code).toBe('CURSOR_INVALID');
  });
});

test('the chart of accounts', async () => {
  const { data } = await get('/api/ledger/accounts');
  expect(data[0]).toMatchObject({ code: '1000', name: 'Bank', type: 'asset', normalSide: 'debit' });
});

test('nobody reads the books without permission', async () => {
  const stranger = await testApp(
    {
      pool: harness.database.pool('api'),
      config: { ...API_CONFIG, authMode: 'required' },
      authenticate: async () => ({ tenantId: TENANT, actor: { kind: 'user', id: 'x' }, permissions: new Set() }),
    },
    ledgerRoutes,
  );
  for (const path of [
    'accounts',
    'accounts/1100/lines?currency=EUR',
    'trial-balance',
    'entries',
    `entries/${TENANT}`,
  ]) {
    expect((await get(`/api/ledger/${path}`, stranger)).error.code).toBe('FORBIDDEN');
  }
});

describe('with many documents', () => {
  beforeAll(async () => {
    feed.append(bookStory(200));
    await harness.arrivesAt(feed.head, 'books');
  });

  test('every currency balances on every day', async () => {
    for (const day of ['2026-01-15', '2026-03-31', '2026-12-31']) {
      const { data } = await get(`/api/ledger/trial-balance?asOf=${day}`);
      expect(data.balanced).toBe(true);
      expect(data.currencies).toHaveLength(4);
      for (const { difference, accounts } of data.currencies) {
        expect(decimal(difference).eq(ZERO)).toBe(true);
        const sum = accounts.reduce(
          (so_far: typeof ZERO, { balance }: { balance: string }) => so_far.plus(decimal(balance)),
          ZERO,
        );
        expect(sum.toFixed()).toBe('0');
      }
    }
  });

  test('the pages of an account follow each other, and end at the balance of the trial balance', async () => {
    const url = '/api/ledger/accounts/2100/lines?currency=EUR&limit[eq]=7';
    const seen: string[] = [];
    let balance = ZERO;
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof get>> = await get(cursor === null ? url : `${url}&after=${cursor}`);
      expect(page.paging.offset).toBe(seen.length);
      for (const line of page.data) {
        seen.push(`${line.postedOn} ${line.position.padStart(10, '0')} ${line.entryId} ${line.lineNumber}`);
        balance = balance.plus(decimal(line.side === 'debit' ? line.amount : `-${line.amount}`));
        expect(line.balance).toBe(balance.toFixed(2));
      }
      cursor = page.paging.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen.length).toBeGreaterThan(80);
    const { data } = await get('/api/ledger/trial-balance');
    const [euro] = data.currencies;
    expect(euro.accounts.find((one: { accountCode: string }) => one.accountCode === '2100').balance).toBe(
      balance.toFixed(2),
    );
  });
});
