import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../src/api/app.ts';
import type { UseCases } from '../../src/api/dependencies.ts';
import { DIRECTORY_ROUTES } from '../../src/api/routes/directory-routes.ts';
import { DEFAULT_TENANT_ID, provisionDefaults } from '../../src/application/directory/provision-defaults.ts';
import { createDirectoryUseCases } from '../../src/application/directory/use-cases.ts';
import type { EventFeed } from '../../src/application/ports/event-feed.ts';
import type { EventStore } from '../../src/application/ports/event-store.ts';
import { zCurrencyCode } from '../../src/domain/kernel/currency.ts';
import { startEventNode } from '../../src/embedded/event-node/event-node.ts';
import { createEventStore } from '../../src/eventstore/event-store.ts';
import { createFeed } from '../../src/eventstore/feed.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { loadMasterKeys } from '../../src/platform/master-key.ts';
import { withTenant } from '../../src/platform/pools.ts';
import { createSubjectKeys, type SubjectKeys } from '../../src/platform/subject-keys.ts';
import { billingGroup } from '../../src/projections/billing/group.ts';
import { createDirectoryFinders } from '../../src/projections/directory/finders.ts';
import { directoryGroup } from '../../src/projections/directory/group.ts';
import { createProgress, type Progress } from '../../src/projections/runner/progress.ts';
import { startProjector } from '../../src/projections/runner/projector.ts';
import { API_CONFIG, testDependencies } from './api.ts';
import { aProvenance } from './controls/provenance.ts';
import { type MigratedDatabase, migratedDatabase } from './database.ts';

export interface DirectoryStack {
  readonly app: FastifyInstance;
  readonly database: MigratedDatabase;
  readonly eventStore: EventStore;
  readonly subjectKeys: SubjectKeys;
  readonly feed: EventFeed;
  readonly progress: Progress;
  close(): Promise<void>;
}

const QUIET = { info() {}, warn() {}, error() {} };

/**
 * The directory from HTTP to the read models and back: real event node, real PostgreSQL, real projector, one process. The
 * read models of billing are there too, since accounts show counts of them.
 */
export async function directoryStack(): Promise<DirectoryStack> {
  const directory = await mkdtemp(join(tmpdir(), 'ledgerline-directory-'));
  const [node, database] = await Promise.all([startEventNode({ directory, durable: false }), migratedDatabase()]);
  const client = EventStoreDBClient.connectionString(node.connectionString);
  const eventStore = createEventStore(client, 'test');
  const [pool, owner, projectorPool] = [database.pool('api'), database.pool('owner'), database.pool('projector')];
  const feed = createFeed(client);
  const projector = startProjector({
    groups: [directoryGroup, billingGroup],
    feed,
    owner,
    pool: projectorPool,
    log: QUIET,
  });
  await projector.leading;
  const progress = createProgress(database.pool('worker'));
  const masterKey = randomBytes(32).toString('base64');
  const masterKeys = await loadMasterKeys(
    { masterKey, retiredMasterKeys: [], dataDirectory: directory },
    pool,
    systemClock,
  );
  const subjectKeys = createSubjectKeys({ pool, masterKeys, clock: systemClock, cacheMs: 0 });
  const config = { currency: zCurrencyCode.parse('EUR'), timeZone: 'Europe/Berlin', country: 'DE' };
  const names = { tenantName: 'Default', sellerName: 'Default seller' };
  await provisionDefaults({ eventStore }, { ...names, ...config }, aProvenance());
  const useCases = {
    directory: createDirectoryUseCases({
      eventStore,
      clock: systemClock,
      vault: subjectKeys,
      finders: createDirectoryFinders(
        (tenantId, work) => withTenant(pool, tenantId, work, { access: 'read' }),
        progress,
      ),
    }),
  } as UseCases; // the routes of the directory call no others
  const app = await buildApp(
    testDependencies({
      config: { ...API_CONFIG, defaultTenantId: DEFAULT_TENANT_ID },
      clock: systemClock,
      pool,
      progress,
      useCases,
    }),
    DIRECTORY_ROUTES,
  );
  return {
    app,
    database,
    eventStore,
    subjectKeys,
    feed,
    progress,
    async close() {
      await app.close();
      await projector.close();
      await progress.close();
      await client.dispose();
      await node.close();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
