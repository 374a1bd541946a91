import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { discardInvoice, finaliseInvoice } from '../../../src/application/billing/draft-documents.ts';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { moveAccount } from '../../../src/application/directory/move-account.ts';
import { execute } from '../../../src/application/execute.ts';
import type { RecordedEvent } from '../../../src/application/ports/event-store.ts';
import { contractStream } from '../../../src/application/streams.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import { addDays, civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId, ContractId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { PROJECTION_GROUPS } from '../../../src/projections/groups.ts';
import { LIVE_PACE } from '../../../src/projections/runner/pace.ts';
import { type Harness, startHarness } from '../../integration/projections/sample/projector-harness.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { createLogFinders } from '../../support/controls/directory.ts';
import { createMemoryFeed } from '../../support/memory-feed.ts';
import { paymentStep, playPayment } from '../../support/random-payments.ts';
import { INVARIANTS } from './invariants.ts';

/** Each run makes and drops every table twice, a second or so; `PROPERTY_RUNS` looks longer, within reason. */
const RUNS = Math.min(200, Number(process.env.PROPERTY_RUNS ?? 6));
const TIME_MS_MAX = 60_000 + RUNS * 5_000;

/** Which of those that are there; taken modulo their number. */
const which = fc.nat({ max: 1_000 });
/** A day of 2026, as days after the first. */
const day = fc.nat({ max: 360 });

const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const), under: fc.option(which) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), who: which, under: fc.option(which) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('sign' as const),
      account: which,
      seats: fc.integer({ min: 1, max: 40 }),
      seatPrice: fc.constantFrom('20', '9.99', '0.07', '1333'),
      currency: fc.constantFrom('EUR', 'USD', 'JPY'),
      billingIntervalMonths: fc.constantFrom(1, 3, 12),
      lines: fc.constantFrom(1, 1, 3),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('adjust' as const),
      contract: which,
      line: which,
      seats: fc.nat({ max: 50 }),
      from: day,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), contract: which, last: day }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('bill' as const), through: day, finalise: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('finalise' as const), draft: which }) },
  { weight: 5, arbitrary: paymentStep },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('discard' as const), draft: which }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const at = <T>(items: readonly T[], index: number | null): T | undefined =>
  index === null || items.length === 0 ? undefined : items[index % items.length];

/** What was decided when these commands came one after the other; what is refused changes nothing. */
async function playedOut(script: readonly Step[]): Promise<RecordedEvent[]> {
  const world = await billingWorld();
  const accounts: AccountId[] = [await world.account('Acme')];
  const contracts: ContractId[] = [];
  for (const wanted of script) {
    await play(world, wanted, accounts, contracts);
  }
  return world.store.log();
}

async function play(world: BillingWorld, wanted: Step, accounts: AccountId[], contracts: ContractId[]): Promise<void> {
  const { store, deps, clock, tenantId } = world;
  switch (wanted.kind) {
    case 'open':
      accounts.push(
        await world.account(`Account ${accounts.length}`, { parentAccountId: at(accounts, wanted.under) ?? null }),
      );
      return;
    case 'move': {
      const input = {
        accountId: at(accounts, wanted.who) as AccountId, // there is always one
        toParentId: at(accounts, wanted.under) ?? null,
        reason: null,
      };
      await moveAccount({ eventStore: store, clock, finders: createLogFinders(store) }, input, world.by());
      return;
    }
    case 'sign': {
      const { kind: _, account, ...shape } = wanted;
      contracts.push(await world.contract({ ...shape, account: at(accounts, account) as AccountId })); // as above
      return;
    }
    case 'adjust': {
      const contractId = at(contracts, wanted.contract);
      if (contractId !== undefined) {
        const { lines } = await world.contractState(contractId);
        const lineId = at(lines, wanted.line)?.lineId ?? null;
        const effectiveOn = addDays(civilDate('2026-01-01'), wanted.from);
        const command = { kind: 'adjustSeats', lineId, quantity: wanted.seats, effectiveOn, reason: null } as const;
        await execute(store, contract, contractStream(tenantId, contractId), command, world.by());
      }
      return;
    }
    case 'cancel': {
      const contractId = at(contracts, wanted.contract);
      if (contractId !== undefined) {
        const lastServiceDay = addDays(civilDate('2026-01-01'), wanted.last);
        const asAgreed = { creditUnusedDays: null, fee: null, reason: null } as const;
        const command = { kind: 'cancel', cancelledOn: civilDate('2026-01-01'), lastServiceDay, ...asAgreed } as const;
        await execute(store, contract, contractStream(tenantId, contractId), command, world.by());
      }
      return;
    }
    case 'bill': {
      const through = addDays(civilDate('2026-01-01'), wanted.through);
      await startRun(deps, { sellerId: SELLER, through, finalise: wanted.finalise }, world.by());
      await world.work();
      return;
    }
    case 'finalise':
    case 'discard': {
      const invoiceId = at(draftsIn(store.log()), wanted.draft);
      if (invoiceId !== undefined) {
        await (wanted.kind === 'finalise'
          ? finaliseInvoice(deps, { invoiceId }, world.by())
          : discardInvoice(deps, { invoiceId, reason: 'not so' }, world.by()));
      }
      return;
    }
    default:
      await playPayment(world, accounts, wanted);
  }
}

function draftsIn(log: readonly RecordedEvent[]): InvoiceId[] {
  const idsOf = (...types: string[]) =>
    log.filter(({ event }) => types.includes(event.type)).map(({ stream }) => stream.id as InvoiceId);
  const closed = new Set(idsOf('InvoiceFinalisationStarted', 'InvoiceDiscarded'));
  return idsOf('InvoiceDrafted').filter((id) => !closed.has(id));
}

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness?.close());

it(
  'whatever happens, wherever the log is cut: rows agree with each other, and rebuilt ones with live ones',
  async () => {
    const scripts = fc.array(step, { minLength: 20, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(scripts, fc.integer({ min: 1, max: 25 }), fc.nat(), async (script, maxEvents, cut) => {
        const log = await playedOut(script);
        const feed = createMemoryFeed();
        feed.append(log.slice(0, cut % log.length));
        const pace = { ...LIVE_PACE, maxEvents, minIntervalMillis: 0 };
        const projector = harness.start(feed, PROJECTION_GROUPS, { pace });
        try {
          await projector.leading;
          feed.append(log.slice(cut % log.length));
          for (const { name } of PROJECTION_GROUPS) {
            await harness.arrivesAt(feed.head, name);
          }
          for (const { law, sql } of INVARIANTS) {
            const { rows } = await harness.database.pool('projector').query(sql);
            expect(rows, law).toEqual([]);
          }
          const reports = await harness.rebuild(feed, PROJECTION_GROUPS, { compare: true, swap: false });
          expect(reports.map(({ differences, halt }) => ({ differences, halt }))).toEqual(
            PROJECTION_GROUPS.map(() => ({ differences: [], halt: undefined })),
          );
        } finally {
          await harness.stop(projector);
          await harness.forget(...PROJECTION_GROUPS.map(({ name }) => name));
        }
      }),
      // A failure is made smaller for as long as there is time, then reported as it is.
      { numRuns: RUNS, interruptAfterTimeLimit: TIME_MS_MAX - 15_000, markInterruptAsFailure: true },
    );
  },
  TIME_MS_MAX,
);
