import { expect, test } from 'vitest';
import { type PreviewRun, previewRun } from '../../../src/application/billing/preview-run.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

async function preview(world: BillingWorld, changes: Partial<PreviewRun> = {}) {
  const wanted: PreviewRun = {
    sellerId: SELLER,
    scope: { kind: 'batch' },
    through: null,
    grouping: 'account_setting',
    after: null,
    limit: 50,
    ...changes,
  };
  const previewed = await previewRun(world.deps, wanted, world.by());
  if (previewed.outcome === 'rejected') {
    throw new Error(previewed.rejection.message);
  }
  return previewed;
}

test('shows documents and exceptions, and writes nothing', async () => {
  const world = await billingWorld();
  const acme = await world.account('Acme');
  await world.contract({ account: acme });
  await world.contract({ account: acme, seats: 5 });
  const exempt = await world.contract({ account: await world.account('Exempt', { taxCategory: 'exempt' }) });
  const before = world.store.log().length;

  const shown = await preview(world);
  // 10 and 5 seats × 20.00 × 3 months = 900.00; 19 % of it = 171.00
  expect(shown.documents).toMatchObject([
    { subtotal: '900.00', tax: '171.00', total: '1071.00', lines: { length: 2 } },
  ]);
  expect(shown.exceptions).toMatchObject([{ contractId: exempt, code: 'TAX_RATE_MISSING' }]);
  expect(shown).toMatchObject({ groups: 2, nothingDue: 0, next: null });
  expect(world.store.log()).toHaveLength(before);
  expect(world.waiting).toEqual([]);
});

test('comes in pages that hold each group once', async () => {
  const world = await billingWorld();
  for (let index = 0; index < 25; index += 1) {
    await world.contract({ account: await world.account(`Buyer ${index}`) });
  }
  const buyers: string[] = [];
  let after: string | null = null;
  const sizes: number[] = [];
  do {
    const page: Awaited<ReturnType<typeof preview>> = await preview(world, { after, limit: 10 });
    buyers.push(...page.documents.map(({ accountId }) => accountId));
    sizes.push(page.documents.length);
    after = page.next;
  } while (after !== null);
  expect(sizes).toEqual([10, 10, 5]);
  expect(new Set(buyers).size).toBe(25);
});

test('has what changed since the last run, as the run would have it: credits, drafts that are made anew, renewals', async () => {
  const world = await billingWorld();
  const adjusted = await world.contract({ account: await world.account('Acme') });
  await wholeRun(world, '2026-01-01');
  const effectiveOn = civilDate('2026-02-15');
  await world.on(adjusted, { kind: 'adjustSeats', lineId: null, effectiveOn, quantity: 4, reason: null });
  // 6 seats × 60.00 a quarter × 45 of 90 days = 180.00; 19 % = 34.20
  expect((await preview(world, { through: civilDate('2026-02-15') })).documents).toMatchObject([
    { documentType: 'credit_note', total: '214.20' },
  ]);

  const renewing = await world.contract({
    account: await world.account('Renewing'),
    endDate: '2026-03-31',
    autoRenew: true,
    renewalNoticeDays: 30,
  });
  await wholeRun(world, '2026-03-31');
  world.clock.set('2026-03-20T09:00:00.000Z');
  const scope = { kind: 'contracts' as const, contractIds: [renewing] };
  const before = world.store.log().length;
  // the second quarter of the contract as it renews: 10 seats × 60.00
  const shown = await preview(world, { scope, through: civilDate('2026-04-01') });
  expect(shown.documents).toMatchObject([{ subtotal: '600.00', periodStart: '2026-04-01' }]);
  expect(world.store.log()).toHaveLength(before);
});
