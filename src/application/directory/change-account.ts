import { type AccountCommand, account } from '../../domain/account/account.ts';
import type { AccountChanges } from '../../domain/account/change.ts';
import type { Account } from '../../domain/account/state.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import { type Accepted, execute, type Rejected, rejected } from '../execute.ts';
import type { Loaded, Provenance } from '../ports/event-store.ts';
import { accountStream } from '../streams.ts';
import type { ContactChanges } from './account-contact.ts';
import { accountNotFound, asAccount, loadAccount } from './existing-account.ts';
import { formChange } from './form-changes.ts';
import { type MoveAccountDeps, moveAccount } from './move-account.ts';
import {
  type DirectoryEvent,
  type PlacedAccount,
  type PlacedAccountDeps,
  type PlacedAccountOutcome,
  placeAccount,
} from './placed-account.ts';

export interface ChangeAccountInput {
  readonly accountId: AccountId;
  readonly changes: Omit<AccountChanges, 'contact' | 'contactPoints'>;
  readonly contact: ContactChanges;
  /** Undefined: stays where it is. Null: becomes a root. */
  readonly parentAccountId: AccountId | null | undefined;
  readonly reason: string | null;
  /** Whether whoever asks may release credit holds, too; yes unless said otherwise. */
  readonly mayReleaseHold?: boolean;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

export interface ChangeAccountDeps extends PlacedAccountDeps, MoveAccountDeps {}

/** Changes in a row that somebody else's change overtook. */
const OVERTAKEN_MAX = 20;

/** Turns what a form sends into the facts that it means: only what differs from today becomes an event. */
export async function changeAccount(
  deps: ChangeAccountDeps,
  input: ChangeAccountInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  for (let overtaken = 0; ; overtaken += 1) {
    const outcome = await changeOnce(deps, input, provenance);
    const isOvertaken = outcome.outcome === 'rejected' && outcome.rejection.code === 'REVISION_MISMATCH';
    // With If-Match the caller wants to know; without, the change is made on what is there now.
    if (!isOvertaken || input.expectedRevision !== undefined || overtaken >= OVERTAKEN_MAX) {
      return outcome;
    }
  }
}

async function changeOnce(
  deps: ChangeAccountDeps,
  input: ChangeAccountInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { tenantId } = provenance;
  const { accountId, reason, expectedRevision } = input;
  const found = await loadAccount(deps.eventStore, tenantId, accountId);
  if (found === undefined) {
    return accountNotFound(accountId);
  }
  const { billingCountry } = input.changes;
  const form = await formChange(deps.vault, tenantId, found.state, { contact: input.contact, billingCountry });
  if ('rejection' in form) {
    return form;
  }
  const changedOn = civilDateIn('UTC', deps.clock.now());
  const command = { kind: 'change', changes: { ...input.changes, ...form }, changedOn, reason } as const;
  // Asked first, so that an account is not moved by a command whose other half is then refused.
  const refusal = found.commands.has(provenance.commandId)
    ? undefined
    : (holdFault(input, found.state) ?? refusalOf(command, found, expectedRevision));
  if (refusal !== undefined) {
    return refusal;
  }
  const move = await moveIfWanted(deps, input, provenance);
  if (move?.outcome === 'rejected') {
    return move;
  }
  const outcome = await execute(deps.eventStore, account, accountStream(tenantId, accountId), command, provenance, {
    // The contact was merged into the one of this revision.
    expectedRevision: found.revision,
  });
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const placed = await placeAccount(deps, tenantId, { ...outcome, state: asAccount(outcome.state) });
  return move === undefined ? placed : afterMove(placed, move, provenance);
}

/** A form sends the hold along with everything else; only who may release it takes it away. */
function holdFault({ changes, mayReleaseHold = true }: ChangeAccountInput, state: Account): Rejected | undefined {
  return changes.creditHold === false && state.creditHold && !mayReleaseHold
    ? rejected({
        code: 'FORBIDDEN',
        message: 'Releasing a credit hold needs the permission credit.release, which you do not have.',
        fields: { creditHold: 'is not yours to release' },
      })
    : undefined;
}

function refusalOf(
  command: AccountCommand,
  { state, revision }: Loaded<Account>,
  expectedRevision: number | undefined,
): Rejected | undefined {
  if (expectedRevision !== undefined && expectedRevision !== revision) {
    return rejected({
      code: 'REVISION_MISMATCH',
      message: `The account is at revision ${revision}, not ${expectedRevision}; read it again and repeat the change.`,
    });
  }
  const decision = account.decide(command, state);
  return decision.outcome === 'rejected' ? decision : undefined;
}

async function moveIfWanted(deps: MoveAccountDeps, input: ChangeAccountInput, provenance: Provenance) {
  const { accountId, parentAccountId, reason } = input;
  return parentAccountId === undefined
    ? undefined
    : moveAccount(deps, { accountId, toParentId: parentAccountId, reason }, provenance);
}

function afterMove(
  placed: Accepted<PlacedAccount, DirectoryEvent>,
  move: Extract<Awaited<ReturnType<typeof moveAccount>>, { outcome: 'accepted' }>,
  { recordedAt }: Provenance,
): Accepted<PlacedAccount, DirectoryEvent> {
  // Both have been decided; a reader must have seen the later one.
  const isMoveLater = move.position > placed.position;
  return {
    ...placed,
    position: isMoveLater ? move.position : placed.position,
    events: [...move.events, ...placed.events],
    state: move.events.length === 0 ? placed.state : { ...placed.state, updatedAt: recordedAt },
  };
}
