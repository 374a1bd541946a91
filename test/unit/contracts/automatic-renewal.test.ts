import { beforeEach, describe, expect, test } from 'vitest';
import { planRun } from '../../../src/application/billing/plan-run.ts';
import { renewAutomatically } from '../../../src/application/contracts/renew-automatically.ts';
import { renewAllDueContracts } from '../../../src/application/contracts/renew-due-contracts.ts';
import { execute } from '../../../src/application/execute.ts';
import { contractStream, tenantStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { ContractId } from '../../../src/domain/kernel/ids.ts';
import { type TenantCommand, tenant } from '../../../src/domain/tenant/tenant.ts';
import { withdraw } from '../../support/amendments.ts';
import { startedRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld, type ContractShape } from '../../support/billing-world.ts';
import { amount } from '../../support/controls/accounts.ts';
import { acceptedOutcome } from '../../support/outcomes.ts';

/** 2026, quarterly in advance, 10 seats at 20.00 a month; notice until 1 December, 30 days before its last day. */
const RENEWING: ContractShape = { autoRenew: true, renewalNoticeDays: 30 };

let world: BillingWorld;
beforeEach(async () => {
  world = await billingWorld('2026-12-02');
});

const renewals = (id: ContractId) =>
  world.store
    .log()
    .filter(({ stream, event }) => stream.id === id && event.type === 'ContractRenewed')
    .map(({ event }) => {
      const { renewedOn, effectiveOn, endDate } = event.data as Record<string, string>;
      return [renewedOn, effectiveOn, endDate];
    });

const on = async (today: string): Promise<void> => {
  world.clock.set(`${today}T09:00:00.000Z`);
  await renewAllDueContracts(world.deps);
};

const set = async (command: TenantCommand): Promise<void> => {
  acceptedOutcome(await execute(world.store, tenant, tenantStream(world.tenantId), command, world.by()));
};

describe('the sweep', () => {
  test('renews once the last day of notice has passed, and no other contract', async () => {
    const renewing = await world.contract(RENEWING);
    const ending = await world.contract();
    await on('2026-12-01');
    expect(renewals(renewing)).toEqual([]);
    await on('2026-12-02');
    await on('2026-12-03');
    expect(renewals(renewing)).toEqual([['2026-12-02', '2027-01-01', '2027-12-31']]);
    expect(renewals(ending)).toEqual([]);
  });

  test('counts days where the seller is: midnight in Berlin comes an hour before midnight in UTC', async () => {
    const id = await world.contract(RENEWING);
    world.clock.set('2026-12-01T22:59:59.000Z');
    await renewAllDueContracts(world.deps);
    expect(renewals(id)).toEqual([]);
    world.clock.set('2026-12-01T23:00:00.000Z');
    await renewAllDueContracts(world.deps);
    expect(renewals(id)).toHaveLength(1);
  });

  test('catches up with all terms that nobody renewed', async () => {
    const id = await world.contract(RENEWING);
    // That of 2029 binds from 2 December 2028, 31 December 2028 − 30 days + 1.
    await on('2028-12-02');
    expect(renewals(id).map(([, from, to]) => [from, to])).toEqual([
      ['2027-01-01', '2027-12-31'],
      ['2028-01-01', '2028-12-31'],
      ['2029-01-01', '2029-12-31'],
    ]);
  });

  test('leaves what was withdrawn', async () => {
    const id = await world.contract(RENEWING);
    await on('2026-12-02');
    await world.on(id, withdraw(1, '2026-12-10'));
    await on('2026-12-11');
    expect(renewals(id)).toHaveLength(1);
    expect((await world.contractState(id)).serviceEnd).toBe('2027-01-01');
  });

  test('passes over a tenant that is suspended, and renews when it is resumed', async () => {
    const by = { kind: 'user', id: 'oidc:olga' } as const;
    await set({ kind: 'provision', tenantId: world.tenantId, name: 'Acme', fourEyes: true });
    const id = await world.contract(RENEWING);
    await set({ kind: 'suspend', by, reason: 'Unpaid' });
    await on('2026-12-02');
    expect(renewals(id)).toEqual([]);
    await set({ kind: 'resume', by, reason: 'Paid' });
    await on('2026-12-02');
    expect(renewals(id)).toHaveLength(1);
  });

  test('reports a contract that fails, and renews the others', async () => {
    const [broken, sound] = [await world.contract(RENEWING), await world.contract(RENEWING)];
    const load = world.store.load.bind(world.store);
    const reported: unknown[] = [];
    const failing: typeof world.store.load = async (stream, decider) => {
      if (stream.id === broken) throw new Error('The disk is gone');
      return load(stream, decider);
    };
    const found = [broken, sound].map((contractId) => ({ contractId, renewsOn: civilDate('2026-12-02') }));
    await renewAllDueContracts({
      ...world.deps,
      eventStore: Object.assign(Object.create(world.store), { load: failing }),
      finders: { ...world.deps.finders, contractsToRenew: async (_, __, after) => (after === null ? found : []) },
      reportFault: (_, about) => reported.push(about),
    });
    expect(reported).toEqual([{ contractId: broken }]);
    expect(renewals(sound)).toHaveLength(1);
  });
});

test('two workers at once record one renewal', async () => {
  const id = await world.contract(RENEWING);
  const renew = () => renewAutomatically(world.deps, world.tenantId, id);
  await Promise.all([renew(), renew(), renew()]);
  expect(renewals(id)).toHaveLength(1);
});

test('a billing run bills the term that follows by itself', async () => {
  world.clock.set('2027-01-01T09:00:00.000Z');
  const id = await world.contract(RENEWING);
  const runId = await startedRun(world, '2027-01-01');
  await planRun(world.deps, runId, world.by(runId));
  await world.work();
  // Four quarters of 2026, and the first of 2027: 10 × 20.00 × 3 each.
  const { claims } = await world.contractState(id);
  expect(claims.flatMap(({ charges }) => charges).map(({ periodStart, amount }) => [periodStart, amount])).toEqual([
    ['2026-01-01', '600.00'],
    ['2026-04-01', '600.00'],
    ['2026-07-01', '600.00'],
    ['2026-10-01', '600.00'],
    ['2027-01-01', '600.00'],
  ]);
});

test('the new term has the price that the contract says', async () => {
  const id = await world.contract({ ...RENEWING, renewalPrice: { kind: 'percent', percent: amount('2.5') } });
  await on('2026-12-02');
  const [line] = (await world.contractState(id)).lines;
  // 20 × 1.025.
  expect(line?.prices).toMatchObject([
    { effectiveOn: '2026-01-01', value: { unitPrice: '20' } },
    { effectiveOn: '2027-01-01', value: { unitPrice: '20.5' } },
  ]);
  expect(world.store.typesOf(contractStream(world.tenantId, id)).at(-1)).toBe('ContractRenewed');
});
