import { derivedId } from '../derived-ids.ts';
import type { Provenance } from '../ports/event-store.ts';
import { type ChangeAccountInput, changeAccount } from './change-account.ts';
import { type CloseAccountDeps, closeAccount } from './close-account.ts';
import { loadAccount } from './existing-account.ts';
import type { PlacedAccountOutcome } from './placed-account.ts';

/** What a form means that sets the status to closed among other things: the other changes, then the closing. */
export async function changeAndCloseAccount(
  deps: CloseAccountDeps,
  input: ChangeAccountInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { accountId, reason } = input;
  const close = () =>
    closeAccount(
      deps,
      { accountId, reason, expectedRevision: undefined },
      { ...provenance, commandId: derivedId(provenance.commandId, 'close'), causationId: provenance.commandId },
    );
  // A repetition finds it closed, and a closed account would refuse the changes that were made before.
  const found = await loadAccount(deps.eventStore, provenance.tenantId, accountId);
  if (found?.state.status === 'closed') {
    return close();
  }
  const changed = await changeAccount(deps, input, provenance);
  return changed.outcome === 'rejected' ? changed : close();
}
