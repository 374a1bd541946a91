import { expect, test } from 'vitest';
import { discardInvoice, finaliseInvoice } from '../../../src/application/billing/draft-documents.ts';
import { generateInvoice } from '../../../src/application/billing/single.ts';
import { execute } from '../../../src/application/execute.ts';
import { sellerStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { ContractId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { seller } from '../../../src/domain/seller/seller.ts';
import { runState, wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

async function seats(world: BillingWorld, contractId: ContractId, quantity: number): Promise<void> {
  const effectiveOn = civilDate('2026-01-01');
  await world.on(contractId, { kind: 'adjustSeats', lineId: null, effectiveOn, quantity, reason: null });
}

function drafts(world: BillingWorld): InvoiceId[] {
  return world.store
    .log()
    .filter(({ event }) => event.type === 'InvoiceDrafted')
    .map(({ stream }) => stream.id as InvoiceId);
}

test.each([4, 15])('a draft of one contract is made anew when its seats change to %i', async (quantity) => {
  const world = await billingWorld();
  const contractId = await world.contract();
  await wholeRun(world, '2026-01-01', false);
  await seats(world, contractId, quantity);
  await wholeRun(world, '2026-01-01', false);

  const [first, second, ...others] = await Promise.all(drafts(world).map((id) => world.document(id)));
  expect(first).toMatchObject({ status: 'discarded' });
  // seats × 20.00 × 3 months
  expect(second).toMatchObject({
    status: 'draft',
    draft: { documentType: 'invoice', subtotal: `${quantity * 60}.00` },
  });
  expect(others).toEqual([]);
});

test('nothing is reduced on a draft that other contracts stand on, until it is finalised', async () => {
  const world = await billingWorld();
  const account = await world.account('Acme');
  const contractId = await world.contract({ account });
  await world.contract({ account });
  await wholeRun(world, '2026-01-01', false);
  await seats(world, contractId, 4);
  const refused = await wholeRun(world, '2026-01-01');
  expect(await runState(world, refused)).toMatchObject({
    status: 'completed',
    chunks: [{ result: { documents: [], exceptions: [{ contractId, code: 'CHARGES_ON_DRAFT' }] } }],
  });

  const [invoiceId] = drafts(world);
  await finaliseInvoice(world.deps, { invoiceId: invoiceId as InvoiceId }, world.by());
  await wholeRun(world, '2026-01-01');
  // 6 seats × 60.00
  expect(world.register()[0]).toMatchObject({ documentType: 'credit_note', subtotal: '360.00', corrects: [invoiceId] });
});

test('a draft is not finalised at a tax rate that is over', async () => {
  const world = await billingWorld('2026-01-01');
  await world.contract();
  await wholeRun(world, '2026-01-01', false);
  const [invoiceId = '' as InvoiceId] = drafts(world);
  const taxRates = ['19', '16'].map((percent, index) => ({
    category: 'standard' as const,
    ratePercent: zDecimalString.parse(percent),
    validFrom: civilDate(index === 0 ? '2007-01-01' : '2026-02-01'),
    note: null,
  }));
  const stream = sellerStream(world.tenantId, SELLER);
  await execute(world.store, seller, stream, { kind: 'changeTaxRates', taxRates }, world.by());

  world.clock.set('2026-02-01T09:00:00.000Z');
  expect(await finaliseInvoice(world.deps, { invoiceId }, world.by())).toMatchObject({
    outcome: 'rejected',
    rejection: { code: 'TAX_RATE_CHANGED' },
  });
  await discardInvoice(world.deps, { invoiceId, reason: 'Rate' }, world.by());
  await wholeRun(world, '2026-02-01');
  expect(world.register()).toMatchObject([{ subtotal: '600.00', tax: '96.00' }]);
});

test('billing a contract whose charges somebody has claimed and not documented ends in that document', async () => {
  const world = await billingWorld();
  const contractId = await world.contract();
  const wanted = { contractId, periodStart: null, periodEnd: null };
  world.store.afterAppend = (_stream, [event]) => {
    if (event?.type === 'ChargesRaised') {
      world.store.afterAppend = undefined;
      throw new Error('killed');
    }
  };
  await expect(generateInvoice(world.deps, wanted, world.by())).rejects.toThrow('killed');

  expect(await generateInvoice(world.deps, wanted, world.by())).toMatchObject({
    outcome: 'accepted',
    state: { status: 'finalised', final: { invoiceNumber: 'INV-2026-000001' } },
  });
});
