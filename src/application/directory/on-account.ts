import { type AccountCommand, account } from '../../domain/account/account.ts';
import type { Account } from '../../domain/account/state.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import { execute, type Rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { accountStream } from '../streams.ts';
import { accountNotFound, asAccount, loadAccount } from './existing-account.ts';
import { type PlacedAccountDeps, type PlacedAccountOutcome, placeAccount } from './placed-account.ts';

export interface OnAccountInput {
  readonly accountId: AccountId;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

/** Times in a row that somebody else's change came first. */
const OVERTAKEN_MAX = 20;

/**
 * Decides on an account a command that is made from its state and from what is sealed in it; made again when the account
 * changes in the meantime. A command that is in the stream already is answered with the account as it is.
 */
export async function onAccount(
  deps: PlacedAccountDeps,
  { accountId, expectedRevision }: OnAccountInput,
  commandFor: (state: Account) => Promise<AccountCommand | Rejected>,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { tenantId } = provenance;
  for (let overtaken = 0; ; overtaken += 1) {
    const found = await loadAccount(deps.eventStore, tenantId, accountId);
    if (found === undefined) {
      return accountNotFound(accountId);
    }
    if (found.commands.has(provenance.commandId)) {
      return placeAccount(deps, tenantId, { outcome: 'accepted', ...found, events: [] });
    }
    const command = await commandFor(found.state);
    if ('rejection' in command) {
      return command;
    }
    const outcome = await execute(deps.eventStore, account, accountStream(tenantId, accountId), command, provenance, {
      expectedRevision: expectedRevision ?? found.revision,
    });
    if (outcome.outcome === 'accepted') {
      return placeAccount(deps, tenantId, { ...outcome, state: asAccount(outcome.state) });
    }
    const isOvertaken = outcome.rejection.code === 'REVISION_MISMATCH' && expectedRevision === undefined;
    if (!isOvertaken || overtaken >= OVERTAKEN_MAX) {
      return outcome;
    }
  }
}
