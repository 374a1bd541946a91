import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedLog } from './log.ts';
import { EmbeddedPostgresError } from './postgres-error.ts';
import { commandLine, isAlive } from './process-identity.ts';

/** How long each way of stopping gets: fast shutdown writes a checkpoint, an immediate one leaves it to recovery. */
const FAST_MS_MAX = 30_000;
const IMMEDIATE_MS_MAX = 5_000;
const BACKENDS_MS_MAX = 10_000;

async function until(condition: () => boolean, msMax: number): Promise<boolean> {
  const deadline = Date.now() + msMax;
  while (!condition()) {
    if (Date.now() >= deadline) return false;
    await sleep(20);
  }
  return true;
}

function signal(pid: number, name: 'INT' | 'QUIT' | 'KILL', pgCtl: string): void {
  try {
    // On Windows a signal from Node ends the process on the spot; pg_ctl knows how PostgreSQL is told there.
    if (process.platform === 'win32') execFileSync(pgCtl, ['kill', name, String(pid)], { stdio: 'ignore' });
    else process.kill(pid, `SIG${name}`);
  } catch {
    // It has just gone by itself; whoever called waits for exactly that.
  }
}

/** Stops a server: fast (rolls back and disconnects), then immediately, then by force. Always bounded. */
export async function stopServer(pid: number, pgCtl: string, log: EmbeddedLog): Promise<void> {
  const gone = () => !isAlive(pid);
  signal(pid, 'INT', pgCtl);
  if (await until(gone, FAST_MS_MAX)) return;
  log.warn(
    { pid },
    'PostgreSQL did not finish its fast shutdown: stopping it immediately, it will recover from its log',
  );
  signal(pid, 'QUIT', pgCtl);
  if (await until(gone, IMMEDIATE_MS_MAX)) return;
  signal(pid, 'KILL', pgCtl);
  if (await until(gone, IMMEDIATE_MS_MAX)) return;
  throw new EmbeddedPostgresError(
    `PostgreSQL (process ${pid}) does not end. Look at what it waits for (a dead disk?).`,
  );
}

export interface PostmasterFile {
  readonly pid: number;
  /** `starting`, `ready`, `stopping`… as the server states it. */
  readonly status: string;
  readonly sharedMemoryId: string;
}

/** Reads the file by which a server claims its data directory. */
export async function readPostmasterFile(dataDirectory: string): Promise<PostmasterFile | undefined> {
  const content = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (content === undefined) return undefined;
  const lines = content.split('\n').map((line) => line.trim());
  return {
    pid: Number(lines[0]),
    status: lines[7] ?? '',
    sharedMemoryId: lines[6]?.split(/\s+/)[1] ?? '',
  };
}

/** Whether a process is a postmaster on exactly this directory, and not another that got the same pid later. */
function servesDirectory(pid: number, dataDirectory: string): boolean {
  if (!isAlive(pid)) return false;
  // Windows does not tell; there the file alone decides, as it does for PostgreSQL itself.
  if (process.platform === 'win32') return true;
  const arguments_ = commandLine(pid);
  if (!arguments_.some((argument) => basename(argument) === 'postgres')) return false;
  const given = arguments_[arguments_.indexOf('-D') + 1] ?? '';
  // Somebody who starts it by hand may give a path relative to where he stands.
  const directory = isAbsolute(given) ? given : join(`/proc/${pid}/cwd`, given);
  // In doubt it is ours: to take a live server for a stranger would put two servers on one directory.
  return !existsSync(directory) || realpathSync(directory) === realpathSync(dataDirectory);
}

/** Whether processes are attached to a dead server's shared memory: backends that still may write. Linux only. */
function sharedMemoryInUse(id: string): boolean {
  try {
    const rows = readFileSync('/proc/sysvipc/shm', 'utf8').split('\n').slice(1);
    const row = rows.map((line) => line.trim().split(/\s+/)).find((columns) => columns[1] === id);
    return row !== undefined && Number(row[6]) > 0;
  } catch {
    return false;
  }
}

/**
 * Clears the way for a new server on a directory that we hold the lock of: whatever runs on it has lost its owner.
 *
 * It is stopped, not adopted. A server that is not our child gives no notice of its end, keeps the settings (and the
 * binaries) of whoever started it, and may be in the middle of the shutdown that its owner's death began. A fast
 * shutdown takes a fraction of a second, and afterwards there is one way only in which a server has come to run.
 */
export async function stopOrphan(dataDirectory: string, pgCtl: string, log: EmbeddedLog): Promise<void> {
  const found = await readPostmasterFile(dataDirectory);
  if (found === undefined) return;
  if (servesDirectory(found.pid, dataDirectory)) {
    log.warn(
      { pid: found.pid },
      'stopping a PostgreSQL server that an earlier process has left on this data directory',
    );
    await stopServer(found.pid, pgCtl, log);
  }
  // Backends of a killed postmaster notice it and end. The server would refuse to start beside them, rightly.
  const alone = await until(() => !sharedMemoryInUse(found.sharedMemoryId), BACKENDS_MS_MAX);
  if (!alone)
    throw new EmbeddedPostgresError(`Processes of a killed PostgreSQL still use ${dataDirectory}. End them first.`);
  // The server leaves this to us only when an unrelated process now has that pid, which it would take for a server.
  await rm(join(dataDirectory, 'postmaster.pid'), { force: true });
}
