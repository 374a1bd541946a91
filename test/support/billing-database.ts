import type { PoolClient } from 'pg';
import type { RecordedEvent } from '../../src/application/ports/event-store.ts';
import { billingGroup } from '../../src/projections/billing/group.ts';
import { directoryGroup } from '../../src/projections/directory/group.ts';
import { createCheckpointTable } from '../../src/projections/runner/checkpoints.ts';
import { schemaDigest, type TableDigest } from '../../src/projections/runner/compare.ts';
import type { ProjectionGroup } from '../../src/projections/runner/projection.ts';
import { createSchema, searchPath, tablesOf } from '../../src/projections/runner/schema.ts';
import { transactionOn } from '../../src/projections/runner/transaction.ts';
import { type MigratedDatabase, migratedDatabase } from './database.ts';

export interface BillingDatabase {
  readonly database: MigratedDatabase;
  /** Folds events into the tables of both groups, in batches of `size`. */
  project(events: readonly RecordedEvent[], size?: number): Promise<void>;
  /** Rows of a table of the group billing, as the role that sees all tenants. */
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  digest(): Promise<Map<string, TableDigest>>;
  empty(): Promise<void>;
}

const GROUPS: readonly ProjectionGroup[] = [directoryGroup, billingGroup];

/** The tables of billing, and of the directory that its queries join, without a projector running. */
export async function billingDatabase(): Promise<BillingDatabase> {
  const database = await migratedDatabase();
  const owner = database.pool('owner');
  await createCheckpointTable(owner);
  for (const group of GROUPS) {
    await createSchema(owner, group, group.name, { status: 'running', withIndexes: true });
  }

  async function inSchema<T>(name: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await database.pool('projector').connect();
    try {
      await client.query(`BEGIN; ${searchPath(name)}`);
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  async function fold(group: ProjectionGroup, batch: readonly RecordedEvent[]): Promise<void> {
    await inSchema(group.name, async (client) => {
      for (const projection of group.projections) {
        const wanted = batch.filter((event) => projection.wants(event));
        if (wanted.length > 0) {
          await projection.project(wanted, transactionOn(client));
        }
      }
    });
  }

  return {
    database,
    async project(events, size = 5_000) {
      for (let from = 0; from < events.length; from += size) {
        for (const group of GROUPS) {
          await fold(group, events.slice(from, from + size));
        }
      }
    },
    rows: <Row extends object>(text: string, values: readonly unknown[] = []) =>
      inSchema('billing', async (client) => (await client.query<Row>(text, [...values])).rows),
    digest: () => schemaDigest(database.pool('projector'), 'billing'),
    async empty() {
      for (const { name } of GROUPS) {
        await inSchema(name, async (client) => {
          const tables = await tablesOf(client, name);
          await client.query(`TRUNCATE ${tables.map((table) => `"${table}"`).join(', ')}`);
        });
      }
    },
  };
}

/** The same events in another tenant's books. */
export function inTenant(tenantId: RecordedEvent['stream']['tenantId'], events: readonly RecordedEvent[]) {
  return events.map(
    (event): RecordedEvent => ({
      ...event,
      stream: { ...event.stream, tenantId },
      metadata: { ...event.metadata, tenantId },
    }),
  );
}
