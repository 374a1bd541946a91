import { account } from '../../domain/account/account.ts';
import type { AccountOpening } from '../../domain/account/state.ts';
import { ancestorsOf, depthFault } from '../../domain/account-tree/ways.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import { execute, rejected } from '../execute.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { accountStream } from '../streams.ts';
import { type ContactChanges, NO_CONTACT, sealContact, withContactChanges } from './account-contact.ts';
import { readAccountPlaces } from './account-places.ts';
import { asAccount, loadAccount } from './existing-account.ts';
import { goneParentFault, parentFault } from './parent-check.ts';
import { type PlacedAccountDeps, type PlacedAccountOutcome, placeAccount } from './placed-account.ts';
import { treeDepthMax } from './tree-depth.ts';

export interface OpenAccountInput extends Omit<AccountOpening, 'accountId' | 'contact'> {
  readonly contact: ContactChanges;
}

/** Opens an account; its id is the command's. Rejected when the parent does not exist, is closed or stands too deep. */
export async function openAccount(
  deps: PlacedAccountDeps,
  input: OpenAccountInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { eventStore, vault } = deps;
  const { tenantId } = provenance;
  const accountId = provenance.commandId as AccountId; // the id of a new record is its command's
  const fault = await placeFault(eventStore, tenantId, input.parentAccountId);
  // A repeated command is answered with what it made, whatever has become of the parent since.
  if (fault !== undefined && (await loadAccount(eventStore, tenantId, accountId)) === undefined) {
    return rejected(fault);
  }
  const { contact, ...fields } = input;
  const sealed = await sealContact(vault, tenantId, accountId, withContactChanges(NO_CONTACT, contact));
  const outcome = await execute(
    eventStore,
    account,
    accountStream(tenantId, accountId),
    { kind: 'open', account: { ...fields, accountId, contact: sealed } },
    provenance,
  );
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const { parentAccountId } = input;
  const late = outcome.events.length === 0 ? undefined : await lateFault(eventStore, tenantId, parentAccountId);
  if (late !== undefined) {
    await takeBack(eventStore, accountId, provenance);
    return rejected(late);
  }
  return placeAccount(deps, tenantId, { ...outcome, state: asAccount(outcome.state) });
}

async function placeFault(
  eventStore: EventStore,
  tenantId: TenantId,
  parentId: AccountId | null,
): Promise<Rejection | undefined> {
  if (parentId === null) {
    return undefined;
  }
  const places = await readAccountPlaces(eventStore, tenantId, [parentId]);
  const fault = parentFault(places, parentId);
  if (fault !== undefined) {
    return fault;
  }
  const depth = 1 + ancestorsOf(places.tree.state, places.openedUnder, parentId).length;
  const tooDeep = depthFault(depth, await treeDepthMax(eventStore, tenantId));
  return tooDeep?.outcome === 'rejected' ? tooDeep.rejection : undefined;
}

/**
 * Whoever closes the parent has first said so and then looked for accounts below. Either that look has seen this account,
 * or it was too early; then what was said before it stands in the parent's stream by now.
 */
async function lateFault(
  eventStore: EventStore,
  tenantId: TenantId,
  parentId: AccountId | null,
): Promise<Rejection | undefined> {
  const parent = parentId === null ? undefined : await loadAccount(eventStore, tenantId, parentId);
  return parent === undefined ? undefined : goneParentFault(parent.state);
}

async function takeBack(eventStore: EventStore, accountId: AccountId, provenance: Provenance): Promise<void> {
  const stream = accountStream(provenance.tenantId, accountId);
  const closedOn = civilDateIn('UTC', provenance.recordedAt);
  const reason = 'Its parent was closed at the same time';
  await execute(
    eventStore,
    account,
    stream,
    { kind: 'close', closedOn, reason, closing: null },
    step(provenance, 'take back'),
  );
}
