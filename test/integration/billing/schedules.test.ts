import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { sweepSchedules } from '../../../src/application/billing/sweep-schedules.ts';
import { createBillingFinders } from '../../../src/projections/billing/finders.ts';
import { type BillingApi, billingApi } from '../../support/billing-api.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

let tables: BillingDatabase;
let world: BillingWorld;
let api: BillingApi;

beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables.database.drop());

beforeEach(async () => {
  await tables.empty();
  world = await billingWorld('2026-01-15');
  api = await billingApi(world, tables);
});

const found = () =>
  createBillingFinders({
    pool: tables.database.pool('worker'),
    progress: { waitFor: async () => true },
  }).activeSchedules();

it('a schedule is set, found, started, paused, resumed and removed', async () => {
  const body = { sellerId: SELLER, name: 'Monthly', cron: '0 6 1 * *', leadDays: 2 };
  const set = await api.call('POST', '/api/billing/schedules', body);
  expect(set.status).toBe(201);
  const { id } = set.body.data;
  expect(set.body.data).toMatchObject({ status: 'active', timeZone: 'Europe/Berlin', scope: { kind: 'batch' } });
  expect(await found()).toEqual([{ tenantId: world.tenantId, scheduleId: id }]);

  world.clock.set('2026-02-01T06:00:00.000Z');
  await sweepSchedules(world.deps);
  await api.catchUp();
  const { data } = (await api.call('GET', `/api/billing/schedules/${id}`)).body;
  expect(data).toMatchObject({ lastOccurrence: '2026-02-01T05:00:00.000Z', leadDays: 2 });
  const runs = await api.call('GET', `/api/billing/runs?scheduleId[eq]=${id}`);
  expect(runs.body.data).toMatchObject([{ id: data.lastRunId, through: '2026-02-03', scheduleId: id }]);

  const verb = (name: string, sent?: object) => api.call('POST', `/api/billing/schedules/${id}/${name}`, sent);
  expect((await verb('pause', { reason: 'Wait' })).body.data).toMatchObject({ status: 'paused' });
  expect(await found()).toEqual([]);
  expect((await verb('resume')).body.data).toMatchObject({ status: 'active' });
  expect((await verb('remove', { reason: 'Over' })).body.data).toMatchObject({ status: 'removed' });
  expect((await verb('pause', { reason: 'Wait' })).body.error.code).toBe('BILLING_SCHEDULE_REMOVED');
  const listed = await api.call('GET', '/api/billing/schedules?status[eq]=removed');
  expect(listed.body.data).toMatchObject([{ id, statusReason: 'Over' }]);
  expect((await api.call('POST', '/api/billing/schedules', { ...body, cron: 'daily' })).status).toBe(400);
});
