import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { derivedId } from '../../src/application/derived-ids.ts';
import { closeAccount } from '../../src/application/directory/close-account.ts';
import { mergeAccounts } from '../../src/application/directory/merge-accounts.ts';
import { moveAccount } from '../../src/application/directory/move-account.ts';
import { openAccount } from '../../src/application/directory/open-account.ts';
import { account } from '../../src/domain/account/account.ts';
import type { AccountEvent } from '../../src/domain/account/events.ts';
import type { Account } from '../../src/domain/account/state.ts';
import type { AccountId } from '../../src/domain/kernel/ids.ts';
import { anOpenAccountInput } from '../support/controls/accounts.ts';
import { createDirectoryDeps, parentsOf } from '../support/controls/directory.ts';
import { aProvenance } from '../support/controls/provenance.ts';
import { type DirectoryDatabase, directoryDatabase } from '../support/directory-database.ts';

/** Index of an account opened before; taken modulo their number. */
const place = fc.nat({ max: 1_000 });
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const), under: fc.option(place) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('move' as const), who: place, under: fc.option(place) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('merge' as const), who: place, under: place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), who: place, under: place }) },
);
/** Steps of one round run at the same time. */
const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 3, maxLength: 12 });

type Script = typeof rounds extends fc.Arbitrary<infer Value> ? Value : never;
type Deps = ReturnType<typeof createDirectoryDeps>;

async function run(deps: Deps, steps: Script[number], ids: AccountId[], seed: string) {
  const known = [...ids];
  const at = (index: number | null) => (index === null ? null : (known[index % Math.max(1, known.length)] ?? null));
  await Promise.all(
    steps.map(async (wanted, index) => {
      const provenance = aProvenance({ commandId: derivedId(seed, index) });
      if (wanted.kind === 'open') {
        const opened = await openAccount(deps, anOpenAccountInput({ parentAccountId: at(wanted.under) }), provenance);
        if (opened.outcome === 'accepted') ids.push(opened.state.account.accountId);
        return;
      }
      const accountId = at(wanted.who);
      const other = at(wanted.under);
      if (accountId !== null && wanted.kind === 'close') {
        await closeAccount(deps, { accountId, reason: null, expectedRevision: undefined }, provenance);
      } else if (accountId !== null && other !== null && wanted.kind === 'merge') {
        const merger = { accountId, intoAccountId: other, carryOver: true, reason: null };
        await mergeAccounts(deps, merger, provenance);
      } else if (accountId !== null && wanted.kind === 'move') {
        await moveAccount(deps, { accountId, toParentId: other, reason: null }, provenance);
      }
    }),
  );
}

async function playedOut(script: Script): Promise<Deps> {
  const deps = createDirectoryDeps();
  const ids: AccountId[] = [];
  for (const [round, steps] of script.entries()) {
    await run(deps, steps, ids, `round ${round}`);
  }
  return deps;
}

const RECURSION = `
  WITH RECURSIVE way AS (
    SELECT tenant_id, id AS descendant_id, id AS ancestor_id, 0 AS depth FROM accounts
    UNION ALL
    SELECT way.tenant_id, way.descendant_id, a.parent_account_id, way.depth + 1
    FROM way JOIN accounts AS a ON a.tenant_id = way.tenant_id AND a.id = way.ancestor_id
    WHERE a.parent_account_id IS NOT NULL
  )
  SELECT tenant_id, ancestor_id, descendant_id, depth FROM way ORDER BY 1, 2, 3`;
const CLOSURE = 'SELECT tenant_id, ancestor_id, descendant_id, depth FROM account_closure ORDER BY 1, 2, 3';

let directory: DirectoryDatabase;
beforeAll(async () => {
  directory = await directoryDatabase();
});
afterAll(() => directory?.database.drop());

/** Open accounts whose parent is closed, unless the parent was merged and they only wait for their move. */
function orphans(deps: Deps): AccountId[] {
  const states = new Map<AccountId, Account>();
  for (const { event, stream } of deps.eventStore.log()) {
    if (stream.category === 'account') {
      const id = stream.id as AccountId; // streams of the category are accounts'
      states.set(id, account.evolve(states.get(id) ?? account.initialState, event as AccountEvent) as Account);
    }
  }
  const parents = parentsOf(deps.eventStore);
  return [...states].flatMap(([id, { status }]) => {
    const parentId = parents.get(id);
    const parent = parentId == null ? undefined : states.get(parentId);
    return status !== 'closed' && parent?.status === 'closed' && parent.mergedInto === null ? [id] : [];
  });
}

describe('whatever is opened, moved, merged and closed, also at the same time', () => {
  it('no open account stands below a closed one', async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (script) => {
        expect(orphans(await playedOut(script))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('there is never a cycle', async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (script) => {
        const deps = await playedOut(script);
        expect(() => parentsOf(deps.eventStore)).not.toThrow(); // walking up a cycle would
      }),
      { numRuns: 60 },
    );
  });

  it('the closure table is what recursion over the parents gives, wherever the log is cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(rounds, fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1 }), async (script, cuts) => {
        const log = (await playedOut(script)).eventStore.log();
        await directory.empty();
        for (let from = 0, batch = 0; from < log.length; batch += 1) {
          const size = cuts[batch % cuts.length] ?? 1;
          await directory.project(log.slice(from, from + size));
          from += size;
        }
        await directory.asProjector(async (client) => {
          const [closure, recursion] = [await client.query(CLOSURE), await client.query(RECURSION)];
          expect(closure.rows).toEqual(recursion.rows);
        });
      }),
      { numRuns: 40 },
    );
  });
});
