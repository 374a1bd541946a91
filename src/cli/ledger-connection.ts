import { BACKWARDS, END, EventStoreDBClient } from '@eventstore/db-client';
import { newId } from '../application/derived-ids.ts';
import { DEFAULT_SELLER_ID, DEFAULT_TENANT_ID } from '../application/directory/provision-defaults.ts';
import { createEventStore } from '../eventstore/event-store.ts';
import { readBuildInfo } from '../platform/build-info.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { loadMasterKeys } from '../platform/master-key.ts';
import { createPool } from '../platform/pools.ts';
import { createSubjectKeys } from '../platform/subject-keys.ts';
import type { ImportDeps } from './import/dependencies.ts';
import type { Stack } from './stack.ts';

export interface LedgerConnection {
  readonly deps: Omit<ImportDeps, 'refusedLine'>;
  /** Where the log ends now: what a reader must have seen to have seen everything. */
  lastPosition(): Promise<bigint>;
  close(): Promise<void>;
}

/** Connects to the event store and the key store of a running stack, for the default tenant and its seller. */
export async function connectLedger(config: Config, stack: Stack): Promise<LedgerConnection> {
  const clock = systemClock;
  const pool = createPool({ url: config.keystoreUrl ?? stack.databaseUrl, role: 'api', max: 8 });
  const client = EventStoreDBClient.connectionString(stack.eventStoreUrl);
  const close = async () => {
    await client.dispose();
    await pool.end();
  };
  try {
    const masterKeys = await loadMasterKeys(config, pool, clock);
    const deps = {
      eventStore: createEventStore(client, readBuildInfo(config.buildCommit).label),
      vault: createSubjectKeys({ pool, masterKeys, clock }),
      clock,
      tenantId: DEFAULT_TENANT_ID,
      sellerId: DEFAULT_SELLER_ID,
      correlationId: newId(),
    };
    const lastPosition = async () => {
      for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })) {
        return event?.position.commit ?? 0n;
      }
      return 0n;
    };
    return { deps, lastPosition, close };
  } catch (error) {
    await close();
    throw error;
  }
}
