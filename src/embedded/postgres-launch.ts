import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { dieWithUsPrefix, type ServerAccount } from './postgres-account.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { type PreparedData, SUPERUSER } from './postgres-data.ts';
import { EmbeddedPostgresError, failure, logSince } from './postgres-error.ts';
import { serverEnvironment, settingArguments } from './postgres-settings.ts';
import { readPostmasterFile } from './postgres-stop.ts';

/** Recovery after a crash may replay up to max_wal_size; on a slow disk that takes minutes. */
const READY_MS_MAX = 300_000;

export interface Launch {
  readonly home: string;
  readonly data: PreparedData;
  readonly binaries: PostgresBinaries;
  readonly account: ServerAccount;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
}

export interface RunningServer {
  readonly pid: number;
  readonly url: string;
  /** Resolves when the server has ended, with how. */
  readonly exited: Promise<string>;
}

/** Keeps the log of the start before this one, so the file cannot grow for ever. */
export async function rotateLog(home: string): Promise<void> {
  const path = join(home, 'server.log');
  await rename(path, `${path}.1`).catch(() => undefined);
}

async function spawnServer(launch: Launch, logFile: string): Promise<ChildProcess> {
  const { account, binaries, data } = launch;
  const [file = binaries.postgres, ...args] = [
    ...account.prefix,
    ...dieWithUsPrefix(),
    binaries.postgres,
    '-D',
    data.dataDirectory,
    ...settingArguments(launch.port, launch.settings),
  ];
  const log = await open(logFile, 'a', 0o600);
  try {
    return spawn(file, args, {
      cwd: launch.home,
      env: serverEnvironment(),
      stdio: ['ignore', log.fd, log.fd],
      // A session of its own: Ctrl-C in a terminal must reach us, not stop the server in the middle of our drain.
      detached: process.platform !== 'win32',
      ...(account.uid === undefined ? {} : { uid: account.uid, gid: account.uid }),
    });
  } finally {
    await log.close();
  }
}

/** Logs in, which proves that the server behind the port is ours: no other knows the password. */
async function logIn(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}

/** Starts the server and waits until it answers. Fails with the last lines of its log. */
export async function launchServer(launch: Launch): Promise<RunningServer> {
  const logFile = join(launch.home, 'server.log');
  const logStart = (await stat(logFile).catch(() => undefined))?.size ?? 0;
  const child = await spawnServer(launch, logFile);
  let ending: string | undefined;
  const exited = once(child, 'exit').then(
    ([code, signal]) => {
      ending = signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
      return ending;
    },
    (error: unknown) => {
      ending = `it could not be run: ${String(error)}`;
      return ending;
    },
  );
  const url = `postgres://${SUPERUSER}:${launch.data.password}@127.0.0.1:${launch.port}/postgres`;
  const deadline = Date.now() + READY_MS_MAX;
  for (;;) {
    await Promise.race([exited, sleep(25)]);
    if (ending !== undefined) {
      throw failure(`PostgreSQL did not start: ${ending}`, await logSince(logFile, logStart), logFile);
    }
    const stated = await readPostmasterFile(launch.data.dataDirectory);
    if (stated?.pid === child.pid && stated?.status === 'ready') break;
    if (Date.now() >= deadline) {
      child.kill('SIGINT');
      throw failure('PostgreSQL was not ready in time', await logSince(logFile, logStart), logFile);
    }
  }
  const { pid } = child;
  if (pid === undefined) throw new EmbeddedPostgresError('PostgreSQL runs but has no process id.');
  try {
    await logIn(url);
  } catch (error) {
    child.kill('SIGINT');
    await exited;
    const hint = `If its password was changed, put the new one into ${join(launch.home, 'password')}.`;
    throw new EmbeddedPostgresError(`PostgreSQL started but refused our login: ${String(error)}. ${hint}`, error);
  }
  return { pid, url, exited };
}
