import { expect, test } from 'vitest';
import { billChunk } from '../../../src/application/billing/bill-chunk.ts';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { runStream } from '../../../src/application/streams.ts';
import { billingRun } from '../../../src/domain/billing-run/billing-run.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

const through = civilDate('2026-01-01');

async function start(world: BillingWorld, day = through) {
  const started = await startRun(world.deps, { sellerId: SELLER, through: day, finalise: true }, world.by());
  if (started.outcome === 'rejected') {
    throw new Error(started.rejection.message);
  }
  return started.runId;
}

async function runState(world: BillingWorld, runId: Awaited<ReturnType<typeof start>>) {
  return (await world.store.load(runStream(world.tenantId, runId), billingRun)).state;
}

test('a run bills every contract once and numbers the invoices without a gap', async () => {
  const world = await billingWorld();
  for (const name of ['Acme', 'Borealis', 'Cygnus']) {
    await world.contract({ account: await world.account(name) });
  }
  const runId = await start(world);
  await world.work();

  const register = world.register();
  expect(register.map((each) => each.invoiceNumber)).toEqual(['INV-2026-000001', 'INV-2026-000002', 'INV-2026-000003']);
  // 10 seats × 20.00 a month × 3 months = 600.00; 19 % of it = 114.00
  expect(register.map(({ subtotal, tax, total }) => [subtotal, tax, total])).toEqual(
    Array.from({ length: 3 }, () => ['600.00', '114.00', '714.00']),
  );
  expect(register[0]).toMatchObject({ issueDate: '2026-01-01', dueDate: '2026-01-31' });
  expect(await runState(world, runId)).toMatchObject({ status: 'completed' });
});

test('a second run finds nothing left', async () => {
  const world = await billingWorld();
  await world.contract();
  await start(world);
  await world.work();
  const again = await start(world);
  await world.work();

  expect(world.register()).toHaveLength(1);
  const state = await runState(world, again);
  expect(state.status === 'none' ? null : state.chunks[0]?.result).toMatchObject({ documents: [], nothingDue: 1 });
});

test('contracts of one buyer with the same terms stand on one invoice; another order makes another invoice', async () => {
  const world = await billingWorld();
  const account = await world.account('Acme');
  await world.contract({ account });
  await world.contract({ account, seats: 5 });
  await world.contract({ account, purchaseOrderNumber: 'PO-7' });
  await start(world);
  await world.work();

  // 600 + 300 net on one, 600 on the other; with 19 % tax
  expect(
    world
      .register()
      .map((each) => each.total)
      .sort(),
  ).toEqual(['1071.00', '714.00']);
});

test('two workers at the same chunk make the same invoices, none twice', async () => {
  const world = await billingWorld();
  const account = await world.account('Acme');
  for (let index = 0; index < 12; index += 1) {
    await world.contract({ account, purchaseOrderNumber: `PO-${index % 8}` });
  }
  const runId = await start(world);
  const plan = world.waiting.shift();
  expect(plan?.chunk).toBe('plan');
  world.waiting.unshift({ runId, chunk: 'plan' });
  const { planRun } = await import('../../../src/application/billing/plan-run.ts');
  await planRun(world.deps, runId, world.by(runId));
  await Promise.all([1, 2, 3].map(() => billChunk(world.deps, runId, 1, world.by(runId))));

  const register = world.register();
  expect(register).toHaveLength(8);
  expect(register.map((each) => each.invoiceNumber)).toEqual(
    Array.from({ length: 8 }, (_, index) => `INV-2026-00000${index + 1}`),
  );
  const net = register.reduce((sum, each) => sum + Number(each.subtotal), 0);
  expect(net).toBe(12 * 600);
});

test('another run for the seller is refused while one is under way; the same one is returned', async () => {
  const world = await billingWorld();
  await world.contract();
  const runId = await start(world);
  expect(await start(world)).toBe(runId);
  const other = await startRun(
    world.deps,
    { sellerId: SELLER, through: civilDate('2026-04-01'), finalise: true },
    world.by(),
  );
  expect(other).toMatchObject({ outcome: 'rejected', rejection: { code: 'BILLING_RUN_IN_PROGRESS' } });
  await world.work();
  expect(await start(world)).not.toBe(runId);
});

test('fewer seats in mid-period come out as a credit note that names its invoice', async () => {
  const world = await billingWorld();
  const contractId = await world.contract();
  await start(world);
  await world.work();
  const effectiveOn = civilDate('2026-02-15');
  await world.on(contractId, { kind: 'adjustSeats', lineId: null, effectiveOn, quantity: 4, reason: null });
  await start(world);
  await world.work();

  const [creditNote, invoice] = world.register();
  expect(invoice?.invoiceNumber).toBe('INV-2026-000001');
  // 6 seats × 60.00 a quarter × 45 of 90 days (15 Feb – 31 Mar) = 180.00; 19 % = 34.20
  expect(creditNote).toMatchObject({
    invoiceNumber: 'CN-2026-000001',
    documentType: 'credit_note',
    subtotal: '180.00',
    tax: '34.20',
    total: '214.20',
  });
  expect(creditNote?.corrects).toHaveLength(1);
});

test('a document with nothing but changes to periods billed before is an adjustment', async () => {
  const world = await billingWorld();
  const contractId = await world.contract();
  await start(world);
  await world.work();
  const effectiveOn = civilDate('2026-02-15');
  await world.on(contractId, { kind: 'adjustSeats', lineId: null, effectiveOn, quantity: 12, reason: null });
  await start(world);
  await world.work();
  await start(world, civilDate('2026-04-01'));
  await world.work();

  const drafted = world.store.log().flatMap(({ event }) => (event.type === 'InvoiceDrafted' ? [event.data] : []));
  // the first quarter; two more seats from 15 February; the second quarter
  expect(drafted).toMatchObject([
    { billingType: 'recurring' },
    { billingType: 'adjustment', subtotal: '60.00' }, // 2 seats × 60.00 × 45 of 90 days
    { billingType: 'recurring', subtotal: '720.00' }, // 12 seats × 60.00
  ]);
});
