import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportReady } from '../embedded/child-channel.ts';
import { startEmbeddedPostgres } from '../embedded/postgres.ts';
import { bootstrapDatabase } from '../platform/database/bootstrap.ts';
import type { RoleContext } from './runtime.ts';

const DATABASE = 'ledgerline';

/** The embedded PostgreSQL, looked after by a process of its own. `POSTGRES_PORT` keeps its address over a restart. */
export async function runPostgres({ config, log, shutdown }: RoleContext): Promise<void> {
  const directory = join(config.dataDirectory, 'postgres');
  const port = Number(process.env.POSTGRES_PORT ?? '0');
  const server = await startEmbeddedPostgres({ directory, port, log });
  let isEnding = false;
  shutdown.register(
    'postgres',
    () => {
      isEnding = true;
      return server.close();
    },
    20_000,
  );
  server.exited.then((reason) => {
    if (!isEnding) {
      log.fatal({ reason }, 'PostgreSQL ended by itself');
      process.exit(1);
    }
  });
  const password = await loginPassword(join(config.dataDirectory, 'database-password'));
  const url = await bootstrapDatabase({ superuserUrl: server.url, database: DATABASE, password });
  log.info({ port: server.port }, 'PostgreSQL listens');
  reportReady({ url, port: server.port });
}

/** Kept, so that processes that are connected stay so when this one is restarted. */
async function loginPassword(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    const password = randomBytes(24).toString('base64url');
    await writeFile(path, `${password}\n`, { mode: 0o600, flag: 'wx' });
    return password;
  }
}
