import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/embedded/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a test process asks for the server of this run; it starts when the first one asks. */
    readonly postgresDoor: string;
  }
}

/** Nothing here outlives the run, so nothing waits for the disk. */
const THROWAWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

async function startThrowaway(directory: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ directory, settings: THROWAWAY });
}

/**
 * One PostgreSQL for all test processes of a run. They are gone when their file ends, so this process owns the server;
 * and only when a test wants it does it start, so that a run of unit tests does not pay for it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let directory: string | undefined;
  let server: Promise<EmbeddedPostgres> | undefined;
  const begin = async () => {
    directory = await mkdtemp(join(tmpdir(), 'ledgerline-test-postgres-'));
    return startThrowaway(directory);
  };
  const door = createServer((_request, response) => {
    server ??= begin();
    server.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  project.provide('postgresDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}`);
  return async () => {
    door.close();
    door.closeAllConnections();
    const started = await server?.catch(() => undefined);
    await started?.close();
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  };
}
