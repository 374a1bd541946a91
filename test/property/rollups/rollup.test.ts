import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { moveAccount } from '../../../src/application/directory/move-account.ts';
import { execute } from '../../../src/application/execute.ts';
import { accountStream, contractStream } from '../../../src/application/streams.ts';
import { account } from '../../../src/domain/account/account.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import { addDays, civilDate, civilDateIn } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId, ContractId } from '../../../src/domain/kernel/ids.ts';
import { askTenant } from '../../../src/platform/ask-together.ts';
import { rollupsOn } from '../../../src/projections/rollups/queries/rollup.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { createLogFinders } from '../../support/controls/directory.ts';
import { paymentStep, playPayment } from '../../support/random-payments.ts';
import { type Credit, type History, naiveRollup } from './naive-rollup.ts';

const RUNS = Math.min(1_000, Number(process.env.PROPERTY_RUNS ?? 12));
const TIME_MS_MAX = 60_000 + RUNS * 2_000;
const FIRST_DAY = civilDate('2026-01-01');

/** Which of those that are there; taken modulo their number. */
const which = fc.nat({ max: 1_000 });
const day = fc.nat({ max: 400 });

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('open' as const), under: fc.option(which) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('move' as const), who: which, under: fc.option(which) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), who: which }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('sign' as const),
      account: which,
      seats: fc.integer({ min: 1, max: 40 }),
      seatPrice: fc.constantFrom('20', '9.99', '1333'),
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
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('cancel' as const),
      contract: which,
      last: fc.integer({ min: -1, max: 364 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('bill' as const), through: day }) },
  { weight: 4, arbitrary: paymentStep },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Story {
  readonly world: BillingWorld;
  readonly accounts: AccountId[];
  readonly contracts: ContractId[];
}

const at = <T>(items: readonly T[], index: number | null): T | undefined =>
  index === null || items.length === 0 ? undefined : items[index % items.length];

async function playedOut(script: readonly Step[]): Promise<Story> {
  const world = await billingWorld(FIRST_DAY);
  const story: Story = { world, accounts: [await world.account('Acme')], contracts: [] };
  for (const wanted of script) {
    await play(story, wanted);
  }
  return story;
}

/** What is refused changes nothing. */
async function play({ world, accounts, contracts }: Story, wanted: Step): Promise<void> {
  const { store, deps, clock, tenantId } = world;
  switch (wanted.kind) {
    case 'open':
      accounts.push(
        await world.account(`Account ${accounts.length}`, { parentAccountId: at(accounts, wanted.under) ?? null }),
      );
      return;
    case 'move': {
      const accountId = at(accounts, wanted.who) as AccountId; // there is always one
      const input = { accountId, toParentId: at(accounts, wanted.under) ?? null, reason: null };
      await moveAccount({ eventStore: store, clock, finders: createLogFinders(store) }, input, world.by());
      return;
    }
    case 'close': {
      const accountId = at(accounts, wanted.who) as AccountId; // as above
      const command = {
        kind: 'close',
        closedOn: civilDateIn('UTC', clock.now()),
        reason: null,
        closing: null,
      } as const;
      await execute(store, account, accountStream(tenantId, accountId), command, world.by());
      return;
    }
    case 'wait':
      clock.advance(wanted.days * 86_400_000);
      return;
    case 'sign': {
      const { kind: _, account: buyer, ...shape } = wanted;
      contracts.push(await world.contract({ ...shape, account: at(accounts, buyer) as AccountId })); // as above
      return;
    }
    case 'adjust':
    case 'cancel': {
      const contractId = at(contracts, wanted.contract);
      if (contractId !== undefined) {
        await amend(world, contractId, wanted);
      }
      return;
    }
    case 'bill': {
      const through = addDays(FIRST_DAY, wanted.through);
      await startRun(deps, { sellerId: SELLER, through, finalise: true }, world.by());
      await world.work();
      return;
    }
    default:
      await playPayment(world, accounts, wanted);
  }
}

async function amend(
  world: BillingWorld,
  contractId: ContractId,
  wanted: Extract<Step, { kind: 'adjust' | 'cancel' }>,
): Promise<void> {
  const { lines } = await world.contractState(contractId);
  const command =
    wanted.kind === 'adjust'
      ? ({
          kind: 'adjustSeats',
          lineId: at(lines, wanted.line)?.lineId ?? null,
          quantity: wanted.seats,
          effectiveOn: addDays(FIRST_DAY, wanted.from),
          reason: null,
        } as const)
      : ({
          kind: 'cancel',
          cancelledOn: FIRST_DAY,
          lastServiceDay: addDays(FIRST_DAY, wanted.last),
          creditUnusedDays: null,
          fee: null,
          reason: null,
        } as const);
  await execute(world.store, contract, contractStream(world.tenantId, contractId), command, world.by());
}

let tables: BillingDatabase;
beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables?.database.drop());

async function historyOf({ world, contracts }: Story): Promise<History> {
  return {
    log: world.store.log() as History['log'], // other events stand between those that are looked at
    contracts: await Promise.all(contracts.map((id) => world.contractState(id))),
    credits: await tables.rows<Credit>('SELECT invoice_id, amount, credited_on FROM invoice_credits'),
  };
}

it(
  'a roll-up is what recursion over all that happened gives, on any day, wherever the log is cut into batches',
  async () => {
    const scripts = fc.array(step, { minLength: 15, maxLength: 40 });
    const days = fc.array(fc.integer({ min: -30, max: 450 }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(scripts, fc.integer({ min: 1, max: 30 }), days, async (script, size, offsets) => {
        const story = await playedOut(script);
        await tables.empty();
        await tables.project(story.world.store.log(), size);
        const history = await historyOf(story);
        for (const date of offsets.map((offset) => addDays(FIRST_DAY, offset))) {
          const ask = askTenant(tables.database.pool('api'), story.world.tenantId);
          const found = await rollupsOn(ask, story.accounts, date);
          const expected = story.accounts.map((id) => [id, naiveRollup(history, id, date)]);
          expect(Object.fromEntries(found), date).toEqual(Object.fromEntries(expected));
        }
        const rows = await tables.digest();
        await tables.empty();
        await tables.project(story.world.store.log());
        expect(await tables.digest()).toEqual(rows);
      }),
      // A failure is made smaller for as long as there is time, then reported as it is.
      { numRuns: RUNS, interruptAfterTimeLimit: TIME_MS_MAX - 15_000, markInterruptAsFailure: true },
    );
  },
  TIME_MS_MAX,
);
