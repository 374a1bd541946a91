import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { mergeAccounts } from '../../../src/application/directory/merge-accounts.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { billingApi } from '../../support/billing-api.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { createGlassVault } from '../../support/controls/accounts.ts';
import { createLogFinders } from '../../support/controls/directory.ts';

let tables: BillingDatabase;
let world: BillingWorld;
let [holding, former, twin, survivor, branch] = [] as unknown as [
  AccountId,
  AccountId,
  AccountId,
  AccountId,
  AccountId,
];

/**
 * Twin stands below Former, with Branch below it; Survivor stands below Holding. Twin and Branch have ten seats at 20.00
 * a month each, billed quarterly: 600.00 net is 714.00 with 19 % tax each, issued on 1 January, due on 31 January. On 10
 * February Twin is merged into Survivor.
 */
beforeAll(async () => {
  tables = await billingDatabase();
  world = await billingWorld('2026-01-01');
  holding = await world.account('Holding');
  former = await world.account('Former');
  survivor = await world.account('Survivor', { parentAccountId: holding });
  twin = await world.account('Twin', { parentAccountId: former });
  branch = await world.account('Branch', { parentAccountId: twin });
  await world.contract({ account: twin, seats: 10, seatPrice: '20' });
  await world.contract({ account: branch, seats: 10, seatPrice: '20' });
  await startRun(world.deps, { sellerId: SELLER, through: civilDate('2026-01-01'), finalise: true }, world.by());
  await world.work();
  world.clock.set('2026-02-10T09:00:00.000Z');
  const deps = {
    eventStore: world.store,
    clock: world.clock,
    vault: createGlassVault(),
    finders: createLogFinders(world.store),
  };
  const input = { accountId: twin, intoAccountId: survivor, carryOver: false, reason: null };
  expect(await mergeAccounts(deps, input, world.by())).toMatchObject({ outcome: 'accepted' });
  await tables.project(world.store.log());
});
afterAll(() => tables?.database.drop());

async function rollup(id: AccountId, date: string) {
  const api = await billingApi(world, tables); // applications are closed after each test
  return (await api.call('GET', `/api/accounts/${id}/rollup?date=${date}`)).body.data.withDescendants;
}

describe('a roll-up after a merger', () => {
  it('shows the survivor what the other one has signed and owes, also from before', async () => {
    // Twin's own 714.00 as if it had always stood there; Branch moved on the day, and its debt stays where it was billed.
    expect(await rollup(survivor, '2026-02-10')).toMatchObject({
      accounts: 2, // Survivor and Branch: Twin and Survivor are one
      currencies: [{ activeContracts: 2, seats: 20, billed: '714.00', overdue: '714.00' }],
    });
    expect(await rollup(holding, '2026-02-10')).toMatchObject({
      accounts: 3,
      currencies: [{ activeContracts: 2, billed: '714.00' }],
    });
  });

  it('shows it for the days before, too', async () => {
    expect(await rollup(survivor, '2026-01-31')).toMatchObject({
      accounts: 2, // Twin was counted until the day before
      currencies: [{ activeContracts: 1, seats: 10, billed: '714.00', overdue: '0.00' }],
    });
  });

  it('takes it from where it stood, but for what moved along', async () => {
    expect(await rollup(former, '2026-02-10')).toMatchObject({
      accounts: 1,
      currencies: [{ activeContracts: 0, billed: '714.00' }], // Branch's, billed while it stood there
    });
  });
});
