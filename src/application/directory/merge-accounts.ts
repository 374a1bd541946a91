import { type AccountCommand, account } from '../../domain/account/account.ts';
import type { ContactPoint } from '../../domain/account/contact-points.ts';
import type { ContactPointId } from '../../domain/account/events.ts';
import type { Account } from '../../domain/account/state.ts';
import { goneFault } from '../../domain/account/status.ts';
import { accountTree } from '../../domain/account-tree/account-tree.ts';
import { allOf } from '../../domain/account-tree/places.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import { execute, type Rejected, rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { accountStream, accountTreeStream } from '../streams.ts';
import { readContact } from './account-contact.ts';
import { readPlacesForMove } from './account-places.ts';
import type { CloseAccountDeps } from './close-account.ts';
import { isEmptyText, textOfForm } from './contact-text.ts';
import { accountNotFound, asAccount, loadAccount } from './existing-account.ts';
import { moveAccount } from './move-account.ts';
import { type PlacedAccountOutcome, placeAccount } from './placed-account.ts';
import { treeDepthMax } from './tree-depth.ts';

export interface MergeAccountsInput {
  readonly accountId: AccountId;
  readonly intoAccountId: AccountId;
  /** Contacts, addresses and tax registrations are added to those of the survivor. */
  readonly carryOver: boolean;
  readonly reason: string | null;
}

/** Changes of the tree in a row that overtook a merger. */
const OVERTAKEN_MAX = 50;
/** Children in one look; the rest in the next. */
const CHILDREN_MAX = 1_000;

/**
 * Merges an account into another one that it turned out to be. The tree decides; the two accounts and the children follow.
 * The steps' ids derive from the two accounts: whoever asks again, under whatever command, finishes what was interrupted.
 */
export async function mergeAccounts(
  deps: CloseAccountDeps,
  input: MergeAccountsInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { eventStore, clock } = deps;
  const { tenantId } = provenance;
  const { accountId, intoAccountId, reason } = input;
  const today = civilDateIn('UTC', clock.now());
  const refusal = await decideOnTree(deps, input, today, provenance);
  if (refusal !== undefined) {
    return refusal;
  }
  const merging = { ...input, mergedOn: today };
  const absorbed = await loadAccount(eventStore, tenantId, accountId);
  if (absorbed !== undefined) {
    const side = accountStream(tenantId, intoAccountId);
    const command = await absorption(deps, absorbed.state, merging, provenance);
    await execute(eventStore, account, side, command, stepOf(input, provenance, 'absorb'));
  }
  const command = { kind: 'mergeInto', intoAccountId, mergedOn: today, reason } as const;
  const own = stepOf(input, provenance, 'merge');
  const outcome = await execute(eventStore, account, accountStream(tenantId, accountId), command, own);
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const position = await moveChildren(deps, input, outcome.position, provenance);
  return placeAccount(deps, tenantId, { ...outcome, state: asAccount(outcome.state), position });
}

function stepOf({ accountId, intoAccountId }: MergeAccountsInput, provenance: Provenance, name: string): Provenance {
  const commandId = derivedId('merge', provenance.tenantId, accountId, intoAccountId, name);
  return { ...provenance, commandId, causationId: provenance.commandId };
}

