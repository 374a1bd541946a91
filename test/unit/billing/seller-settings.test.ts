import { describe, expect, test } from 'vitest';
import { finaliseInvoice } from '../../../src/application/billing/draft-documents.ts';
import { execute } from '../../../src/application/execute.ts';
import { sellerStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { InvoiceId } from '../../../src/domain/kernel/ids.ts';
import type { SellerChanges } from '../../../src/domain/seller/change.ts';
import { type SellerCommand, seller } from '../../../src/domain/seller/seller.ts';
import { wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { acceptedOutcome } from '../../support/outcomes.ts';

const onSeller = async (world: BillingWorld, command: SellerCommand) =>
  acceptedOutcome(await execute(world.store, seller, sellerStream(world.tenantId, SELLER), command, world.by()));

const change = (world: BillingWorld, changes: SellerChanges) =>
  onSeller(world, { kind: 'change', changes, reason: 'Test', numbered: { invoice: [], credit_note: [] } });

const bySupply = (from: string): SellerChanges => ({
  policies: { taxPoint: [{ validFrom: civilDate(from), value: 'supplyOrPayment' }] },
});

/** 19 %, and another rate from a day on. */
const ratesUntil = (world: BillingWorld, day: string, percent: string) =>
  onSeller(world, {
    kind: 'changeTaxRates',
    taxRates: [['19', '2007-01-01'] as const, [percent, day] as const].map(([ratePercent, validFrom]) => ({
      category: 'standard',
      ratePercent: zDecimalString.parse(ratePercent),
      validFrom: civilDate(validFrom),
      note: null,
    })),
  });

const draftsOf = (world: BillingWorld): InvoiceId[] =>
  world.store.log().flatMap(({ event, stream }) => (event.type === 'InvoiceDrafted' ? [stream.id as InvoiceId] : []));

describe('the footer', () => {
  test('stands on the document as it was on the day of issue', async () => {
    const world = await billingWorld('2026-01-01');
    await change(world, { invoiceFooter: 'HRB 12345' });
    await world.contract();
    await wholeRun(world, '2026-01-01');
    await change(world, { invoiceFooter: 'HRB 67890' });
    world.clock.set('2026-04-01T09:00:00.000Z');
    await wholeRun(world, '2026-04-01');
    const footers = world.register().map(({ issueDate, seller: copy }) => [issueDate, copy.invoiceFooter]);
    expect(footers.sort()).toEqual([
      ['2026-01-01', 'HRB 12345'],
      ['2026-04-01', 'HRB 67890'],
    ]);
  });

  test('is none unless the seller has one', async () => {
    const world = await billingWorld('2026-01-01');
    await world.contract();
    await wholeRun(world, '2026-01-01');
    expect(world.register()).toMatchObject([{ seller: { invoiceFooter: null } }]);
  });
});

// 10 seats × 20.00 × 3 months, in advance: 600.00 for January to March, issued on 1 January.
describe('the tax point', () => {
  test('is the issue date unless the seller says otherwise', async () => {
    const world = await billingWorld('2026-01-01');
    await ratesUntil(world, '2026-03-01', '16');
    await world.contract();
    await wholeRun(world, '2026-01-01');
    // 600.00 × 19 %, the rate of 1 January
    expect(world.register()).toMatchObject([{ taxPointDate: '2026-01-01', tax: '114.00' }]);
  });

  test('by supply is the last day of service, and its rate holds', async () => {
    const world = await billingWorld('2026-01-01');
    await ratesUntil(world, '2026-03-01', '16');
    await change(world, bySupply('2026-01-01'));
    await world.contract();
    await wholeRun(world, '2026-01-01');
    // 600.00 × 16 %, the rate of 31 March
    expect(world.register()).toMatchObject([
      { issueDate: '2026-01-01', taxPointDate: '2026-03-31', dueDate: '2026-01-31', tax: '96.00' },
    ]);
  });

  test('of documents that are issued before the policy holds is still the issue date', async () => {
    const world = await billingWorld('2026-01-01');
    await change(world, bySupply('2026-01-02'));
    await world.contract();
    await wholeRun(world, '2026-01-01');
    expect(world.register()).toMatchObject([{ taxPointDate: '2026-01-01' }]);
  });

  test('by supply lets a draft be finalised at the rate of its last day, whatever the rate is today', async () => {
    const world = await billingWorld('2026-03-31');
    await change(world, bySupply('2026-01-01'));
    await world.contract({ billingInAdvance: false });
    await wholeRun(world, '2026-03-31', false);
    await ratesUntil(world, '2026-04-01', '16');
    world.clock.set('2026-04-01T09:00:00.000Z');
    const [invoiceId = '' as InvoiceId] = draftsOf(world);
    expect(await finaliseInvoice(world.deps, { invoiceId }, world.by())).toMatchObject({ outcome: 'accepted' });
    expect(world.register()).toMatchObject([{ issueDate: '2026-04-01', taxPointDate: '2026-03-31', tax: '114.00' }]);
  });

  test('that has no rate makes the contract an exception that names the day', async () => {
    const world = await billingWorld('2026-01-01');
    await change(world, bySupply('2026-01-01'));
    await onSeller(world, {
      kind: 'changeTaxRates',
      taxRates: [
        {
          category: 'standard',
          ratePercent: zDecimalString.parse('16'),
          validFrom: civilDate('2026-04-01'),
          note: null,
        },
      ],
    });
    await world.contract();
    await wholeRun(world, '2026-01-01');
    const chunk = world.store.log().find(({ event }) => event.type === 'ChunkCompleted');
    expect(JSON.stringify(chunk?.event.data)).toContain('has no standard tax rate on 2026-03-31');
  });
});
