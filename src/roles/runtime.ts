import { EventStoreDBClient } from '@eventstore/db-client';
import { exitWithParent } from '../embedded/child-channel.ts';
import { readBuildInfo } from '../platform/build-info.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { migrate } from '../platform/database/migrate.ts';
import { waitForDatabase } from '../platform/database-checks.ts';
import type { Log } from '../platform/log.ts';
import { createShutdown, type Shutdown } from '../platform/shutdown.ts';

/** What every role is started with. */
export interface RoleContext {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly build: string;
  readonly shutdown: Shutdown;
}

/** A setting that a role cannot do without, named. */
export class MissingSetting extends Error {
  override readonly name = 'MissingSetting';
}

export function roleContext(config: Config, log: Log): RoleContext {
  const shutdown = createShutdown({ log });
  // A child of the supervisor ends with it; anything else ends on a signal. Both drain the same way.
  exitWithParent((reason) => shutdown.begin(reason));
  return { config, log, clock: systemClock, build: readBuildInfo(config.buildCommit).label, shutdown };
}

export function databaseUrlOf({ config }: RoleContext): string {
  if (config.databaseUrl === undefined) {
    throw new MissingSetting('This role needs DATABASE_URL; run the role `all` to start a database along with it.');
  }
  return config.databaseUrl;
}

/** Waits for the database and brings it up to date. Every role does so: whichever is first finds work to do. */
export async function preparedDatabase(context: RoleContext): Promise<string> {
  const url = databaseUrlOf(context);
  await waitForDatabase(url);
  const { keystoreUrl } = context.config;
  const applied = await migrate(keystoreUrl === undefined ? { url } : { url, keystoreUrl });
  if (applied.length > 0) {
    context.log.info({ applied }, 'The database was brought up to date');
  }
  return url;
}

export function connectClient(context: RoleContext): EventStoreDBClient {
  const url = context.config.eventStoreUrl;
  if (url === undefined) {
    throw new MissingSetting(
      'This role needs EVENTSTORE_URL; run the role `all` to start an event node along with it.',
    );
  }
  const client = EventStoreDBClient.connectionString(url);
  context.shutdown.register('event store', () => client.dispose(), 5_000);
  return client;
}
