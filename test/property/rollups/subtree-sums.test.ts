import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { derivedId } from '../../../src/application/derived-ids.ts';
import type { RecordedEvent } from '../../../src/application/ports/event-store.ts';
import { addDays, civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { askTenant } from '../../../src/platform/ask-together.ts';
import { accountMemberships } from '../../../src/projections/rollups/account-memberships.ts';
import { rollupsOn } from '../../../src/projections/rollups/queries/rollup.ts';
import { addSteps, type Step } from '../../../src/projections/rollups/steps.ts';
import type { ProjectionTransaction } from '../../../src/projections/runner/projection.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';

const RUNS = Math.min(1_000, Number(process.env.PROPERTY_RUNS ?? 15));
const TIME_MS_MAX = 60_000 + RUNS * 2_000;
const FIRST_DAY = civilDate('2026-01-01');
const TENANT = derivedId('subtree sums');

const which = fc.nat({ max: 1_000 });
const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('open' as const), under: fc.option(which) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('move' as const), who: which, under: fc.option(which) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('merge' as const), who: which, into: which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 20 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      who: which,
      day: fc.nat({ max: 200 }),
      currency: fc.constantFrom('EUR', 'JPY'),
      amount: fc.integer({ min: 1, max: 900 }),
      stoodOn: fc.option(fc.nat({ max: 200 })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('takeBack' as const), which }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

/** What the log holds, one after the other: changes of the tree, and steps of accounts. */
type Entry = { readonly event: RecordedEvent } | { readonly step: Step };

function recorded(category: 'account' | 'accountTree', id: string, type: string, data: object): RecordedEvent {
  // As far as the projection looks.
  return {
    stream: { category, tenantId: TENANT, id },
    event: { type, data },
    metadata: {},
  } as unknown as RecordedEvent;
}

/** Parents as they are now, for the rules of the tree: no cycles, and nothing happens to who has been merged. */
class Tree {
  readonly accounts: AccountId[] = [];
  readonly #parents = new Map<AccountId, AccountId | null>();

  at(index: number | null): AccountId | null {
    return index === null ? null : (this.accounts[index % Math.max(1, this.accounts.length)] ?? null);
  }

  stands(who: AccountId | null, under: AccountId): boolean {
    return who !== null && (who === under || this.stands(this.#parents.get(who) ?? null, under));
  }

  put(who: AccountId, under: AccountId | null): void {
    this.#parents.set(who, under);
  }

  drop(who: AccountId): void {
    this.accounts.splice(this.accounts.indexOf(who), 1);
  }
}

function logOf(script: readonly Happening[]): { readonly log: Entry[]; readonly all: AccountId[] } {
  const log: Entry[] = [];
  const tree = new Tree();
  const all: AccountId[] = [];
  const given: Step[] = [];
  let today = FIRST_DAY;
  for (const one of script) {
    if (one.kind === 'wait') {
      today = addDays(today, one.days);
    } else if (one.kind === 'open') {
      const accountId = derivedId(TENANT, all.length) as AccountId;
      const parentAccountId = tree.at(one.under);
      all.push(accountId);
      tree.accounts.push(accountId);
      tree.put(accountId, parentAccountId);
      log.push({ event: recorded('account', accountId, 'AccountOpened', { accountId, parentAccountId }) });
    } else if (one.kind === 'takeBack') {
      const [step] = given.splice(given.length === 0 ? 0 : one.which % given.length, 1);
      log.push(...(step === undefined ? [] : [{ step: takenBack(step) }]));
    } else {
      const who = tree.at(one.who);
      const other = tree.at(one.kind === 'move' ? one.under : one.kind === 'merge' ? one.into : null);
      if (who === null) {
        continue;
      }
      if (one.kind === 'step') {
        const step = stepOf(who, one);
        given.push(step);
        log.push({ step });
      } else if (one.kind === 'move' && !tree.stands(other, who)) {
        tree.put(who, other);
        const data = { accountId: who, toParentId: other, movedOn: today };
        log.push({ event: recorded('accountTree', TENANT, 'AccountMoved', data) });
      } else if (one.kind === 'merge' && other !== null && !tree.stands(other, who)) {
        tree.put(who, other);
        tree.drop(who);
        const data = { accountId: who, intoAccountId: other, mergedOn: today };
        log.push({ event: recorded('accountTree', TENANT, 'AccountMerged', data) });
      }
    }
  }
  return { log, all };
}

function stepOf(who: AccountId, wanted: Extract<Happening, { kind: 'step' }>): Step {
  const { currency, amount, stoodOn } = wanted;
  const text = currency === 'EUR' ? `${amount}.50` : String(amount);
  const place = {
    tenant_id: TENANT,
    account_id: who,
    currency,
    day: addDays(FIRST_DAY, wanted.day),
    steps: 1,
  } as const;
  return stoodOn === null
    ? { ...place, seats: amount, committed_value: text }
    : { ...place, stood_on: addDays(FIRST_DAY, stoodOn), billed: text, paid: text };
}

function takenBack(step: Step): Step {
  const minus = (text: string | undefined) => `-${text}`; // each step has its amounts
  return step.stood_on === undefined
    ? ({ ...step, steps: -1, seats: -Number(step.seats), committed_value: minus(step.committed_value) } as Step)
    : ({ ...step, steps: -1, billed: minus(step.billed), paid: minus(step.paid) } as Step);
}

interface Sum {
  seats: number;
  cents: number;
  billed: number;
  known: number;
}

interface Pair {
  readonly ancestor_id: string;
  readonly descendant_id: string;
  readonly valid_from: string;
  readonly valid_until: string;
}

/** Infinity sorts behind all dates, and -infinity before them. */
const isIn = ({ valid_from, valid_until }: Pair, day: string) =>
  (valid_from === '-infinity' || valid_from <= day) && (valid_until === 'infinity' || day < valid_until);

/** The figures of one account on a day, step by step and pair by pair. */
function byHand(log: readonly Entry[], pairs: readonly Pair[], top: string, day: string): Record<string, Sum> {
  const sums: Record<string, Sum> = {};
  for (const entry of log) {
    if (!('step' in entry) || entry.step.day > day) {
      continue;
    }
    const { step } = entry;
    const places = pairs.filter((pair) => pair.ancestor_id === top && pair.descendant_id === step.account_id);
    if (places.some((pair) => isIn(pair, step.stood_on ?? day))) {
      const sum = sums[step.currency] ?? { seats: 0, cents: 0, billed: 0, known: 0 };
      sums[step.currency] = sum;
      sum.known += step.steps;
      sum.seats += 'seats' in step ? Number(step.seats) : 0;
      sum.cents += 'committed_value' in step ? Math.round(Number(step.committed_value) * 100) : 0;
      sum.billed += 'billed' in step ? Math.round(Number(step.billed) * 100) : 0;
    }
  }
  return sums;
}

let tables: BillingDatabase;
let tx: ProjectionTransaction;
beforeAll(async () => {
  tables = await billingDatabase();
  tx = { rows: tables.rows, run: async (text, values) => (await tables.rows(text, values)).length };
});
afterAll(() => tables?.database.drop());

/** As the projector does: the tree of a batch first, then its steps. */
async function project(log: readonly Entry[], size: number): Promise<void> {
  await tables.empty();
  for (let from = 0; from < log.length; from += size) {
    const batch = log.slice(from, from + size);
    await accountMemberships.project(
      batch.flatMap((entry) => ('event' in entry ? [entry.event] : [])),
      tx,
    );
    await addSteps(
      batch.flatMap((entry) => ('step' in entry ? [entry.step] : [])),
      tx,
    );
  }
}

it(
  'sums of subtrees are the sums of their steps, through moves and mergers, wherever the log is cut into batches',
  async () => {
    const scripts = fc.array(happening, { minLength: 20, maxLength: 60 });
    const days = fc.array(fc.integer({ min: -10, max: 260 }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(scripts, fc.integer({ min: 1, max: 20 }), days, async (script, size, offsets) => {
        const { log, all } = logOf(script);
        await project(log, size);
        const pairs = await tables.rows<Pair>('SELECT * FROM account_memberships');
        for (const day of offsets.map((offset) => addDays(FIRST_DAY, offset))) {
          const found = await rollupsOn(askTenant(tables.database.pool('api'), TENANT), all, day);
          for (const top of all) {
            const figures = found.get(top)?.withDescendants.currencies ?? [];
            const expected = Object.entries(byHand(log, pairs, top, day)).filter(([, { known }]) => known > 0);
            const shown = figures.map((one) => [
              one.currency,
              one.seats,
              Math.round(Number(one.committedValue) * 100),
              Math.round(Number(one.billed) * 100),
              Math.round(Number(one.paid) * 100),
            ]);
            expect(shown, `${top} on ${day}`).toEqual(
              expected
                .map(([currency, sum]) => [currency, sum.seats, sum.cents, sum.billed, sum.billed])
                .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
            );
          }
        }
        const rows = await tables.digest();
        await project(log, 1_000);
        expect(await tables.digest()).toEqual(rows);
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: TIME_MS_MAX - 15_000, markInterruptAsFailure: true },
    );
  },
  TIME_MS_MAX,
);
