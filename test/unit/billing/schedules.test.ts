import { expect, test } from 'vitest';
import { changeSchedule, type SetSchedule, setSchedule } from '../../../src/application/billing/schedules.ts';
import { sweepSchedules } from '../../../src/application/billing/sweep-schedules.ts';
import type { RunRequest } from '../../../src/domain/billing-run/state.ts';
import { startedRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

const MONTHLY: SetSchedule = {
  sellerId: SELLER,
  name: 'First of the month',
  cron: '0 6 1 * *',
  timeZone: null, // Europe/Berlin, where the seller is
  scope: { kind: 'batch' },
  grouping: 'account_setting',
  finalise: true,
  staggerDays: 0,
  leadDays: 0,
};

async function scheduled(changes: Partial<SetSchedule> = {}) {
  const world = await billingWorld('2026-01-15');
  await world.contract({ billingIntervalMonths: 1 });
  const set = await setSchedule(world.deps, { ...MONTHLY, ...changes }, world.by());
  if (set.outcome === 'rejected') {
    throw new Error(set.rejection.message);
  }
  return { world, scheduleId: set.state.settings.scheduleId };
}

function runsOf(world: BillingWorld) {
  return world.store
    .log()
    .flatMap(({ event }) => (event.type === 'BillingRunStarted' ? [event.data as RunRequest] : []));
}

async function sweepAt(world: BillingWorld, moment: string): Promise<void> {
  world.clock.set(moment);
  await sweepSchedules(world.deps);
  await world.work();
}

test('a run is started when its hour has come where the seller is, once, whoever looks', async () => {
  const { world, scheduleId } = await scheduled({ leadDays: 3 });
  await sweepAt(world, '2026-02-01T04:59:59.000Z'); // 05:59:59 in Berlin
  expect(runsOf(world)).toEqual([]);
  world.clock.set('2026-02-01T05:00:00.000Z');
  await Promise.all([sweepSchedules(world.deps), sweepSchedules(world.deps)]);
  await sweepAt(world, '2026-02-01T05:00:10.000Z');
  expect(runsOf(world)).toMatchObject([{ scheduleId, through: '2026-02-04', scope: { kind: 'batch' } }]);
  await sweepAt(world, '2026-03-01T05:00:00.000Z');
  expect(runsOf(world)).toHaveLength(2);
});

test('after a time in which nothing ran, the latest occurrence is made up for, with its horizon', async () => {
  const { world } = await scheduled();
  await sweepAt(world, '2026-04-20T12:00:00.000Z');
  await sweepAt(world, '2026-04-20T12:00:10.000Z');
  expect(runsOf(world)).toMatchObject([{ through: '2026-04-01' }]);
  // January to April at 10 seats × 20.00
  expect(world.register().map((each) => each.subtotal)).toEqual(['800.00']);
});

test('an occurrence waits for the run that has the seller', async () => {
  const { world } = await scheduled();
  world.clock.set('2026-02-01T04:00:00.000Z');
  await startedRun(world, '2026-01-31');
  const other = world.waiting.splice(0);
  world.clock.set('2026-02-01T06:00:00.000Z');
  await sweepSchedules(world.deps);
  expect(runsOf(world)).toHaveLength(1);
  world.waiting.push(...other);
  await world.work();
  await sweepAt(world, '2026-02-01T06:00:10.000Z');
  expect(runsOf(world).map(({ through }) => through)).toEqual(['2026-01-31', '2026-02-01']);
});

test('whoever falls between the run and its record meets the same run', async () => {
  const { world } = await scheduled();
  world.clock.set('2026-02-01T06:00:00.000Z');
  world.store.beforeAppend = (_stream, [event]) => {
    if (event?.type === 'OccurrenceStarted') {
      world.store.beforeAppend = undefined;
      throw new Error('killed');
    }
  };
  await expect(sweepSchedules(world.deps)).rejects.toThrow('killed'); // here a fault is thrown on
  await world.work();
  await sweepAt(world, '2026-02-01T06:00:10.000Z');
  await sweepAt(world, '2026-02-01T06:00:20.000Z');
  expect(runsOf(world)).toHaveLength(1);
});

test('paused, it starts nothing; the clock that goes back an hour does not start it twice', async () => {
  const { world, scheduleId } = await scheduled({ cron: '30 2 25 10 *' });
  const change = (kind: 'pause' | 'resume') =>
    changeSchedule(world.deps, { scheduleId }, kind === 'pause' ? { kind, reason: 'Wait' } : { kind }, world.by());
  // 25 October 2026: 02:30 comes twice in Berlin, at 00:30 and 01:30 UTC
  for (const moment of ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z', '2026-10-25T02:00:00.000Z']) {
    await sweepAt(world, moment);
  }
  expect(runsOf(world)).toHaveLength(1);
  await change('pause');
  await sweepAt(world, '2027-10-26T00:00:00.000Z');
  await change('resume');
  await sweepAt(world, '2027-10-26T01:00:00.000Z');
  expect(runsOf(world)).toHaveLength(1);
});

test.each([
  [{ cron: 'every day' }, 'CRON_INVALID'],
  [{ cron: '0 0 0 1 * *' }, 'CRON_INVALID'],
  [{ cron: '61 0 1 * *' }, 'CRON_INVALID'],
  [{ timeZone: 'Europe/Atlantis' }, 'TIME_ZONE_UNKNOWN'],
])('%j is refused: %s', async (changes, code) => {
  const world = await billingWorld();
  expect(await setSchedule(world.deps, { ...MONTHLY, ...changes }, world.by())).toMatchObject({
    outcome: 'rejected',
    rejection: { code },
  });
});

test('a time that a spring night leaves out is the next moment that there is', async () => {
  const { world } = await scheduled({ cron: '30 2 * * *' });
  await sweepAt(world, '2026-03-28T12:00:00.000Z');
  // 29 March 2026: after 01:59:59 comes 03:00 in Berlin
  await sweepAt(world, '2026-03-29T12:00:00.000Z');
  expect(runsOf(world).map(({ through }) => through)).toEqual(['2026-03-28', '2026-03-29']);
});
