import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { execute } from '../../../src/application/execute.ts';
import { payableInvoice } from '../../../src/application/payments/payable-invoice.ts';
import { contractStream } from '../../../src/application/streams.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import type { InvoiceEvent } from '../../../src/domain/invoice/events.ts';
import { appliedTo } from '../../../src/domain/invoice/settlement.ts';
import { addDays, civilDate } from '../../../src/domain/kernel/calendar.ts';
import { type Decimal, decimal, ZERO } from '../../../src/domain/kernel/decimal.ts';
import type { AccountId, ContractId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { createPaymentFinders } from '../../../src/projections/billing/payment-finders.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { paymentStep, playPayment } from '../../support/random-payments.ts';

const RUNS = Math.min(500, Number(process.env.PROPERTY_RUNS ?? 12));
const TIME_MS_MAX = 60_000 + RUNS * 3_000;
const FIRST_DAY = civilDate('2026-01-01');

const which = fc.nat({ max: 1_000 });
const day = fc.nat({ max: 360 });

const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('sign' as const), seats: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('adjust' as const),
      contract: which,
      seats: fc.nat({ max: 50 }),
      from: day,
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('bill' as const), through: day }) },
  { weight: 6, arbitrary: paymentStep },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function playedOut(script: readonly Step[]): Promise<BillingWorld> {
  const world = await billingWorld(FIRST_DAY);
  const account = await world.account('Acme');
  const contracts: ContractId[] = [await world.contract({ account })];
  for (const wanted of script) {
    await play(world, account, contracts, wanted);
  }
  return world;
}

/** What is refused changes nothing. */
async function play(world: BillingWorld, account: AccountId, contracts: ContractId[], wanted: Step): Promise<void> {
  switch (wanted.kind) {
    case 'sign':
      contracts.push(await world.contract({ account, seats: wanted.seats, seatPrice: '9.99' }));
      return;
    case 'adjust': {
      const contractId = contracts[wanted.contract % contracts.length] as ContractId; // there is always one
      const effectiveOn = addDays(FIRST_DAY, wanted.from);
      const command = { kind: 'adjustSeats', lineId: null, quantity: wanted.seats, effectiveOn, reason: null } as const;
      await execute(world.store, contract, contractStream(world.tenantId, contractId), command, world.by());
      return;
    }
    case 'bill': {
      const through = addDays(FIRST_DAY, wanted.through);
      await startRun(world.deps, { sellerId: SELLER, through, finalise: true }, world.by());
      await world.work();
      return;
    }
    default:
      await playPayment(world, [account], wanted);
  }
}

interface Balance {
  readonly invoice_id: InvoiceId;
  readonly total: string;
  readonly credited_amount: string;
  readonly paid_amount: string;
  readonly balance_due: string;
}

let tables: BillingDatabase;
beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables?.database.drop());

/** How much each invoice was open, at its least, when a payment had just been applied to it. */
function leastOpen(world: BillingWorld, credits: readonly { note: string; invoice: string; amount: string }[]) {
  const open = new Map<string, Decimal>();
  const least = new Map<string, Decimal>();
  const move = (id: string, by: Decimal) => open.set(id, (open.get(id) ?? ZERO).plus(by));
  for (const { stream, event } of world.store.log()) {
    const told = event as InvoiceEvent;
    if (told.type === 'InvoiceFinalised') {
      move(stream.id, decimal(told.data.total));
      for (const { invoice, amount } of credits.filter(({ note }) => note === stream.id)) {
        move(invoice, ZERO.minus(decimal(amount)));
      }
    } else if (told.type === 'PaymentUnapplied') {
      move(stream.id, decimal(told.data.amount));
    } else if (told.type === 'PaymentApplied') {
      move(stream.id, ZERO.minus(decimal(told.data.amount)));
      const now = open.get(stream.id) ?? ZERO;
      least.set(stream.id, now.lt(least.get(stream.id) ?? now) ? now : (least.get(stream.id) ?? now));
    }
  }
  return least;
}

it(
  'payments and credit notes in any order: streams and lists agree on every balance, and no payment goes beyond it',
  async () => {
    const scripts = fc.array(step, { minLength: 15, maxLength: 45 });
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const world = await playedOut(script);
        await tables.empty();
        await tables.project(world.store.log());
        const deps = { eventStore: world.store, finders: createPaymentFinders(tables.database.pool('worker')) };
        const rows = await tables.rows<Balance>(`SELECT * FROM invoices WHERE document_type = 'invoice'`);
        for (const row of rows) {
          const found = await payableInvoice(deps, world.tenantId, row.invoice_id);
          if ('outcome' in found) {
            throw new Error(found.rejection.message);
          }
          const inStreams = [found.credited, appliedTo(found.settlement).toFixed(2), found.open.toFixed(2)].map(Number);
          expect(inStreams).toEqual([row.credited_amount, row.paid_amount, row.balance_due].map(Number));
          const worked = decimal(row.total).minus(decimal(row.credited_amount)).minus(decimal(row.paid_amount));
          expect(found.open.eq(worked)).toBe(true);
        }
        const credits = await tables.rows<{ note: string; invoice: string; amount: string }>(
          'SELECT credit_note_id AS note, invoice_id AS invoice, amount FROM invoice_credits',
        );
        for (const [invoiceId, open] of leastOpen(world, credits)) {
          expect(open.gte(ZERO), `${invoiceId} was open by ${open.toFixed(2)}`).toBe(true);
        }
      }),
      // A failure is made smaller for as long as there is time, then reported as it is.
      { numRuns: RUNS, interruptAfterTimeLimit: TIME_MS_MAX - 15_000, markInterruptAsFailure: true },
    );
  },
  TIME_MS_MAX,
);
