import { account } from '../../domain/account/account.ts';
import { accountTree } from '../../domain/account-tree/account-tree.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import { execute, type Rejected, rejected } from '../execute.ts';
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
  if (found.state.status !== 'closed') {
    const start = { kind: 'startClosing', startedOn: today, reason } as const;
    const { state: tree } = await eventStore.load(accountTreeStream(tenantId), accountTree);
    const closing = { tenantId, accountId, accountName: found.state.accountName, tree, today };
    const obvious = await closingObstacle(deps, closing);
    if (obvious !== undefined) {
      return rejected(obvious);
    }
    const started = await execute(eventStore, account, stream, start, step(provenance, 'start', found.revision), {
      expectedRevision,
    });
    if (started.outcome === 'rejected') {
      return started;
    }
    const refusal = await lookAndShut(deps, closing, started.position, provenance);
    if (refusal !== undefined) {
      await withdraw(deps, accountId, refusal, today, provenance);
      return rejected(refusal);
    }
  }
  const outcome = await execute(eventStore, account, stream, { kind: 'close', closedOn: today, reason }, provenance);
  return outcome.outcome === 'rejected'
    ? outcome
    : placeAccount(deps, tenantId, { ...outcome, state: asAccount(outcome.state) });
}

/** Undefined when nothing is in the way and nothing can come any more. */
async function lookAndShut(
  deps: CloseAccountDeps,
  closing: Closing,
  startedAt: bigint,
  provenance: Provenance,
): Promise<Rejection | undefined> {
  const { eventStore, finders } = deps;
  const { accountId, accountName, today } = closing;
  if (!(await finders.haveSeen(startedAt))) {
    const message = `Whether anything stands on account ${accountName} cannot be seen right now; close it again in a moment.`;
    return { code: 'PROJECTION_BEHIND', message };
  }
  const stream = accountTreeStream(closing.tenantId);
  for (let overtaken = 0; ; overtaken += 1) {
    const tree = await eventStore.load(stream, accountTree);
    const obstacle = await closingObstacle(deps, { ...closing, tree: tree.state });
    if (obstacle !== undefined) {
      return obstacle;
    }
    const command = { kind: 'shut', accountId, shutOn: today } as const;
    const shut = await execute(eventStore, accountTree, stream, command, step(provenance, 'shut'), {
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
  { eventStore }: CloseAccountDeps,
  accountId: AccountId,
  { message }: Rejected['rejection'],
  withdrawnOn: CivilDate,
  provenance: Provenance,
): Promise<void> {
  const command = { kind: 'withdrawClosing', withdrawnOn, because: message.slice(0, 1_000) } as const;
  const stream = accountStream(provenance.tenantId, accountId);
  const { revision } = await eventStore.load(stream, account);
  await execute(eventStore, account, stream, command, step(provenance, 'withdraw', revision));
}
