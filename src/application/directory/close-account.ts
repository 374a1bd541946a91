import { account } from '../../domain/account/account.ts';
import { placeOf } from '../../domain/account-tree/places.ts';
import { contract } from '../../domain/contract/contract.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import { execute, rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { accountStream, contractStream } from '../streams.ts';
import { readAccountPlaces } from './account-places.ts';
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

/** So many are looked at; more in the way than that are refused just the same by the first one. */
const CANDIDATES_MAX = 50;
/** So many are named in the refusal. */
const NAMED_MAX = 5;

/**
 * Closes an account for good. Refused while open accounts stand below it or active contracts run on it: the read models
 * say where to look, the streams say whether it is so.
 */
export async function closeAccount(
  deps: CloseAccountDeps,
  { accountId, reason, expectedRevision }: CloseAccountInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { tenantId } = provenance;
  const found = await loadAccount(deps.eventStore, tenantId, accountId);
  if (found === undefined) {
    return accountNotFound(accountId);
  }
  const closedOn = civilDateIn('UTC', deps.clock.now());
  if (found.state.status !== 'closed') {
    const { accountName } = found.state;
    const obstacle =
      (await childrenInTheWay(deps, tenantId, accountId, accountName)) ??
      (await contractsInTheWay(deps, tenantId, accountId, accountName, closedOn));
    if (obstacle !== undefined) {
      return rejected(obstacle);
    }
  }
  const outcome = await execute(
    deps.eventStore,
    account,
    accountStream(tenantId, accountId),
    { kind: 'close', closedOn, reason },
    provenance,
    { expectedRevision },
  );
  return outcome.outcome === 'rejected'
    ? outcome
    : placeAccount(deps, tenantId, { ...outcome, state: asAccount(outcome.state) });
}

async function childrenInTheWay(
  { eventStore, finders }: CloseAccountDeps,
  tenantId: TenantId,
  accountId: AccountId,
  accountName: string,
): Promise<Rejection | undefined> {
  const names: string[] = [];
  const candidates = await finders.childrenOf(tenantId, accountId, CANDIDATES_MAX);
  if (candidates.length === 0) {
    return undefined;
  }
  const { tree } = await readAccountPlaces(eventStore, tenantId, []);
  for (const childId of candidates) {
    const child = (await loadAccount(eventStore, tenantId, childId))?.state;
    const moved = placeOf(tree.state.moved, childId);
    const parentId = moved === undefined ? child?.openedUnder : moved;
    if (child !== undefined && child.status !== 'closed' && parentId === accountId && names.length < NAMED_MAX) {
      names.push(child.accountName);
    }
  }
  return names.length === 0
    ? undefined
    : {
        code: 'ACCOUNT_HAS_CHILDREN',
        message: `Account ${accountName} has accounts below it: ${names.join(', ')}. Move or close them first.`,
      };
}

async function contractsInTheWay(
  { eventStore, finders }: CloseAccountDeps,
  tenantId: TenantId,
  accountId: AccountId,
  accountName: string,
  today: CivilDate,
): Promise<Rejection | undefined> {
  const numbers: string[] = [];
  for (const contractId of await finders.activeContractsOf(tenantId, accountId, CANDIDATES_MAX)) {
    const { state } = await eventStore.load(contractStream(tenantId, contractId), contract);
    const isRunning = state.status === 'active' && state.serviceEnd > today;
    const isOfAccount = isRunning && (state.terms.accountId === accountId || state.terms.billToAccountId === accountId);
    if (isOfAccount && numbers.length < NAMED_MAX) {
      numbers.push(state.contractNumber);
    }
  }
  return numbers.length === 0
    ? undefined
    : {
        code: 'ACCOUNT_HAS_CONTRACTS',
        message: `Account ${accountName} has active contracts: ${numbers.join(', ')}. Cancel them first, or wait for their end.`,
      };
}
