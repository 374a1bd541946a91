import { account } from '../../domain/account/account.ts';
import { accountTree } from '../../domain/account-tree/account-tree.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import { execute, rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { accountStream, accountTreeStream } from '../streams.ts';
import { type Closing, closingObstacle } from './closing-obstacles.ts';
import { accountNotFound, asAccount, loadAccount } from './existing-account.ts';
import type { MoveAccountDeps } from './move-account.ts';
import { type PlacedAccountDeps, type PlacedAccountOutcome, placeAccount } from './placed-account.ts';

export interface CloseAccountInput {
  readonly accountId: AccountId;
  readonly reason: string | null;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

export interface CloseAccountDeps extends PlacedAccountDeps, MoveAccountDeps {}

/** Moves in a row that overtook a closing. */
const OVERTAKEN_MAX = 50;

/**
 * Closes an account for good, unless open accounts stand below it or contracts stand on it. None can come while we look:
 * first the account's stream says that it is being closed, so that nothing new is opened below it, drafted or activated on
 * it from then on; then the read models are waited for until they have seen that; then the tree is shut on the revision
 * that was looked at. Whoever repeats a closing that was interrupted goes on with it.
 */
export async function closeAccount(
  deps: CloseAccountDeps,
  { accountId, reason, expectedRevision }: CloseAccountInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { eventStore, clock } = deps;
  const { tenantId } = provenance;
  const found = await loadAccount(eventStore, tenantId, accountId);
  if (found === undefined) {
    return accountNotFound(accountId);
  }
  const today = civilDateIn('UTC', clock.now());
  const stream = accountStream(tenantId, accountId);
  let closing: number | null = null;
  if (found.state.status !== 'closed') {
    const start = { kind: 'startClosing', startedOn: today, reason } as const;
    const { state: tree } = await eventStore.load(accountTreeStream(tenantId), accountTree);
    const { accountName } = found.state;
    const obvious = await closingObstacle(deps, { tenantId, accountId, accountName, tree, today });
    if (obvious !== undefined) {
      return rejected(obvious);
    }
    const started = await execute(eventStore, account, stream, start, step(provenance, 'start', found.revision), {
      expectedRevision,
    });
    if (started.outcome === 'rejected') {
      return started;
    }
    closing = asAccount(started.state).closings;
    const attempt = { tenantId, accountId, accountName, tree, today, closing };
    const refusal = await lookAndShut(deps, attempt, started.position, provenance);
    if (refusal !== undefined) {
      await withdraw(deps, attempt, refusal, provenance);
      return rejected(refusal);
    }
  }
  const close = { kind: 'close', closedOn: today, reason, closing } as const;
  const outcome = await execute(eventStore, account, stream, close, provenance);
  if (outcome.outcome === 'rejected') {
    // Somebody else has withdrawn it, and something may have come since.
    const attempt = { tenantId, accountId, today, closing: closing ?? 0 };
    await withdrawShut(deps, attempt, provenance);
    return outcome;
  }
  return placeAccount(deps, tenantId, { ...outcome, state: asAccount(outcome.state) });
}

interface Attempt extends Closing {
  readonly closing: number;
}

/** Undefined when nothing is in the way and nothing can come any more. */
async function lookAndShut(
  deps: CloseAccountDeps,
  attempt: Attempt,
  startedAt: bigint,
  provenance: Provenance,
): Promise<Rejection | undefined> {
  const { eventStore, finders } = deps;
  const { tenantId, accountId, accountName, today, closing } = attempt;
  if (!(await finders.haveSeen(startedAt))) {
    const message = `Whether anything stands on account ${accountName} cannot be seen right now; close it again in a moment.`;
    return { code: 'PROJECTION_BEHIND', message };
  }
  const stream = accountTreeStream(tenantId);
  for (let overtaken = 0; ; overtaken += 1) {
    const tree = await eventStore.load(stream, accountTree);
    const obstacle = await closingObstacle(deps, { ...attempt, tree: tree.state });
    if (obstacle !== undefined) {
      return obstacle;
    }
    const command = { kind: 'shut', accountId, closing, shutOn: today } as const;
    const shut = await execute(eventStore, accountTree, stream, command, step(provenance, 'shut', closing), {
      expectedRevision: tree.revision,
    });
    if (shut.outcome === 'accepted') {
      return undefined;
    }
    if (shut.rejection.code !== 'REVISION_MISMATCH' || overtaken >= OVERTAKEN_MAX) {
      return shut.rejection;
    }
  }
}

async function withdraw(
  deps: CloseAccountDeps,
  attempt: Attempt,
  { message }: Rejection,
  provenance: Provenance,
): Promise<void> {
  const { tenantId, accountId, today, closing } = attempt;
  await withdrawShut(deps, attempt, provenance);
  const command = { kind: 'withdrawClosing', withdrawnOn: today, because: message.slice(0, 1_000) } as const;
  const stream = accountStream(tenantId, accountId);
  await execute(deps.eventStore, account, stream, command, step(provenance, 'withdraw', closing));
}

async function withdrawShut(
  { eventStore }: CloseAccountDeps,
  { tenantId, accountId, today, closing }: Pick<Attempt, 'tenantId' | 'accountId' | 'today' | 'closing'>,
  provenance: Provenance,
): Promise<void> {
  const command = { kind: 'withdrawShut', accountId, closing, withdrawnOn: today } as const;
  await execute(
    eventStore,
    accountTree,
    accountTreeStream(tenantId),
    command,
    step(provenance, 'withdraw shut', closing),
  );
}
