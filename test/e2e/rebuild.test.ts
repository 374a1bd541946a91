import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFeed } from '../../src/eventstore/feed.ts';
import { createPool } from '../../src/platform/pools.ts';
import { PROJECTION_GROUPS } from '../../src/projections/groups.ts';
import { schemaDigest, type TableDigest } from '../../src/projections/runner/compare.ts';
import { type RebuildOptions, rebuildGroups } from '../../src/projections/runner/rebuild.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { type StackClient, stackClient } from '../support/stack-client.ts';
import { type Company, changeSeats, foundCompany } from './company.ts';

const QUIET = { info() {}, warn() {}, error() {} };
const TABLES_WITH_ROWS = {
  directory: ['accounts', 'account_closure', 'products', 'sellers'],
  billing: ['contracts', 'claims', 'charges', 'invoices', 'invoice_items', 'billing_runs', 'number_register'],
  books: ['journal_entries', 'journal_lines'],
};

describe('read models built anew from the log of a company that was billed', () => {
  let stack: Stack;
  let client: StackClient;
  let company: Company;
  let events: EventStoreDBClient;
  let owner: ReturnType<typeof createPool>;
  let pool: ReturnType<typeof createPool>;

  beforeAll(async () => {
    stack = await startStack({ workers: 1 });
    client = stackClient(stack);
    company = await foundCompany(client);
    await client.bill('2026-01-01');
    await changeSeats(client, company);
    await client.post(`/api/contracts/${company.contracts.later}/cancel`, { lastServiceDay: '2026-02-28' });
    await client.bill('2026-02-28');
    await client.patch(`/api/accounts/${company.accounts['Helios DACH']}`, {
      parentAccountId: company.accounts['Helios Tokyo'],
      billingContactName: 'Ada Byron',
    });
    events = EventStoreDBClient.connectionString(stack.eventStoreUrl);
    owner = createPool({ url: stack.databaseUrl, role: 'owner', max: 2 });
    pool = createPool({ url: stack.databaseUrl, role: 'projector', max: PROJECTION_GROUPS.length * 2 + 3 });
  });
  afterAll(async () => {
    await Promise.all([events?.dispose(), owner?.end(), pool?.end()]);
    await stack?.remove();
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') {
      process.stderr.write(stack.log().slice(-8_000));
    }
  });

  const rebuild = (options: RebuildOptions) => {
    const { signal } = new AbortController();
    return rebuildGroups(
      { feed: createFeed(events), owner, pool, log: QUIET, now: Date.now, signal },
      PROJECTION_GROUPS,
      options,
    );
  };

  async function digests(): Promise<Map<string, TableDigest>> {
    const all = new Map<string, TableDigest>();
    for (const { name } of PROJECTION_GROUPS) {
      for (const [table, digest] of await schemaDigest(pool, name)) {
        all.set(`${name}.${table}`, digest);
      }
    }
    return all;
  }

  test('there is something to compare', async () => {
    const live = await digests();
    for (const [group, tables] of Object.entries(TABLES_WITH_ROWS)) {
      for (const table of tables) {
        expect.soft(live.get(`${group}.${table}`)?.rows, `${group}.${table}`).toBeGreaterThan(0);
      }
    }
  });

  test('they equal the live ones, table by table', async () => {
    const live = await digests();
    const reports = await rebuild({ compare: true, swap: true });
    expect(reports.map(({ group, swapped, differences, halt }) => ({ group, swapped, differences, halt }))).toEqual(
      PROJECTION_GROUPS.map(({ name }) => ({ group: name, swapped: true, differences: [], halt: undefined })),
    );
    expect(await digests()).toEqual(live);
  });

  test('they equal the live ones also while commands come in and a run is billed', async () => {
    let isOver = false;
    let written = 0;
    const writing = (async () => {
      while (!isOver) {
        written += 1;
        await client.post('/api/accounts', { accountName: `Meanwhile ${written}`, accountType: 'startup' });
      }
    })();
    const billing = client.bill('2026-04-30');
    const reports = [...(await rebuild({ compare: true })), ...(await rebuild({ compare: true }))];
    isOver = true;
    await Promise.all([writing, billing]);

    for (const { group, swapped, differences, halt } of reports) {
      // Undefined: the live rows were elsewhere in the log at the one moment at which both could be compared.
      expect({ group, swapped, halt, differences: differences ?? [] }).toEqual({
        group,
        swapped: true,
        halt: undefined,
        differences: [],
      });
    }
    expect(written).toBeGreaterThan(0);
    // Nobody lost a row in the exchange, and all is equal once more when it is quiet.
    const found = await client.all('/api/accounts?accountName[like]=Meanwhile');
    expect(found).toHaveLength(written);
    const live = await digests();
    const quiet = await rebuild({ compare: true, swap: false });
    expect(quiet.map(({ differences }) => differences)).toEqual(PROJECTION_GROUPS.map(() => []));
    expect(await digests()).toEqual(live);
  });
});
