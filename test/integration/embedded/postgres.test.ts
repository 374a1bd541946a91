import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../../../src/embedded/postgres.ts';
import { prepareBinaries } from '../../../src/embedded/postgres-binaries.ts';
import { isAlive } from '../../../src/embedded/process-identity.ts';
import { testPostgres } from '../../support/postgres.ts';

const FIXTURE = fileURLToPath(new URL('fixtures/own-postgres.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;

let directory: string;
let cleanups: (() => unknown)[];

/** Undone last first, before the directory goes. */
function afterwards(cleanup: () => unknown): void {
  cleanups.unshift(cleanup);
}

beforeEach(async () => {
  cleanups = [];
  directory = await mkdtemp(join(tmpdir(), 'ledgerline-postgres-'));
});

afterEach(async () => {
  for (const cleanup of cleanups) await cleanup();
  await rm(directory, { recursive: true, force: true });
});

async function start(options: Partial<EmbeddedPostgresOptions> = {}) {
  const server = await startEmbeddedPostgres({ directory, settings: { fsync: 'off' }, ...options });
  afterwards(() => server.close());
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A process that owns a server, as the postgres role does. */
async function startOwner(): Promise<{ owner: ChildProcess; pid: number; port: number; url: string }> {
  const owner = spawn(process.execPath, ['--import', 'tsx', FIXTURE, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  afterwards(() => owner.kill('SIGKILL'));
  const [line] = await once(owner.stdout!, 'data');
  return { owner, ...JSON.parse(String(line)) };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited for 15 s in vain');
    await sleep(20);
  }
}

describe('the embedded PostgreSQL', () => {
  it('is version 18, in UTF-8, and sorts by code point on every machine', async () => {
    const { url } = await start();
    const [row] = await query(
      url,
      `SELECT current_setting('server_version_num')::int / 10000 AS major, pg_encoding_to_char(encoding) AS encoding,
              datlocprovider AS provider, datlocale AS locale, upper('éß') AS upper, 'Z' < 'a' AS by_code_point
         FROM pg_database WHERE datname = current_database()`,
    );
    expect(row).toEqual({
      major: 18,
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      upper: 'Éß',
      by_code_point: true,
    });
  });

  it('waits for the disk unless told otherwise', async () => {
    const { url } = await start({ settings: {} });
    const [row] = await query(
      url,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
              current_setting('jit') AS jit, current_setting('shared_buffers') AS buffers,
              current_setting('listen_addresses') AS listens, current_setting('unix_socket_directories') AS sockets`,
    );
    expect(row).toEqual({ fsync: 'on', commit: 'on', jit: 'off', buffers: '128MB', listens: '127.0.0.1', sockets: '' });
  });

  it('lets nobody in without the password, which only its account can read', async () => {
    const { port } = await start();
    await expect(query(`postgres://postgres:guess@127.0.0.1:${port}/postgres`, 'SELECT 1')).rejects.toMatchObject({
      code: '28P01',
    });
    expect(statSync(join(directory, 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'pgdata')).mode & 0o777).toBe(0o700);
  });

  it('keeps its data and its port over a restart', async () => {
    const first = await start();
    await query(first.url, `CREATE TABLE kept AS SELECT 'Grüße' AS words`);
    await first.close();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start();
    expect(second.port).toBe(first.port);
    expect(await query(second.url, 'SELECT words FROM kept')).toEqual([{ words: 'Grüße' }]);
  });

  it('says how it ended when it ends by itself', async () => {
    const server = await start();
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toBe('it was ended by SIGKILL');
    await server.close();
    const [row] = await query((await start()).url, 'SELECT 1 AS one');
    expect(row).toEqual({ one: 1 });
  });

  it('takes another port when the one of last time is taken', async () => {
    const first = await start();
    await first.close();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');
    afterwards(() => squatter.close());
    expect((await start()).port).not.toBe(first.port);
  });
});

describe('a second start on the same directory', () => {
  it('is refused while the owner lives, naming it', async () => {
    await start();
    await expect(startEmbeddedPostgres({ directory, lockWaitMs: 100 })).rejects.toThrow(
      `in use by process ${process.pid}`,
    );
  });

  it('leaves one winner when many begin at once', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 6 }, () => startEmbeddedPostgres({ directory, lockWaitMs: 0, settings: { fsync: 'off' } })),
    );
    const winners = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    await Promise.all(winners.map((winner) => winner.close()));
    expect(winners).toHaveLength(1);
  });
});

