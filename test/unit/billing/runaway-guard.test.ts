import { expect, test } from 'vitest';
import { retryExceptions } from '../../../src/application/billing/control-run.ts';
import { execute } from '../../../src/application/execute.ts';
import { sellerStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { ContractId } from '../../../src/domain/kernel/ids.ts';
import type { BillingGuard } from '../../../src/domain/seller/policies.ts';
import { seller } from '../../../src/domain/seller/seller.ts';
import { runState, wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

const anna = { kind: 'user', id: 'anna' } as const;

async function exceptionsOf(world: BillingWorld, runId: Parameters<typeof runState>[1]) {
  const state = await runState(world, runId);
  return state.status === 'none' ? [] : state.chunks.flatMap(({ result }) => result?.exceptions ?? []);
}

async function setGuard(world: BillingWorld, value: BillingGuard): Promise<void> {
  const policies = { billingGuard: [{ validFrom: civilDate('2020-01-01'), value }] };
  const change = {
    kind: 'change',
    changes: { policies },
    reason: 'Tried out',
    numbered: { invoice: [], credit_note: [] },
  } as const;
  const outcome = await execute(world.store, seller, sellerStream(world.tenantId, SELLER), change, world.by());
  expect(outcome.outcome).toBe('accepted');
}

async function seats(world: BillingWorld, contractId: ContractId, quantity: number, day: string) {
  const effectiveOn = civilDate(day);
  await world.on(contractId, { kind: 'adjustSeats', lineId: null, effectiveOn, quantity, reason: null });
}

test.each([
  // 10 seats × 20.00 × 3 months = 600.00 a quarter; ten times that is 6,000.00, which 100 seats come to
  [100, 0],
  [101, 1],
])('%i seats where ten were agreed: %i exceptions', async (quantity, held) => {
  const world = await billingWorld();
  const contractId = await world.contract();
  await wholeRun(world, '2026-01-01');
  await seats(world, contractId, quantity, '2026-04-01');
  const runId = await wholeRun(world, '2026-04-01');
  const exceptions = await exceptionsOf(world, runId);
  expect(exceptions).toHaveLength(held);
  expect(world.register()).toHaveLength(2 - held);
  if (held === 1) {
    // 101 × 60.00 = 6,060.00
    expect(exceptions[0]).toMatchObject({ contractId, code: 'CHARGES_OUT_OF_PROPORTION' });
    expect(exceptions[0]?.message).toContain(
      '6060.00 EUR for 1 billing period, more than 10 times the usual 600.00 EUR',
    );
  }
});

test('let pass with a reason, the charges are billed, and are usual from then on', async () => {
  const world = await billingWorld();
  const contractId = await world.contract();
  await wholeRun(world, '2026-01-01');
  await seats(world, contractId, 500, '2026-04-01');
  const runId = await wholeRun(world, '2026-04-01');
  await retryExceptions(world.deps, { runId, contractIds: null, acceptGuard: null }, world.by());
  await world.work();
  expect(world.register()).toHaveLength(1); // held again
  const acceptGuard = { reason: 'The whole group moved in', acceptedBy: anna };
  await retryExceptions(world.deps, { runId, contractIds: null, acceptGuard }, world.by());
  await world.work();
  await wholeRun(world, '2026-07-01');
  // 500 × 60.00, twice
  expect(world.register().map((each) => each.subtotal)).toEqual(['600.00', '30000.00', '30000.00']);
});

test('what several periods come to at once is measured by as many', async () => {
  const world = await billingWorld('2026-10-01');
  await world.contract({ billingIntervalMonths: 1 });
  await setGuard(world, { maxLines: 1_000, maxTimesUsual: zDecimalString.parse('1') });
  await wholeRun(world, '2026-10-01'); // ten months at once
  expect(world.register().map((each) => each.subtotal)).toEqual(['2000.00']);
});

test('more lines than a seller wants at once are held', async () => {
  const world = await billingWorld();
  await world.contract({ lines: 4 });
  await setGuard(world, { maxLines: 3, maxTimesUsual: zDecimalString.parse('10') });
  const exceptions = await exceptionsOf(world, await wholeRun(world, '2026-01-01'));
  expect(exceptions).toMatchObject([{ code: 'CHARGES_OUT_OF_PROPORTION' }]);
  expect(exceptions[0]?.message).toContain('4 lines at once, more than 3');
});

test('a guard that would hold what is usual is refused', async () => {
  const world = await billingWorld();
  const policies = {
    billingGuard: [
      { validFrom: civilDate('2020-01-01'), value: { maxLines: 5, maxTimesUsual: zDecimalString.parse('0.5') } },
    ],
  };
  const change = {
    kind: 'change',
    changes: { policies },
    reason: 'Tried out',
    numbered: { invoice: [], credit_note: [] },
  } as const;
  expect(await execute(world.store, seller, sellerStream(world.tenantId, SELLER), change, world.by())).toMatchObject({
    outcome: 'rejected',
    rejection: { code: 'POLICY_INVALID' },
  });
});
