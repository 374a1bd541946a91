import { mkdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileAtomically } from './atomic-file.ts';
import { acquireDirectoryLock } from './directory-lock.ts';
import { freePort } from './free-port.ts';
import { type EmbeddedLog, silentLog } from './log.ts';
import { canReach, chooseAccount } from './postgres-account.ts';
import { prepareBinaries } from './postgres-binaries.ts';
import { chooseHome, prepareData } from './postgres-data.ts';
import { type Launch, launchServer, type RunningServer, rotateLog } from './postgres-launch.ts';
import { stopOrphan, stopServer } from './postgres-stop.ts';

export interface EmbeddedPostgresOptions {
  /** Holds the data, the password and the log. Made when absent. */
  readonly directory: string;
  /** 0 or undefined: any free port, the one of last time when it is still free. A given port is used or it fails. */
  readonly port?: number;
  /** Server settings that override ours, e.g. `{ fsync: 'off' }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: EmbeddedLog;
  /** How long to wait for another living process to let go of the directory; 10 s unless given. */
  readonly lockWaitMs?: number;
  /** Only for root: how it becomes somebody else. Found out by trying unless given. */
  readonly asRoot?: 'namespace' | 'nobody';
}

export interface EmbeddedPostgres {
  readonly port: number;
  /** Superuser, database `postgres`. Holds the password: not for logs. */
  readonly url: string;
  /** The postmaster's process id. */
  readonly pid: number;
  /** Resolves, with the reason, when the server has ended, whether by `close` or by itself. */
  readonly exited: Promise<string>;
  /** Fast shutdown, bounded. May be called again. */
  close(): Promise<void>;
}

/** Failures that pass by themselves: a port that a program let go of just now, backends of a killed server. */
const PASSING = /address already in use|pre-existing shared memory|lock file .* already exists/i;
const PASSING_MS_MAX = 10_000;

async function lastPort(path: string): Promise<number> {
  const port = Number((await readFile(path, 'utf8').catch(() => '')).trim());
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
}

/** Starts the server, again when the failure is one that passes. Answers the port that it got. */
async function launchOnPort(
  launch: Omit<Launch, 'port'>,
  wanted: number,
  preferred: number,
  log: EmbeddedLog,
): Promise<{ server: RunningServer; port: number }> {
  const deadline = Date.now() + PASSING_MS_MAX;
  for (;;) {
    const port = wanted > 0 ? wanted : await freePort(preferred);
    try {
      return { server: await launchServer({ ...launch, port }), port };
    } catch (error) {
      if (!(error instanceof Error && PASSING.test(error.message)) || Date.now() >= deadline) throw error;
      log.warn({ port }, 'PostgreSQL could not start for a reason that may pass: trying again');
      await sleep(250);
    }
  }
}

/**
 * Starts PostgreSQL from the installed npm package on a directory of ours and waits until it answers.
 *
 * One process owns a directory; a second one fails with `DirectoryBusyError`. When the owner was killed, the server
 * that it left is stopped first. Where the system allows it, the server shuts down by itself when this process dies.
 * @throws EmbeddedPostgresError with the server's last words and what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = silentLog, settings = {}, lockWaitMs = 10_000 } = options;
  await mkdir(options.directory, { recursive: true });
  const directory = await realpath(options.directory);
  const lock = await acquireDirectoryLock(directory, lockWaitMs);
  try {
    const account = chooseAccount(options.asRoot);
    const home = await chooseHome(directory, account);
    const binaries = await prepareBinaries(home, (executable) => canReach(account, executable));
    await stopOrphan(join(home, 'pgdata'), binaries.pgCtl, log);
    const data = await prepareData(home, binaries, account, settings.fsync !== 'off');
    await rotateLog(home);
    const portFile = join(directory, 'port');
    const launch = { home, data, binaries, account, settings };
    const { server, port } = await launchOnPort(launch, options.port ?? 0, await lastPort(portFile), log);
    await writeFileAtomically(portFile, `${port}\n`);
    log.info({ serverPid: server.pid, port, account: account.kind, version: binaries.version }, 'PostgreSQL is ready');
    let closing: Promise<void> | undefined;
    const stop = async () => {
      await stopServer(server.pid, binaries.pgCtl, log);
      await server.exited;
      await lock.release();
    };
    return {
      port,
      url: server.url,
      pid: server.pid,
      exited: server.exited,
      close: () => {
        closing ??= stop();
        return closing;
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
