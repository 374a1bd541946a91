import type { PoolClient } from 'pg';
import type { RecordedEvent } from '../../src/application/ports/event-store.ts';
import { directoryGroup } from '../../src/projections/directory/group.ts';
import { createCheckpointTable } from '../../src/projections/runner/checkpoints.ts';
import { createSchema, searchPath } from '../../src/projections/runner/schema.ts';
import { transactionOn } from '../../src/projections/runner/transaction.ts';
import { type MigratedDatabase, migratedDatabase } from './database.ts';

export interface DirectoryDatabase {
  readonly database: MigratedDatabase;
  /** Folds events into the group's tables as one batch. */
  project(events: readonly RecordedEvent[]): Promise<void>;
  /** As the role that folds, which sees all tenants. */
  asProjector<T>(work: (client: PoolClient) => Promise<T>): Promise<T>;
  empty(): Promise<void>;
}

/** The tables of the group `directory` without a projector running: a test says where one batch ends. */
export async function directoryDatabase(): Promise<DirectoryDatabase> {
  const database = await migratedDatabase();
  const owner = database.pool('owner');
  await createCheckpointTable(owner);
  await createSchema(owner, directoryGroup, 'directory', { status: 'running', withIndexes: true });

  async function asProjector<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await database.pool('projector').connect();
    try {
      await client.query(`BEGIN; ${searchPath('directory')}`);
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } finally {
      client.release();
    }
  }

  return {
    database,
    asProjector,
    project: (events) =>
      asProjector(async (client) => {
        for (const projection of directoryGroup.projections) {
          const wanted = events.filter((event) => projection.wants(event));
          if (wanted.length > 0) {
            await projection.project(wanted, transactionOn(client));
          }
        }
      }),
    empty: () =>
      asProjector(async (client) => {
        await client.query(
          'TRUNCATE tenants, sellers, seller_changes, accounts, account_closure, products, price_books, price_book_prices',
        );
      }),
  };
}