describe('after a kill -9 of the owner', () => {
  it.runIf(process.platform === 'linux')('the server shuts down by itself', async () => {
    const { owner, pid } = await startOwner();
    owner.kill('SIGKILL');
    await until(() => !isAlive(pid));
    expect(existsSync(join(directory, 'pgdata/postmaster.pid'))).toBe(false);
  });

  it('the next start stops what is left, and has the data and the port', async () => {
    const { owner, pid, port, url } = await startOwner();
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS one');
    // Stopped, the server cannot obey the kernel's signal: an orphan as on systems that send none.
    process.kill(pid, 'SIGSTOP');
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    setTimeout(() => process.kill(pid, 'SIGCONT'), 500);
    const next = await start();
    expect(next.pid).not.toBe(pid);
    expect(isAlive(pid)).toBe(false);
    expect(next.port).toBe(port);
    expect(await query(next.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('a process that got the dead server’s id is left alone', async () => {
    await (await start()).close();
    const bystander = spawn('sleep', ['60']);
    afterwards(() => bystander.kill());
    const lines = [bystander.pid, join(directory, 'pgdata'), 1, 5432, '', '127.0.0.1', '1 1', 'ready'];
    await writeFile(join(directory, 'pgdata/postmaster.pid'), `${lines.join('\n')}\n`);
    await start();
    expect(isAlive(bystander.pid!)).toBe(true);
  });
});

describe('a start that fails', () => {
  it('shows the server’s last words and what to do', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
      /invalid value for parameter "shared_buffers"[\s\S]*Correct the setting/,
    );
  });

  it('names both versions when the data is of another one', async () => {
    await (await start()).close();
    await writeFile(join(directory, 'pgdata/PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/written by PostgreSQL 17, and PostgreSQL 18 is installed/);
  });

  it('lets go of the directory', async () => {
    await expect(start({ settings: { nonsense: 'x' } })).rejects.toThrow(/unrecognized configuration parameter/);
    await start({ lockWaitMs: 0 });
  });
});

describe('binaries that the account of the server cannot reach', () => {
  it('are copied, complete with the library links that the package lacks', async () => {
    const { initdb, postgres } = await prepareBinaries(directory, () => false);
    expect(postgres.startsWith(directory)).toBe(true);
    for (const program of [initdb, postgres]) {
      expect(execFileSync(program, ['--version'], { encoding: 'utf8' })).toContain('(PostgreSQL) 18.');
    }
  });
});

describe.runIf(isRoot)('as root', () => {
  it('runs as nobody where namespaces are forbidden', async () => {
    await chmod(directory, 0o755);
    const server = await start({ asRoot: 'nobody' });
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(statSync(`/proc/${server.pid}`).uid).toBe(65_534);
    expect(statSync(join(directory, 'pgdata')).uid).toBe(65_534);
  });

  it('gives the data back when the way to leave root changes', async () => {
    await chmod(directory, 0o755);
    const asNobody = await start({ asRoot: 'nobody' });
    await query(asNobody.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    await asNobody.close();
    const server = await start();
    expect(await query(server.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });
});

describe('the shared server of a test run', () => {
  it('makes databases, copies of them, and drops them', async () => {
    const { createDatabase, url } = await testPostgres();
    const original = await createDatabase();
    await query(original.url, 'CREATE TABLE rows AS SELECT 7 AS n');
    const copy = await createDatabase(undefined, new URL(original.url).pathname.slice(1));
    expect(await query(copy.url, 'SELECT n FROM rows')).toEqual([{ n: 7 }]);
    await original.drop();
    await copy.drop();
    const names = await query(url, 'SELECT datname FROM pg_database');
    expect(names.map((row) => `/${row.datname}`)).not.toContain(new URL(copy.url).pathname);
  });

  it('writes its log beside the data', async () => {
    const server = await start();
    await query(server.url, 'SELECT 1/0').catch(() => undefined);
    await server.close();
    expect(await readFile(join(directory, 'server.log'), 'utf8')).toContain('division by zero');
    await (await start()).close();
    expect(readdirSync(directory)).toContain('server.log.1');
  });
});
