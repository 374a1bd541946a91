import { accountTree, parentOf } from '../../domain/account-tree/account-tree.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import { execute, type Rejected, rejected } from '../execute.ts';
import type { Clock } from '../ports/clock.ts';
import type { DirectoryFinders } from '../ports/directory-finders.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { accountTreeStream } from '../streams.ts';
import { type AccountPlaces, readAccountPlaces } from './account-places.ts';
import { accountNotFound } from './existing-account.ts';
import { parentFault } from './parent-check.ts';

export interface MoveAccountDeps {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  readonly finders: DirectoryFinders;
}

export interface MoveAccountInput {
  readonly accountId: AccountId;
  readonly toParentId: AccountId | null;
  readonly reason: string | null;
}

type TreeOutcome = Awaited<ReturnType<typeof moveOnce>>;

/** Moves in a row that somebody else's move overtook; each one means that another move has succeeded. */
const OVERTAKEN_MAX = 50;

/**
 * Moves an account with everything below it. Decided on the revision of the tenant's tree for which the ways up were
 * read: when another move comes first, the ways are read again. Moving never moves debt: see billing-rules §6.
 */
export async function moveAccount(
  deps: MoveAccountDeps,
  input: MoveAccountInput,
  provenance: Provenance,
): Promise<TreeOutcome> {
  for (let overtaken = 0; ; overtaken += 1) {
    const outcome = await moveOnce(deps, input, provenance);
    const isOvertaken = outcome.outcome === 'rejected' && outcome.rejection.code === 'REVISION_MISMATCH';
    if (!isOvertaken || overtaken >= OVERTAKEN_MAX) {
      return outcome;
    }
  }
}

async function moveOnce(
  { eventStore, clock, finders }: MoveAccountDeps,
  { accountId, toParentId, reason }: MoveAccountInput,
  provenance: Provenance,
) {
  const { tenantId } = provenance;
  const commandId = derivedId(provenance.commandId, 'move');
  const from = toParentId === null ? [accountId] : [accountId, toParentId];
  const places = await readAccountPlaces(eventStore, tenantId, from);
  const staysThere = parentOf(places.tree.state, places.openedUnder, accountId) === toParentId;
  const fault = placesFault(places, accountId, staysThere ? null : toParentId);
  // A repeated command is answered with what it did, whatever has become of the accounts since.
  if (fault !== undefined && !places.tree.commands.has(commandId)) {
    return fault;
  }
  return execute(
    eventStore,
    accountTree,
    accountTreeStream(tenantId),
    {
      kind: 'move',
      accountId,
      toParentId,
      openedUnder: places.openedUnder,
      // A form sends the parent along with everything else: nothing to look up when it is the one of today.
      levelsBelow: staysThere ? 0 : await finders.levelsBelow(tenantId, accountId),
      movedOn: civilDateIn('UTC', clock.now()),
      reason,
    },
    { ...provenance, commandId, causationId: provenance.commandId },
    { expectedRevision: places.tree.revision },
  );
}

function placesFault(places: AccountPlaces, accountId: AccountId, newParentId: AccountId | null): Rejected | undefined {
  const account = places.accounts.get(accountId);
  if (account === undefined) {
    return accountNotFound(accountId);
  }
  if (account.status === 'closed') {
    return rejected({
      code: 'ACCOUNT_CLOSED',
      message: `Account ${account.accountName} is closed; a closed account does not move.`,
    });
  }
  const fault = parentFault(places, newParentId);
  return fault === undefined ? undefined : rejected(fault);
}
