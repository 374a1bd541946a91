import type { AccountId, ContractId, TenantId } from '../../domain/kernel/ids.ts';

/**
 * Where to look. Read models answer, so an answer may be a moment old: whoever asks reads the streams that it names and
 * decides on those.
 */
export interface DirectoryFinders {
  /** Accounts that stand directly below and are not closed, by name. */
  childrenOf(tenantId: TenantId, accountId: AccountId, limit: number): Promise<readonly AccountId[]>;
  /** Drafts and active contracts of the account, or billed to it. */
  openContractsOf(tenantId: TenantId, accountId: AccountId, limit: number): Promise<readonly ContractId[]>;
  /** Whether the answers of this port have seen an event; waits for them for a few seconds. */
  haveSeen(position: bigint): Promise<boolean>;
  /** How many levels hang below the account; 0 when it has no children. */
  levelsBelow(tenantId: TenantId, accountId: AccountId): Promise<number>;
}
