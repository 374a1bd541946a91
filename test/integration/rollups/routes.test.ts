import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { newId } from '../../../src/application/derived-ids.ts';
import { moveAccount } from '../../../src/application/directory/move-account.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { billingApi } from '../../support/billing-api.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { createLogFinders } from '../../support/controls/directory.ts';

let tables: BillingDatabase;
let world: BillingWorld;
let [holding, rival, berlin, paris] = [] as unknown as [AccountId, AccountId, AccountId, AccountId];

/**
 * Berlin stands below Holding, with ten seats at 20.00 a month for 2026, billed quarterly: 600.00 net is 714.00 with
 * 19 % tax, issued on 1 January, due on 31 January. On 10 February Berlin goes over to Rival. From 1 April on it has 15
 * seats: 10 × 20.00 × 3 + 15 × 20.00 × 9 = 3,300.00 over the year.
 */
beforeAll(async () => {
  tables = await billingDatabase();
  world = await billingWorld('2026-01-01');
  holding = await world.account('Holding');
  rival = await world.account('Rival');
  paris = await world.account('Paris', { parentAccountId: holding });
  berlin = await world.account('Berlin', { parentAccountId: holding });
  const contractId = await world.contract({ account: berlin, seats: 10, seatPrice: '20' });
  await startRun(world.deps, { sellerId: SELLER, through: civilDate('2026-01-01'), finalise: true }, world.by());
  await world.work();
  world.clock.set('2026-02-10T09:00:00.000Z');
  await moveAccount(
    { eventStore: world.store, clock: world.clock, finders: createLogFinders(world.store) },
    { accountId: berlin, toParentId: rival, reason: null },
    world.by(),
  );
  await world.on(contractId, {
    kind: 'adjustSeats',
    lineId: null,
    quantity: 15,
    effectiveOn: civilDate('2026-04-01'),
    reason: null,
  });
  await tables.project(world.store.log());
});
afterAll(() => tables?.database.drop());

async function get(path: string) {
  const api = await billingApi(world, tables); // applications are closed after each test
  return api.call('GET', `/api/accounts/${path}`);
}

const rollup = async (id: string, date: string) => (await get(`${id}/rollup?date=${date}`)).body.data;
const euros = (figures: object) => ({ currency: 'EUR', paid: '0.00', ...figures });
const nothing = { activeContracts: 0, committedValue: '0.00', seats: 0 };
const sold = { activeContracts: 1, committedValue: '3300.00' };

describe('a roll-up', () => {
  it('sums up what stands below an account on the day; overdue is what was due the day before', async () => {
    expect(await rollup(holding, '2026-01-31')).toMatchObject({
      own: { accounts: 1, currencies: [] },
      withDescendants: {
        accounts: 3,
        currencies: [euros({ ...sold, seats: 10, billed: '714.00', overdue: '0.00' })],
      },
    });
    expect((await rollup(holding, '2026-02-01')).withDescendants.currencies).toEqual([
      euros({ ...sold, seats: 10, billed: '714.00', overdue: '714.00' }),
    ]);
  });

  it('leaves debt where it was billed when an account moves, and takes contracts and seats along', async () => {
    expect((await rollup(holding, '2026-04-01')).withDescendants).toEqual({
      accounts: 2,
      currencies: [euros({ ...nothing, billed: '714.00', overdue: '714.00' })],
    });
    expect((await rollup(rival, '2026-04-01')).withDescendants).toEqual({
      accounts: 2,
      currencies: [euros({ ...sold, seats: 15, billed: '0.00', overdue: '0.00' })],
    });
    expect((await rollup(rival, '2026-02-09')).withDescendants).toEqual({ accounts: 1, currencies: [] });
    // The debtor's own figures know no tree.
    expect((await rollup(berlin, '2026-04-01')).own.currencies).toEqual([
      euros({ ...sold, seats: 15, billed: '714.00', overdue: '714.00' }),
    ]);
  });

  it('is asked for today unless a day is given: 10 February, before there are more seats', async () => {
    const { body } = await get(`${rival}/rollup`);
    expect(body.data).toMatchObject({ accountId: rival, date: '2026-02-10' });
    expect(body.data.withDescendants.currencies).toMatchObject([{ seats: 10 }]);
  });

  it('knows the day after the last one, and the years before anything was', async () => {
    const { own } = await rollup(berlin, '2027-01-01');
    expect(own.currencies).toEqual([euros({ ...nothing, billed: '714.00', overdue: '714.00' })]);
    expect((await rollup(holding, '2019-01-01')).withDescendants).toEqual({ accounts: 0, currencies: [] });
  });

  it('is refused for an account that never was, and for a day that does not exist', async () => {
    expect((await get(`${newId()}/rollup`)).status).toBe(404);
    expect((await get(`${holding}/rollup?date=2026-02-30`)).status).toBe(400);
  });
});

describe('roll-ups of children', () => {
  it('come by name, in pages, as they stood on the day', async () => {
    const first = (await get(`${holding}/rollup/children?date[eq]=2026-01-31&limit[eq]=1`)).body;
    expect(first.data).toMatchObject([
      { accountId: berlin, accountName: 'Berlin', withDescendants: { accounts: 1, currencies: [{ seats: 10 }] } },
    ]);
    expect(first.paging).toMatchObject({ total: 2, hasNext: true });
    const next = `${holding}/rollup/children?date[eq]=2026-01-31&limit[eq]=1&after=${first.paging.nextCursor}`;
    expect((await get(next)).body.data).toMatchObject([{ accountId: paris, own: { currencies: [] } }]);
    const later = (await get(`${holding}/rollup/children?date[eq]=2026-02-10`)).body;
    expect(later.data).toMatchObject([{ accountId: paris }]);
    expect((await get(`${rival}/rollup/children?date[eq]=2026-02-10`)).body.data).toMatchObject([
      { accountId: berlin },
    ]);
  });

  it('are refused for an account that never was', async () => {
    expect((await get(`${newId()}/rollup/children`)).status).toBe(404);
  });
});
