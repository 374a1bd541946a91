import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { renewAllDueContracts } from '../../../src/application/contracts/renew-due-contracts.ts';
import type { RenewableContract } from '../../../src/application/ports/renewal-finders.ts';
import { createBillingFinders } from '../../../src/projections/billing/finders.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';
import { OTHER_TENANT } from '../../support/controls/provenance.ts';

let tables: BillingDatabase;
let world: BillingWorld;

beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables.database.drop());
beforeEach(async () => {
  await tables.empty();
  world = await billingWorld('2026-12-02');
});

const finders = () =>
  createBillingFinders({ pool: tables.database.pool('worker'), progress: { waitFor: async () => true } });

const toRenew = (now: string, after: RenewableContract | null = null, tenantId = world.tenantId) =>
  finders().contractsToRenew(tenantId, now, after);

describe('contracts to renew', () => {
  test('are those whose notice is over where their seller is, the most overdue first', async () => {
    const soon = await world.contract({ autoRenew: true, renewalNoticeDays: 30 }); // binds from 2 December 2026
    const long = await world.contract({ autoRenew: true, endDate: '2025-12-31', startDate: '2025-01-01' });
    await world.contract({ autoRenew: true }); // from 1 January 2027
    await world.contract();
    await tables.project(world.store.log());

    // 22:59 UTC is before midnight in Berlin, 23:00 is 2 December there.
    expect(await toRenew('2026-12-01T22:59:59.999Z')).toEqual([{ contractId: long, renewsOn: '2026-01-01' }]);
    const both = await toRenew('2026-12-01T23:00:00.000Z');
    expect(both).toEqual([
      { contractId: long, renewsOn: '2026-01-01' },
      { contractId: soon, renewsOn: '2026-12-02' },
    ]);
    expect(await toRenew('2026-12-02T12:00:00.000Z', both[0])).toEqual([both[1]]);
    expect(await toRenew('2026-12-02T12:00:00.000Z', both[1])).toEqual([]);
    expect(await toRenew('2026-12-02T12:00:00.000Z', null, OTHER_TENANT)).toEqual([]);
  });

  test('belong to the tenants that have any, whether something was billed or not', async () => {
    await world.contract();
    await tables.project(world.store.log());
    expect(await finders().renewingTenants()).toEqual([]);
    await world.contract({ autoRenew: true });
    await tables.empty();
    await tables.project(world.store.log());
    expect(await finders().renewingTenants()).toEqual([world.tenantId]);
  });

  test('are renewed by a sweep, and found no more once that is projected', async () => {
    const id = await world.contract({ autoRenew: true, renewalNoticeDays: 30 });
    await tables.project(world.store.log());
    const deps = { ...world.deps, finders: finders() };
    await renewAllDueContracts(deps);
    const projected = world.store.log();
    expect(projected.at(-1)).toMatchObject({ event: { type: 'ContractRenewed' }, stream: { id } });
    await renewAllDueContracts(deps); // the tables do not know of it yet
    expect(world.store.log()).toHaveLength(projected.length);
    await tables.empty();
    await tables.project(projected);
    expect(await toRenew('2026-12-02T12:00:00.000Z')).toEqual([]);
    expect(await tables.rows('SELECT renews_on, end_date, term_count FROM billing.contracts')).toEqual([
      { renews_on: '2027-12-02', end_date: '2027-12-31', term_count: 2 },
    ]);
  });
});
