import { expect, test } from 'vitest';
import { controlRun, retryExceptions } from '../../../src/application/billing/control-run.ts';
import { execute } from '../../../src/application/execute.ts';
import { sellerStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import { seller } from '../../../src/domain/seller/seller.ts';
import { runState, wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

/** One buyer who is billed, and one who is exempt from tax, for which the seller has no rate yet. */
async function withAnException() {
  const world = await billingWorld();
  await world.contract({ account: await world.account('Acme') });
  const exempt = await world.contract({ account: await world.account('Exempt', { taxCategory: 'exempt' }) });
  const runId = await wholeRun(world, '2026-01-01');
  return { world, runId, exempt };
}

async function addExemptRate(world: BillingWorld): Promise<void> {
  const rate = {
    category: 'exempt' as const,
    ratePercent: zDecimalString.parse('0'),
    validFrom: civilDate('2020-01-01'),
    note: 'Exempt under § 4 UStG',
  };
  const stream = sellerStream(world.tenantId, SELLER);
  const { state } = await world.store.load(stream, seller);
  const rates = state.status === 'none' ? [] : state.taxRates;
  const command = { kind: 'changeTaxRates', taxRates: [...rates, rate] } as const;
  const outcome = await execute(world.store, seller, stream, command, world.by());
  expect(outcome.outcome).toBe('accepted');
}

const ALL = { contractIds: null, acceptGuard: null };

test('an exception that is tried again when its cause is gone is billed, on a document of its own', async () => {
  const { world, runId } = await withAnException();
  await addExemptRate(world);
  const command = world.by();
  expect(await retryExceptions(world.deps, { runId, ...ALL }, command)).toMatchObject({ outcome: 'accepted' });
  await retryExceptions(world.deps, { runId, ...ALL }, command); // sent twice
  await world.work();

  // 600.00 with 19 % and 600.00 without tax
  expect(world.register().map((each) => each.total)).toEqual(['714.00', '600.00']);
  const state = await runState(world, runId);
  expect(state).toMatchObject({ status: 'completed', chunks: [{ isRetry: false }, { isRetry: true }] });
  const completed = world.store
    .log()
    .flatMap(({ event }) => (event.type === 'BillingRunCompleted' ? [event.data] : []));
  expect(completed).toEqual([
    { documents: 1, nothingDue: 0, exceptions: 1 },
    { documents: 2, nothingDue: 0, exceptions: 0 },
  ]);
});

test('one that is tried in vain is an exception again', async () => {
  const { world, runId, exempt } = await withAnException();
  await retryExceptions(world.deps, { runId, contractIds: [exempt], acceptGuard: null }, world.by());
  await world.work();
  const state = await runState(world, runId);
  expect(state.status === 'none' ? null : state.chunks[1]?.result?.exceptions).toMatchObject([
    { contractId: exempt, code: 'TAX_RATE_MISSING' },
  ]);
  await retryExceptions(world.deps, { runId, ...ALL }, world.by());
  await world.work();
  expect(await runState(world, runId)).toMatchObject({ status: 'completed', chunks: [{}, {}, {}] });
});

test('without exceptions there is nothing to try, and an accepted one is none', async () => {
  const { world, runId, exempt } = await withAnException();
  const acceptedBy = { kind: 'user', id: 'anna' } as const;
  const accept = { kind: 'acceptException', contractId: exempt, reason: 'In dispute', acceptedBy } as const;
  expect(await controlRun(world.deps, { runId }, accept, world.by())).toMatchObject({ outcome: 'accepted' });
  expect(await retryExceptions(world.deps, { runId, ...ALL }, world.by())).toMatchObject({
    outcome: 'rejected',
    rejection: { code: 'BILLING_RUN_EXCEPTION_NOT_FOUND' },
  });
});
