import type { ClientBase } from 'pg';
import type { DirectoryFinders } from '../../application/ports/directory-finders.ts';
import type { AccountId, ContractId, TenantId } from '../../domain/kernel/ids.ts';
import type { Progress } from '../runner/progress.ts';

/** Runs a query in a transaction that sees one tenant. */
export type TenantQuery = <T>(tenantId: TenantId, work: (client: ClientBase) => Promise<T>) => Promise<T>;

const CHILDREN = `
  SELECT id FROM directory.accounts
  WHERE parent_account_id = $1 AND deleted_at IS NULL ORDER BY account_name, id LIMIT $2`;

const OPEN_CONTRACTS = `
  SELECT id FROM billing.contracts
  WHERE (account_id = $1 OR bill_to_account_id = $1) AND status IN ('draft', 'active') ORDER BY id LIMIT $2`;

/** Whose tables are asked here. */
const GROUPS = ['directory', 'billing'];
const WAIT_MS = 5_000;

const LEVELS = 'SELECT max(depth) AS levels FROM directory.account_closure WHERE ancestor_id = $1';

/** What use cases ask before they look at streams, answered by the read models. */
export function createDirectoryFinders(query: TenantQuery, progress: Pick<Progress, 'waitFor'>): DirectoryFinders {
  const ids = (tenantId: TenantId, text: string, values: readonly unknown[]) =>
    query(tenantId, async (client) => (await client.query<{ id: string }>(text, [...values])).rows.map(({ id }) => id));
  return {
    async childrenOf(tenantId, accountId, limit) {
      return (await ids(tenantId, CHILDREN, [accountId, limit])) as AccountId[]; // the column holds nothing else
    },
    async openContractsOf(tenantId, accountId, limit) {
      return (await ids(tenantId, OPEN_CONTRACTS, [accountId, limit])) as ContractId[]; // the column holds nothing else
    },
    haveSeen: (position) => progress.waitFor(GROUPS, position, WAIT_MS),
    levelsBelow: (tenantId, accountId) =>
      query(tenantId, async (client) => {
        const { rows } = await client.query<{ levels: number | null }>(LEVELS, [accountId]);
        return rows[0]?.levels ?? 0;
      }),
  };
}
