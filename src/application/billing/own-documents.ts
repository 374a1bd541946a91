import { bearersOf } from '../../domain/contract/bearer.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { ContractState } from '../../domain/contract/state.ts';
import type { AccountId, ContractId } from '../../domain/kernel/ids.ts';
import { contractStream } from '../streams.ts';
import type { GroupContext } from './group-context.ts';

/** Contracts that are shared, with the accounts that get documents of their own for them. */
export type OwnDocuments = ReadonlyMap<ContractId, readonly AccountId[]>;

interface Members {
  readonly contractIds: readonly ContractId[];
  /** Only the document of the buyer (null) leads to those of others. */
  readonly bearer: AccountId | null;
}

/** Accounts that get documents of their own for a contract; none for one that does not bind. */
export function bearersIn(state: ContractState): readonly AccountId[] {
  return state.status === 'active' || state.status === 'cancelled' ? bearersOf(state) : [];
}

export function ownDocumentsFor(
  { bearer }: Members,
  members: readonly {
    readonly outcome: { readonly contractId: ContractId };
    readonly bearers: readonly AccountId[];
  }[],
): OwnDocuments {
  const found = members.filter(({ bearers }) => bearer === null && bearers.length > 0);
  return new Map(found.map(({ outcome, bearers }) => [outcome.contractId, bearers]));
}

/** For a document that is there already, and so without having looked at its contracts. */
export async function ownDocumentsOf(
  { deps, provenance }: GroupContext,
  { bearer, contractIds }: Members,
): Promise<OwnDocuments> {
  const found = new Map<ContractId, readonly AccountId[]>();
  for (const contractId of bearer === null ? contractIds : []) {
    const { state } = await deps.eventStore.load(contractStream(provenance.tenantId, contractId), contract);
    const bearers = bearersIn(state);
    if (bearers.length > 0) {
      found.set(contractId, bearers);
    }
  }
  return found;
}
