import { goneFault } from '../../domain/account/status.ts';
import { accountTree } from '../../domain/account-tree/account-tree.ts';
import { billToOn } from '../../domain/account-tree/bill-to.ts';
import type { BillTo } from '../../domain/account-tree/events.ts';
import { settingsOf } from '../../domain/account-tree/state.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import { execute } from '../execute.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { accountTreeStream } from '../streams.ts';
import { readAccountPlaces } from './account-places.ts';
import { accountNotFound } from './existing-account.ts';
import { type PlacedAccountDeps, type PlacedAccountOutcome, placeAccount } from './placed-account.ts';

export interface SetBillToInput {
  readonly accountId: AccountId;
  readonly billTo: BillTo;
  /** For contracts that start on this day or later; today unless given. */
  readonly effectiveOn: CivilDate | null;
  readonly reason: string | null;
}

/** Changes of the tree in a row that overtook the setting. */
const OVERTAKEN_MAX = 50;

/** Says who gets the documents of the account's new contracts. Decided on the tree, as moves are. */
export async function setBillTo(
  deps: PlacedAccountDeps & { readonly clock: Clock },
  input: SetBillToInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { tenantId } = provenance;
  const { accountId, billTo, reason } = input;
  const effectiveOn = input.effectiveOn ?? civilDateIn('UTC', deps.clock.now());
  for (let overtaken = 0; ; overtaken += 1) {
    const { tree, accounts, openedUnder } = await readAccountPlaces(deps.eventStore, tenantId, [accountId]);
    const found = accounts.get(accountId);
    if (found === undefined) {
      return accountNotFound(accountId);
    }
    const own = step(provenance, 'bill-to');
    const gone = goneFault(found);
    if (gone?.outcome === 'rejected' && !tree.commands.has(own.commandId)) {
      return gone;
    }
    const command = { kind: 'setBillTo', accountId, billTo, effectiveOn, reason, openedUnder } as const;
    const outcome = await execute(deps.eventStore, accountTree, accountTreeStream(tenantId), command, own, {
      expectedRevision: tree.revision,
    });
    if (outcome.outcome === 'accepted') {
      return placeAccount(deps, tenantId, { ...outcome, state: found });
    }
    if (outcome.rejection.code !== 'REVISION_MISMATCH' || overtaken >= OVERTAKEN_MAX) {
      return outcome;
    }
  }
}

/** Who gets the documents of a contract of the account that starts on the day and does not say it itself. */
export async function billToOf(
  eventStore: EventStore,
  tenantId: TenantId,
  accountId: AccountId,
  day: CivilDate,
): Promise<AccountId> {
  const { state } = await eventStore.load(accountTreeStream(tenantId), accountTree);
  if (settingsOf(state, accountId).length === 0) {
    return accountId; // most accounts pay for themselves: no way up has to be read
  }
  const { tree, openedUnder } = await readAccountPlaces(eventStore, tenantId, [accountId]);
  return billToOn(tree.state, openedUnder, accountId, day);
}
