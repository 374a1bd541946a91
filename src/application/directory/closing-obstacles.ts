import { allOf, placeOf } from '../../domain/account-tree/places.ts';
import { type AccountTreeState, survivorOf } from '../../domain/account-tree/state.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import type { DirectoryFinders } from '../ports/directory-finders.ts';
import type { EventStore } from '../ports/event-store.ts';
import { contractStream } from '../streams.ts';
import { loadAccount } from './existing-account.ts';

interface Deps {
  readonly eventStore: EventStore;
  readonly finders: DirectoryFinders;
}

export interface Closing {
  readonly tenantId: TenantId;
  readonly accountId: AccountId;
  readonly accountName: string;
  readonly tree: AccountTreeState;
  readonly today: CivilDate;
}

/** So many are looked at; more in the way than that are refused just the same by the first one. */
const CANDIDATES_MAX = 50;
/** So many are named in the refusal. */
const NAMED_MAX = 5;

/**
 * Why the account cannot be closed, or undefined: open accounts below it, or contracts on it. The read models say where to
 * look, the streams say whether it is so. A draft counts too: somebody could make it binding at this very moment.
 */
export async function closingObstacle(deps: Deps, closing: Closing): Promise<Rejection | undefined> {
  return (await childrenInTheWay(deps, closing)) ?? (await contractsInTheWay(deps, closing));
}

async function childrenInTheWay({ eventStore, finders }: Deps, closing: Closing): Promise<Rejection | undefined> {
  const { tenantId, accountId, accountName, tree } = closing;
  const found = await finders.childrenOf(tenantId, accountId, CANDIDATES_MAX);
  const movedHere = allOf(tree.moved).flatMap(([id, parentId]) => (parentId === accountId ? [id] : []));
  const names: string[] = [];
  for (const childId of new Set([...found, ...movedHere])) {
    const child = (await loadAccount(eventStore, tenantId, childId))?.state;
    const moved = placeOf(tree.moved, childId);
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

async function contractsInTheWay({ eventStore, finders }: Deps, closing: Closing): Promise<Rejection | undefined> {
  const { tenantId, accountId, accountName, tree, today } = closing;
  const [active, drafts]: [string[], string[]] = [[], []];
  // What was merged into the account is its own.
  const merged = allOf(tree.merged).flatMap(([id]) => (survivorOf(tree, id) === accountId ? [id] : []));
  for (const ownerId of [accountId, ...merged]) {
    for (const contractId of await finders.openContractsOf(tenantId, ownerId, CANDIDATES_MAX)) {
      const { state } = await eventStore.load(contractStream(tenantId, contractId), contract);
      const isOpen = state.status === 'draft' || (state.status === 'active' && state.serviceEnd > today);
      if (isOpen && (state.terms.accountId === ownerId || state.terms.billToAccountId === ownerId)) {
        (state.status === 'draft' ? drafts : active).push(state.contractNumber);
      }
    }
  }
  if (active.length > 0) {
    const message = `Account ${accountName} has active contracts: ${named(active)}. Cancel them first, or wait for their end.`;
    return { code: 'ACCOUNT_HAS_CONTRACTS', message };
  }
  return drafts.length === 0
    ? undefined
    : {
        code: 'ACCOUNT_HAS_CONTRACTS',
        message: `Account ${accountName} has drafts of contracts: ${named(drafts)}. Discard them first.`,
      };
}

function named(numbers: readonly string[]): string {
  return numbers.slice(0, NAMED_MAX).join(', ');
}
