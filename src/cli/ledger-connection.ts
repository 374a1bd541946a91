import { setTimeout as delay } from 'node:timers/promises';
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

const DISPOSE_MS_MAX = 1_000;

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
    // Everything was answered by now. The client waits for each of its streams to say that it has ended; one that did so
    // before does not say it again.
    await Promise.race([client.dispose(), delay(DISPOSE_MS_MAX)]);
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
      let position = 0n;
      for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })) {
        position = event?.position.commit ?? position;
      }
      return position;
    };
    return { deps, lastPosition, close };
  } catch (error) {
    await close();
    throw error;
  }
}
