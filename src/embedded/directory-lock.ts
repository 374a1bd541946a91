import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileAtomically } from './atomic-file.ts';
import { isSameProcess, processIdentity } from './process-identity.ts';

/** Somebody else, who lives, holds the directory. */
export class DirectoryBusyError extends Error {
  readonly ownerPid: number;

  constructor(directory: string, ownerPid: number) {
    super(
      `${directory} is in use by process ${ownerPid}. ` +
        'Use that one, stop it first, or give this one another data directory.',
    );
    this.name = 'DirectoryBusyError';
    this.ownerPid = ownerPid;
  }
}

export interface DirectoryLock {
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  readonly identity: string;
  readonly released: boolean;
}

const LOCK_FILE = /^lock\.(\d+)$/;

async function generations(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names.flatMap((name) => LOCK_FILE.exec(name)?.[1] ?? []).map(Number);
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch (error) {
    // Gone: a newer generation has tidied it away. Anything else (damage) counts as nobody's.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return { pid: 0, identity: '', released: true };
  }
}

async function release(path: string, released: Owner): Promise<void> {
  try {
    await writeFileAtomically(path, JSON.stringify(released));
  } catch (error) {
    // The whole directory has been deleted under us: nobody is locked out of it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** One attempt. Answers the generation that is now ours, the pid of the living owner, or 'again' after a lost race. */
async function tryAcquire(directory: string): Promise<{ mine: number } | { ownerPid: number } | 'again'> {
  const latest = Math.max(0, ...(await generations(directory)));
  if (latest > 0) {
    const owner = await readOwner(join(directory, `lock.${latest}`));
    if (owner === undefined) return 'again';
    if (!owner.released && isSameProcess(owner.pid, owner.identity)) return { ownerPid: owner.pid };
  }
  const mine = latest + 1;
  const path = join(directory, `lock.${mine}`);
  const draft = join(directory, `lock-draft.${process.pid}.${randomBytes(4).toString('hex')}`);
  const owner: Owner = { pid: process.pid, identity: processIdentity(process.pid), released: false };
  await writeFile(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    // Unlike creating and then writing, a link shows the file complete or not at all, and fails when it is there.
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'again';
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const now = await generations(directory);
  if (Math.max(...now) > mine) {
    // We were slow: somebody has taken and tidied away this generation before, and went on to a later one.
    await rm(path, { force: true });
    return 'again';
  }
  await Promise.all(now.filter((n) => n < mine).map((n) => rm(join(directory, `lock.${n}`), { force: true })));
  return { mine };
}

/**
 * Makes this process the only owner of a directory, waiting up to `waitMs` for a living owner to let go.
 *
 * Node has no file locks that the kernel frees when we are killed, hence files `lock.<n>` with the owner's pid. A dead
 * owner's lock is never removed and made again, which two starters could do at once, but followed by the next number;
 * the highest number rules and stays, marked when released.
 */
export async function acquireDirectoryLock(directory: string, waitMs = 0): Promise<DirectoryLock> {
  await mkdir(directory, { recursive: true });
  const deadline = Date.now() + waitMs;
  for (;;) {
    const outcome = await tryAcquire(directory);
    if (outcome === 'again') continue;
    if ('mine' in outcome) {
      const released: Owner = { pid: process.pid, identity: '', released: true };
      const path = join(directory, `lock.${outcome.mine}`);
      return { release: () => release(path, released) };
    }
    if (Date.now() >= deadline) throw new DirectoryBusyError(directory, outcome.ownerPid);
    await sleep(100);
  }
}
