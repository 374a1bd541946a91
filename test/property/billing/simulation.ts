import { billChunk } from '../../../src/application/billing/bill-chunk.ts';
import { controlRun, retryExceptions } from '../../../src/application/billing/control-run.ts';
import { discardInvoice, finaliseInvoice } from '../../../src/application/billing/draft-documents.ts';
import { planRun } from '../../../src/application/billing/plan-run.ts';
import { generateInvoice, queueSingle } from '../../../src/application/billing/single.ts';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { sweepBilling } from '../../../src/application/billing/sweep.ts';
import { execute } from '../../../src/application/execute.ts';
import { contractStream, sellerStream } from '../../../src/application/streams.ts';
import type { RunScope } from '../../../src/domain/billing-run/events.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import type { ContractSplit } from '../../../src/domain/contract/events.ts';
import { nextDueOn } from '../../../src/domain/contract/next-due.ts';
import { addDays, civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { AccountId, BillingRunId, ContractId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { seller } from '../../../src/domain/seller/seller.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';

/** A worker or an API process that was killed. */
export class Killed extends Error {}

const START = civilDate('2026-11-01');
const STEPS = 36;

export type Random = () => number;

/** mulberry32: small, seeded, the same everywhere. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Simulation {
  readonly world: BillingWorld;
  readonly contracts: ContractId[];
  /** Accounts that may share a contract. */
  readonly sharing: AccountId[];
}

/**
 * A year's turn of billing as it may go: contracts that change for the past and the future, runs, single bills, reviews
 * and jobs that come twice or in another order, each of them side by side with others, and any of them may be killed
 * before or after any append. Afterwards everything is swept until nothing is left to do.
 */
export async function simulate(seed: number): Promise<Simulation> {
  const random = seeded(seed);
  const world = await billingWorld(START);
  const simulation: Simulation = { world: findingWhatIsDue(world), contracts: [], sharing: [] };
  await populate(simulation, random);
  const act = actions(simulation, random);
  for (let step = 0; step < STEPS; step += 1) {
    const together = 1 + Math.floor(random() * 3);
    withKills(world, random);
    await Promise.all(
      Array.from({ length: together }, async () => {
        try {
          await pick(random, act)();
        } catch (error) {
          if (!(error instanceof Killed)) {
            throw error;
          }
        }
      }),
    );
    world.clock.advance(Math.floor(random() * 4) * 86_400_000 + 3_600_000);
  }
  world.store.beforeAppend = undefined;
  world.store.afterAppend = undefined;
  await settle(simulation.world);
  return simulation;
}

function runsOf(world: BillingWorld): BillingRunId[] {
  const started = world.store.log().filter(({ event }) => event.type === 'BillingRunStarted');
  return started.map(({ stream }) => stream.id as BillingRunId);
}

/** No more falls: sweeps and work until the queue stays empty. */
export async function settle(world: BillingWorld): Promise<void> {
  for (const runId of runsOf(world)) {
    await controlRun(world.deps, { runId }, { kind: 'resume', reason: null }, world.by());
  }
  for (let round = 0; round < 4; round += 1) {
    world.clock.advance(60_000);
    await sweepBilling(world.deps);
    await world.work();
  }
}

/** The reviewer comes through the pile: what can be finalised is, what is outdated is thrown away. */
export async function reviewAll(world: BillingWorld): Promise<void> {
  for (const { stream, event } of world.store.log()) {
    const invoiceId = stream.id as InvoiceId;
    if (event.type === 'InvoiceDrafted' && (await world.document(invoiceId)).status === 'draft') {
      const finalised = await finaliseInvoice(world.deps, { invoiceId }, world.by());
      if (finalised.outcome === 'rejected') {
        await discardInvoice(world.deps, { invoiceId, reason: finalised.rejection.message }, world.by());
      }
    }
  }
}

/** The read model finds what may be due; the world's own finder finds everything. */
function findingWhatIsDue(world: BillingWorld): BillingWorld {
  const { finders } = world.deps;
  const billableContracts: typeof finders.billableContracts = async (tenantId, wanted) => {
    const found = await finders.billableContracts(tenantId, wanted);
    const due = await Promise.all(
      found.map(async ({ contractId }) => nextDueOn(await world.contractState(contractId))),
    );
    return found.filter((_, index) => (due[index] ?? '9999') <= wanted.through);
  };
  // The queue's own errors are killed workers and the like; only bugs are thrown on.
  const reportFault = (error: unknown) => {
    if (!(error instanceof Killed)) {
      throw error;
    }
  };
  Object.assign(world.deps, { finders: { ...finders, billableContracts }, reportFault });
  return world;
}

/** One append in a dozen ends its process: before it, or right after it. */
function withKills(world: BillingWorld, random: Random): void {
  const rate = random() < 0.3 ? 0 : 0.08;
  world.store.beforeAppend = () => {
    if (random() < rate) {
      throw new Killed();
    }
  };
  world.store.afterAppend = () => {
    if (random() < rate) {
      throw new Killed();
    }
  };
}

/** Contracts change here by any factor; what is held back for that has its own tests. */
async function letAllPass(world: BillingWorld): Promise<void> {
  const value = { maxLines: 100_000, maxTimesUsual: zDecimalString.parse('1000000000') };
  const policies = { billingGuard: [{ validFrom: civilDate('2020-01-01'), value }] };
  const numbered = { invoice: [], credit_note: [] };
  const change = { kind: 'change', changes: { policies }, reason: 'Anything goes', numbered } as const;
  await execute(world.store, seller, sellerStream(world.tenantId, SELLER), change, world.by());
}

async function populate({ world, contracts, sharing }: Simulation, random: Random): Promise<void> {
  await letAllPass(world);
  sharing.push(await world.account('North'), await world.account('South'));
  const accounts: AccountId[] = [];
  for (const name of ['Acme', 'Borealis']) {
    accounts.push(await world.account(name));
  }
  const count = 4 + Math.floor(random() * 4);
  const usual = pick(random, ['EUR', 'JPY', 'KWD']);
  for (let index = 0; index < count; index += 1) {
    const startDate = addDays(START, Math.floor(random() * 60) - 40);
    const contractId = await world.contract({
      account: pick(random, accounts),
      seats: Math.floor(random() * 30),
      seatPrice: pick(random, ['20', '0.0333', '9.99', '0', '33.3333']),
      startDate,
      endDate: addDays(START, 150 + Math.floor(random() * 200)),
      billingIntervalMonths: pick(random, [1, 3, 12]),
      billingInAdvance: random() < 0.7,
      currency: random() < 0.1 ? 'USD' : usual,
      purchaseOrderNumber: random() < 0.1 ? 'PO-7' : null,
      lines: 1 + Math.floor(random() * 2),
    });
    contracts.push(contractId);
    if (random() < 0.2) {
      const split = splitOver(random, sharing);
      await world.on(contractId, { kind: 'agreeSplit', effectiveOn: startDate, split, reason: null });
    }
  }
}

/** Two accounts share a contract, with documents of their own or without. */
function splitOver(random: Random, accounts: readonly AccountId[]): ContractSplit {
  return {
    method: pick(random, ['allocation', 'percentage', 'equally']),
    invoicing: pick(random, ['one', 'each']),
    shares: accounts.map((accountId) => ({
      accountId,
      seats: 1 + Math.floor(random() * 12),
      percent: zDecimalString.parse(pick(random, ['12.5', '33.333', '50'])),
    })),
  };
}

function actions({ world, contracts, sharing }: Simulation, random: Random): (() => Promise<void>)[] {
  const day = (spread: number) =>
    addDays(civilDate(world.clock.now().slice(0, 10)), Math.floor((random() - 0.4) * spread));
  const anyDocument = () => {
    const log = world.store.log();
    const closed = new Set(
      log.flatMap(({ event, stream }) =>
        event.type === 'InvoiceFinalisationStarted' || event.type === 'InvoiceDiscarded' ? [stream.id] : [],
      ),
    );
    const drafted = log.filter(({ event }) => event.type === 'InvoiceDrafted');
    const open = drafted.filter(({ stream }) => !closed.has(stream.id));
    const from = open.length > 0 && random() < 0.8 ? open : drafted;
    return from.length === 0 ? undefined : (pick(random, from).stream.id as InvoiceId);
  };
  const amend = async () => {
    const contractId = pick(random, contracts);
    const state = await world.contractState(contractId);
    const { lineId } = pick(random, [...state.lines]);
    const effectiveOn = addDays(day(1), Math.floor(random() * 100) - 70);
    const quantity = Math.floor(random() * 40);
    const price = {
      model: 'seat_based',
      unitPrice: zDecimalString.parse(pick(random, ['20', '7.77', '0'])),
      intervalMonths: 1,
    } as const;
    const command = pick(random, [
      { kind: 'adjustSeats', lineId, effectiveOn, quantity, reason: null },
      { kind: 'adjustSeats', lineId, effectiveOn, quantity: Math.floor(quantity / 5), reason: null },
      { kind: 'adjustSeats', lineId, effectiveOn, quantity: quantity * 2, reason: null },
      { kind: 'reprice', lineId, effectiveOn, price, reason: null },
      ...(random() < 0.15
        ? [
            {
              kind: 'agreeSplit',
              effectiveOn,
              split: pick(random, [null, splitOver(random, sharing)]),
              reason: null,
            } as const,
          ]
        : []),
      ...(random() < 0.1
        ? [{ kind: 'changeDetails', details: { purchaseOrderNumber: pick(random, [null, 'PO-7']) } } as const]
        : []),
      ...(random() < 0.1
        ? [
            {
              kind: 'cancel',
              cancelledOn: effectiveOn,
              lastServiceDay: effectiveOn,
              creditUnusedDays: null,
              fee: null,
              reason: null,
            } as const,
          ]
        : []),
    ] as const);
    // A rule may refuse it, such as a day outside the service; nothing happens then.
    const decision = contract.decide(command, state);
    if (decision.outcome === 'accepted' && decision.events.length > 0) {
      const { store, tenantId, by } = world;
      const { revision } = await store.load(contractStream(tenantId, contractId), contract);
      await store.append(contractStream(tenantId, contractId), revision, decision.events, by()).catch(ignoreConflict);
    }
  };
  const run = async () => {
    await startRun(
      world.deps,
      {
        sellerId: SELLER,
        through: addDays(day(1), Math.floor(random() * 50) - 5),
        finalise: random() < 0.5,
        scope: pick<RunScope>(random, [
          { kind: 'batch' },
          { kind: 'batch' },
          { kind: 'contracts', contractIds: [pick(random, contracts), pick(random, contracts)] },
        ]),
        grouping: pick(random, ['account_setting', 'account_setting', 'per_contract']),
      },
      world.by(),
    );
  };
  const control = async () => {
    const runs = runsOf(world);
    if (runs.length > 0) {
      const runId = pick(random, runs);
      const reason = 'So somebody said';
      const kind = pick(random, ['pause', 'pause', 'resume', 'cancel', 'retry'] as const);
      await (kind === 'retry'
        ? retryExceptions(world.deps, { runId, contractIds: null, acceptGuard: null }, world.by())
        : controlRun(world.deps, { runId }, { kind, reason }, world.by()));
    }
  };
  const bill = async () => {
    const wanted = {
      contractId: pick(random, contracts),
      periodStart: random() < 0.3 ? day(60) : null,
      periodEnd: random() < 0.5 ? addDays(day(10), 60) : null,
    };
    await (random() < 0.7 ? generateInvoice : queueSingle)(world.deps, wanted, world.by());
  };
  const finalise = async () => {
    const invoiceId = anyDocument();
    if (invoiceId !== undefined) {
      await finaliseInvoice(world.deps, { invoiceId }, world.by());
    }
  };
  const discard = async () => {
    const invoiceId = anyDocument();
    if (invoiceId !== undefined) {
      await discardInvoice(world.deps, { invoiceId, reason: 'Not like this' }, world.by());
    }
  };
  const job = async () => {
    const index = Math.floor(random() * world.waiting.length);
    const [taken] = world.waiting.splice(index, random() < 0.4 ? 0 : 1); // some are given to a second worker, too
    const wanted = taken ?? world.waiting[index];
    if (wanted === undefined) {
      return;
    }
    const provenance = world.by(wanted.runId);
    await (wanted.chunk === 'plan'
      ? planRun(world.deps, wanted.runId, provenance)
      : billChunk(world.deps, wanted.runId, wanted.chunk, provenance));
  };
  const taxes = async () => {
    const rates = ['19', pick(random, ['16', '7', '19'])].map((percent, index) => ({
      category: 'standard' as const,
      ratePercent: zDecimalString.parse(percent),
      validFrom: index === 0 ? civilDate('2007-01-01') : day(30),
      note: null,
    }));
    const stream = sellerStream(world.tenantId, SELLER);
    await execute(world.store, seller, stream, { kind: 'changeTaxRates', taxRates: rates }, world.by());
  };
  const wipe = async () => {
    world.waiting.length = 0;
  };
  const sweep = () => sweepBilling(world.deps);
  return [
    amend,
    amend,
    amend,
    run,
    run,
    control,
    bill,
    finalise,
    finalise,
    discard,
    job,
    job,
    job,
    job,
    job,
    wipe,
    sweep,
    taxes,
  ];
}

function ignoreConflict(error: unknown): void {
  if (!(error instanceof Error && error.name === 'RevisionConflict')) {
    throw error;
  }
}

function pick<T>(random: Random, from: readonly T[]): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) {
    throw new Error('There is nothing to pick from');
  }
  return found;
}
