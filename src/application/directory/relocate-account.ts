import type { Provenance } from '../ports/event-store.ts';
import { accountNotFound, loadAccount } from './existing-account.ts';
import { type MoveAccountDeps, type MoveAccountInput, moveAccount } from './move-account.ts';
import { type PlacedAccountDeps, type PlacedAccountOutcome, placeAccount } from './placed-account.ts';

export type RelocateAccountInput = MoveAccountInput;

/** Moves an account with everything below it, and answers the account where it stands now. */
export async function relocateAccount(
  deps: PlacedAccountDeps & MoveAccountDeps,
  input: RelocateAccountInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const moved = await moveAccount(deps, input, provenance);
  if (moved.outcome === 'rejected') {
    return moved;
  }
  const found = await loadAccount(deps.eventStore, provenance.tenantId, input.accountId);
  return found === undefined
    ? accountNotFound(input.accountId)
    : placeAccount(deps, provenance.tenantId, { ...moved, state: found.state, revision: found.revision });
}
