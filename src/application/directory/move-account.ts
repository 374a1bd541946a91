import { accountTree } from '../../domain/account-tree/account-tree.ts';
import { parentOf } from '../../domain/account-tree/ways.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import { execute, type Rejected, rejected } from '../execute.ts';
import type { Clock } from '../ports/clock.ts';
import type { DirectoryFinders } from '../ports/directory-finders.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { accountTreeStream } from '../streams.ts';
import { type AccountPlaces, readPlacesForMove } from './account-places.ts';
import { accountNotFound } from './existing-account.ts';
import { parentFault } from './parent-check.ts';
import { treeDepthMax } from './tree-depth.ts';

export interface MoveAccountDeps {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  readonly finders: DirectoryFinders;
}

export interface MoveAccountInput {
  readonly accountId: AccountId;
  readonly toParentId: AccountId | null;
  /** The first day in the new place; today unless given. */
  readonly effectiveOn?: CivilDate | null;
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
  { accountId, toParentId, effectiveOn, reason }: MoveAccountInput,
  provenance: Provenance,
) {
  const { tenantId } = provenance;
  const commandId = derivedId(provenance.commandId, 'move');
  const today = civilDateIn('UTC', clock.now());
  const movedOn = effectiveOn ?? today;
  const places = await readPlacesForMove(eventStore, tenantId, { accountId, toParentId, day: movedOn });
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
      depthMax: staysThere ? undefined : await treeDepthMax(eventStore, tenantId),
      movedOn,
      today,
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
  if (account.mergedInto !== null) {
    return rejected({
      code: 'ACCOUNT_MERGED',
      message: `Account ${account.accountName} was merged into account ${account.mergedInto}; move that one.`,
    });
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