async function decideOnTree(
  deps: CloseAccountDeps,
  input: MergeAccountsInput,
  today: CivilDate,
  provenance: Provenance,
): Promise<Rejected | undefined> {
  const { eventStore, finders } = deps;
  const { tenantId } = provenance;
  const { accountId, intoAccountId, reason } = input;
  const own = stepOf(input, provenance, 'tree');
  for (let overtaken = 0; ; overtaken += 1) {
    const move = { accountId, toParentId: intoAccountId, day: today };
    const { tree, accounts, openedUnder } = await readPlacesForMove(eventStore, tenantId, move);
    if (tree.commands.has(own.commandId)) {
      return undefined;
    }
    const fault =
      sideFault(accounts.get(accountId), accountId) ?? sideFault(accounts.get(intoAccountId), intoAccountId);
    if (fault !== undefined) {
      return fault;
    }
    const levelsBelow = await finders.levelsBelow(tenantId, accountId);
    const depthMax = await treeDepthMax(eventStore, tenantId);
    const command = {
      kind: 'merge',
      accountId,
      intoAccountId,
      openedUnder,
      levelsBelow,
      depthMax,
      today,
      reason,
    } as const;
    const outcome = await execute(eventStore, accountTree, accountTreeStream(tenantId), command, own, {
      expectedRevision: tree.revision,
    });
    if (outcome.outcome === 'accepted') {
      return undefined;
    }
    if (outcome.rejection.code !== 'REVISION_MISMATCH' || overtaken >= OVERTAKEN_MAX) {
      return outcome;
    }
  }
}

function sideFault(side: Account | undefined, id: AccountId): Rejected | undefined {
  if (side === undefined) {
    return accountNotFound(id);
  }
  if (side.closingSince !== null) {
    const message = `Account ${side.accountName} is being closed; it cannot be merged.`;
    return rejected({ code: 'ACCOUNT_CLOSING', message });
  }
  const gone = goneFault(side);
  return gone?.outcome === 'rejected' ? gone : undefined;
}

/** What the survivor takes over. The boxes stay as they are: a person's key is the person's, on whichever account. */
async function absorption(
  { vault }: CloseAccountDeps,
  absorbed: Account,
  { carryOver, mergedOn, reason }: MergeAccountsInput & { readonly mergedOn: CivilDate },
  { tenantId }: Provenance,
): Promise<AccountCommand> {
  const base = { kind: 'absorb', absorbedAccountId: absorbed.accountId, mergedOn, reason } as const;
  if (!carryOver) {
    return { ...base, contactPoints: [], taxRegistrations: [] };
  }
  const ofForm: ContactPoint[] = [];
  const shown = await readContact(vault, tenantId, { ...absorbed, contactPoints: [], primaryPoints: {} });
  for (const form of ['contact', 'address'] as const) {
    const text = shown === undefined ? undefined : textOfForm(form, shown);
    if (text !== undefined && !isEmptyText(text)) {
      const pointId = derivedId('merge', tenantId, absorbed.accountId, form) as ContactPointId; // a fresh UUID of ours
      const sealed = await vault.seal(tenantId, `contact:${pointId}`, text);
      const country = form === 'address' ? absorbed.billingCountry : null;
      ofForm.push({ pointId, form, kind: 'billing', country, sealed });
    }
  }
  const { contactPoints, taxRegistrations } = absorbed;
  return { ...base, contactPoints: [...ofForm, ...contactPoints], taxRegistrations };
}

/**
 * What stood below the account comes to stand directly below the survivor. Until a child has moved it stands there too,
 * one level further down; so one that cannot move, or is missed, is in nobody's way.
 */
async function moveChildren(
  deps: CloseAccountDeps,
  input: MergeAccountsInput,
  mergedAt: bigint,
  provenance: Provenance,
): Promise<bigint> {
  const { eventStore, finders } = deps;
  const { tenantId } = provenance;
  const { accountId, intoAccountId, reason } = input;
  await finders.haveSeen(mergedAt);
  const { state } = await eventStore.load(accountTreeStream(tenantId), accountTree);
  const movedHere = allOf(state.moved).flatMap(([id, parentId]) => (parentId === accountId ? [id] : []));
  const found = await finders.childrenOf(tenantId, accountId, CHILDREN_MAX);
  let last = mergedAt;
  for (const childId of new Set([...found, ...movedHere])) {
    const own = stepOf(input, provenance, childId);
    const outcome = await moveAccount(deps, { accountId: childId, toParentId: intoAccountId, reason }, own);
    last = outcome.outcome === 'accepted' && outcome.position > last ? outcome.position : last;
  }
  return last;
}
