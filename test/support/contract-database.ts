import type { RecordedEvent } from '../../src/application/ports/event-store.ts';
import { contracts } from '../../src/projections/billing/contracts/contracts.ts';
import { directoryGroup } from '../../src/projections/directory/group.ts';
import { createCheckpointTable } from '../../src/projections/runner/checkpoints.ts';
import type { ProjectionGroup } from '../../src/projections/runner/projection.ts';
import { createSchema, searchPath } from '../../src/projections/runner/schema.ts';
import { transactionOn } from '../../src/projections/runner/transaction.ts';
import { type MigratedDatabase, migratedDatabase } from './database.ts';

const CONTRACTS = '../../src/projections/billing/contracts/';

/** The part of the group `billing` that is about contracts. */
const contractGroup: ProjectionGroup = {
  name: 'billing',
  version: 1,
  tables: [new URL(`${CONTRACTS}tables.sql`, import.meta.url)],
  indexes: [new URL(`${CONTRACTS}indexes.sql`, import.meta.url)],
  projections: [contracts],
};

const GROUPS = [directoryGroup, contractGroup];

export interface ContractDatabase {
  readonly database: MigratedDatabase;
  /** Folds events into the tables as one batch. */
  project(events: readonly RecordedEvent[]): Promise<void>;
}

/** Contracts and the directory without a projector running: a test says where one batch ends. */
export async function contractDatabase(): Promise<ContractDatabase> {
  const database = await migratedDatabase();
  const owner = database.pool('owner');
  await createCheckpointTable(owner);
  for (const group of GROUPS) {
    await createSchema(owner, group, group.name, { status: 'running', withIndexes: true });
  }
  return {
    database,
    async project(events) {
      const client = await database.pool('projector').connect();
      try {
        for (const group of GROUPS) {
          await client.query(`BEGIN; ${searchPath(group.name)}`);
          for (const projection of group.projections) {
            const wanted = events.filter((event) => projection.wants(event));
            if (wanted.length > 0) {
              await projection.project(wanted, transactionOn(client));
            }
          }
          await client.query('COMMIT');
        }
      } finally {
        client.release();
      }
    },
  };
}
