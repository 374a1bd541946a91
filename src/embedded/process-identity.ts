import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What `/proc/<pid>/stat` says after the command's name, which may itself hold spaces and brackets. */
function procStatFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: string): string {
  try {
    const args = ['-ww', '-o', `${column}=`, '-p', String(pid)];
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

/** Whether a process runs. A zombie answers signals, but is dead for our purposes. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return procStatFields(pid)?.[0] !== 'Z';
}

/**
 * Names one life of a process: process ids are used again, in containers after every restart, so a file that
 * records an id records this too. Empty where the platform does not say (Windows).
 */
export function processIdentity(pid: number): string {
  if (process.platform === 'linux') {
    const startedAtTicks = procStatFields(pid)?.[19];
    if (startedAtTicks === undefined) return '';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${startedAtTicks}`;
  }
  return process.platform === 'win32' ? '' : ps(pid, 'lstart');
}

/** Whether the process that wrote down `pid` and `identity` still lives. */
export function isSameProcess(pid: number, identity: string): boolean {
  return isAlive(pid) && (identity === '' || processIdentity(pid) === identity);
}

/** The command line of a process as its arguments; on platforms without /proc split at spaces. */
export function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return process.platform === 'win32' ? [] : ps(pid, 'command').split(' ').filter(Boolean);
  }
}
