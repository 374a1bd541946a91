import type { AccountId, ContractId, TenantId } from '../../domain/kernel/ids.ts';

/**
 * Where to look. Read models answer, so an answer may be a moment old: whoever asks reads the streams that it names and
 * decides on those.
 */
export interface DirectoryFinders {
  /** Accounts that stand directly below and are not closed, by name. */
  childrenOf(tenantId: TenantId, accountId: AccountId, limit: number): Promise<readonly AccountId[]>;
  /** Active contracts of the account, or billed to it. */
  activeContractsOf(tenantId: TenantId, accountId: AccountId, limit: number): Promise<readonly ContractId[]>;
  /** How many levels hang below the account; 0 when it has no children. */
  levelsBelow(tenantId: TenantId, accountId: AccountId): Promise<number>;
}
