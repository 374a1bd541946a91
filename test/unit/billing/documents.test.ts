import { describe, expect, test } from 'vitest';
import { billChunk } from '../../../src/application/billing/bill-chunk.ts';
import type { BillingDeps } from '../../../src/application/billing/dependencies.ts';
import { generateInvoice } from '../../../src/application/billing/single.ts';
import { execute } from '../../../src/application/execute.ts';
import { sellerStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { TaxCategory } from '../../../src/domain/kernel/fields.ts';
import type { ContractId } from '../../../src/domain/kernel/ids.ts';
import { seller } from '../../../src/domain/seller/seller.ts';
import { plannedRun, runState, wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

const rate = (category: TaxCategory, ratePercent: string, validFrom: string, note: string | null = null) => ({
  category,
  ratePercent: zDecimalString.parse(ratePercent),
  validFrom: civilDate(validFrom),
  note,
});
const STANDARD = rate('standard', '19', '2007-01-01');

async function taxRates(world: BillingWorld, ...rates: ReturnType<typeof rate>[]): Promise<void> {
  const stream = sellerStream(world.tenantId, SELLER);
  await execute(world.store, seller, stream, { kind: 'changeTaxRates', taxRates: rates }, world.by());
}

async function seats(world: BillingWorld, contractId: ContractId, day: string, quantity: number): Promise<void> {
  const effectiveOn = civilDate(day);
  await world.on(contractId, { kind: 'adjustSeats', lineId: null, effectiveOn, quantity, reason: null });
}

/** The world with one contract that cannot be rated. */
function unratable(world: BillingWorld, broken: ContractId, faults: unknown[]): BillingDeps {
  const { eventStore } = world.deps;
  const load: typeof eventStore.load = async (stream, fold) => {
    const loaded = await eventStore.load(stream, fold);
    return stream.id === broken ? { ...loaded, state: { ...loaded.state, lines: null } } : loaded;
  };
  return { ...world.deps, eventStore: { ...eventStore, load }, reportFault: (error) => faults.push(error) };
}

describe('a contract that cannot be billed', () => {
  test('for a bug is an exception of the run, and stops nobody else', async () => {
    const world = await billingWorld();
    const broken = await world.contract({ account: await world.account('Acme') });
    await world.contract({ account: await world.account('Borealis') });
    const runId = await plannedRun(world, '2026-01-01');
    const faults: unknown[] = [];
    await billChunk(unratable(world, broken, faults), runId, 1, world.by(runId));

    expect(faults).toHaveLength(1);
    expect(world.register()).toHaveLength(1);
    expect(await runState(world, runId)).toMatchObject({
      status: 'completed',
      chunks: [{ result: { exceptions: [{ contractId: broken, code: 'BILLING_FAULT' }] } }],
    });
  });

  test('with more charges at once than a document holds is refused before it is claimed, and billed in steps', async () => {
    const world = await billingWorld('2026-12-31');
    const contractId = await world.contract({ lines: 100, billingIntervalMonths: 1 });
    const runId = await wholeRun(world, '2026-12-31');
    expect(await runState(world, runId)).toMatchObject({
      status: 'completed',
      chunks: [{ result: { documents: [], exceptions: [{ code: 'CHARGES_TOO_MANY' }] } }],
    });
    expect((await world.contractState(contractId)).claims).toEqual([]);

    for (const day of ['2026-06-30', '2026-12-31']) {
      const wanted = { contractId, periodStart: null, periodEnd: civilDate(day) };
      expect(await generateInvoice(world.deps, wanted, world.by())).toMatchObject({ outcome: 'accepted' });
    }
    // 100 lines × 10 seats × 20.00 × 6 months, twice
    expect(world.register().map((each) => each.subtotal)).toEqual(['120000.00', '120000.00']);
  });
});

test('contracts that are too much for one document stand on several, each once', async () => {
  const world = await billingWorld('2026-06-30');
  const account = await world.account('Acme');
  for (let index = 0; index < 3; index += 1) {
    await world.contract({ account, lines: 60, billingIntervalMonths: 1 });
  }
  const runId = await wholeRun(world, '2026-06-30');

  // 60 lines × 10 seats × 20.00 × 6 months = 72,000 a contract; 360 charges each, so two of them fit
  expect(world.register().map((each) => each.subtotal)).toEqual(['144000.00', '72000.00']);
  expect(await runState(world, runId)).toMatchObject({ chunks: [{ result: { exceptions: [], nothingDue: 0 } }] });
});

test.each([1, 2])(
  'a worker that finds no tax rate takes nothing back from another one that found it (%i contracts)',
  async (count) => {
    const world = await billingWorld();
    const account = await world.account('Acme', { taxCategory: 'zero' });
    for (let index = 0; index < count; index += 1) {
      await world.contract({ account });
    }
    const runId = await plannedRun(world, '2026-01-01');
    // The first worker has claimed, found no rate, and is about to close the document when the rate comes.
    world.store.beforeAppend = async (_stream, [event]) => {
      if (event?.type === 'InvoiceFoundEmpty' || event?.type === 'ChargesReleased') {
        world.store.beforeAppend = undefined;
        await taxRates(world, STANDARD, rate('zero', '0', '2007-01-01'));
        await billChunk(world.deps, runId, 1, world.by(runId));
      }
    };
    await billChunk(world.deps, runId, 1, world.by(runId));
    await wholeRun(world, '2026-01-01');

    expect(world.register().map((each) => each.subtotal)).toEqual([`${600 * count}.00`]);
  },
);

describe('tax', () => {
  test('of a correction is the tax that was charged, whatever the rate is today', async () => {
    const world = await billingWorld('2026-01-01');
    const contractId = await world.contract();
    await wholeRun(world, '2026-01-01');
    await taxRates(world, STANDARD, rate('standard', '16', '2026-02-01'));
    world.clock.set('2026-02-15T09:00:00.000Z');
    await seats(world, contractId, '2026-02-15', 4);
    await wholeRun(world, '2026-02-15');

    // 6 seats × 60.00 × 45 of 90 days = 180.00, which was invoiced with 19 %: 34.20
    expect(world.register()[0]).toMatchObject({ documentType: 'credit_note', subtotal: '180.00', tax: '34.20' });
  });

  test('decides, too, whether money is asked for or given back', async () => {
    const world = await billingWorld('2026-01-01');
    const account = await world.account('Acme');
    const [first, second] = [await world.contract({ account }), await world.contract({ account })];
    await wholeRun(world, '2026-01-01');
    await taxRates(world, STANDARD, rate('standard', '7', '2026-02-01'));
    world.clock.set('2026-02-15T09:00:00.000Z');
    await seats(world, first, '2026-02-15', 4);
    await seats(world, second, '2026-02-15', 16);
    await wholeRun(world, '2026-02-15');

    // −180.00 with 19 % and +180.00 with 7 %: net 0.00, tax −34.20 + 12.60 = −21.60, so 21.60 is given back
    expect(world.register()[0]).toMatchObject({
      documentType: 'credit_note',
      subtotal: '0.00',
      tax: '21.60',
      total: '21.60',
    });
  });

  test('notes are those of the day', async () => {
    const world = await billingWorld('2026-01-01');
    await taxRates(
      world,
      rate('exempt', '0', '2007-01-01', 'The old law'),
      rate('exempt', '0', '2025-01-01', 'The new law'),
    );
    await world.contract({ account: await world.account('Acme', { taxCategory: 'exempt' }) });
    await wholeRun(world, '2026-01-01');
    expect(world.register()[0]?.taxTotals).toMatchObject([{ category: 'exempt', note: 'The new law' }]);
  });
});

test('a document of zeros is an invoice that asks for nothing', async () => {
  const world = await billingWorld();
  await world.contract({ seatPrice: '0' });
  await wholeRun(world, '2026-01-01');
  expect(world.register()).toMatchObject([{ documentType: 'invoice', total: '0.00' }]);
});
