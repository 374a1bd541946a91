import { Kysely, PostgresDialect } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { TenantId } from '../domain/kernel/ids.ts';
import { withTenant } from '../platform/pools.ts';

/** One read-only transaction: plain SQL through `client`, assembled queries through `db`. */
export interface TenantRead<Database> {
  readonly client: PoolClient;
  readonly db: Kysely<Database>;
}

/** The tables are named by the query functions that `work` calls, or where it is written: `({ db }: TenantRead<…>)`. */
export type TenantReader = <Database, Result>(work: (read: TenantRead<Database>) => Promise<Result>) => Promise<Result>;

/** Runs `work` in one read-only transaction of one moment, which row-level security limits to `tenantId`. */
export function tenantReader(pool: Pool, tenantId: TenantId): TenantReader {
  return (work) => withTenant(pool, tenantId, (client) => work(readOn(client)), { access: 'read' });
}

function readOn<Database>(client: PoolClient): TenantRead<Database> {
  let db: Kysely<Database> | undefined;
  return {
    client,
    // Made when asked for: plain SQL needs none.
    get db() {
      db ??= kyselyOver(client);
      return db;
    },
  };
}

/** Kysely on the one connection that holds the transaction. */
function kyselyOver<Database>(client: PoolClient): Kysely<Database> {
  const connection = { query: client.query.bind(client), release: () => undefined };
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool: { connect: async () => connection, end: async () => undefined } }),
  });
}
