import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Under which account the server runs. PostgreSQL refuses uid 0, so root has to become somebody else:
 * - `self`: we are not root; nothing to do;
 * - `namespace`: a user namespace in which root's files and processes carry an ordinary uid. Nothing changes hands,
 *   and directories that only root may enter stay within reach;
 * - `nobody`: uid 65534, where namespaces are forbidden (as in most containers). It must own the data.
 */
export interface ServerAccount {
  readonly kind: 'self' | 'namespace' | 'nobody';
  /** Put before the command, e.g. `unshare --user …`. Each part executes the next: the pid stays that of the spawn. */
  readonly prefix: readonly string[];
  /** Set when the process has to be spawned with another uid and gid. */
  readonly uid?: number;
}

const NOBODY = 65_534;

function works(command: readonly string[]): boolean {
  const [file, ...args] = command;
  return file !== undefined && spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

/** initdb wants a uid that has a name, so a bare 1000 does not do on a machine without that account. */
function namedUid(): string {
  const uids = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':')[2] ?? '');
  return ['1000', String(NOBODY), ...uids].find((uid) => uids.includes(uid) && Number(uid) > 0) ?? '1000';
}

function asRoot(wanted: 'namespace' | 'nobody' | undefined): ServerAccount {
  if (wanted !== 'nobody') {
    const uid = namedUid();
    const prefix = ['unshare', '--user', `--map-user=${uid}`, `--map-group=${uid}`];
    if (wanted === 'namespace' || works([...prefix, 'true'])) return { kind: 'namespace', prefix };
  }
  return { kind: 'nobody', prefix: [], uid: NOBODY };
}

/** Finds an account that works here; `wanted` forces how root becomes somebody else. */
export function chooseAccount(wanted?: 'namespace' | 'nobody'): ServerAccount {
  return process.getuid?.() === 0 ? asRoot(wanted) : { kind: 'self', prefix: [] };
}

/**
 * A prefix by which the kernel sends SIGINT (a fast shutdown) to the server when we die, even of kill -9. Linux with
 * util-linux only; elsewhere the orphan is found and stopped by the next start. It comes after the account's prefix,
 * since entering a namespace would forget it.
 */
export function dieWithUsPrefix(): string[] {
  const prefix = ['setpriv', '--pdeathsig', 'INT'];
  return process.platform === 'linux' && works([...prefix, 'true']) ? prefix : [];
}

/** Whether the account can enter a directory (or execute a file), all its parents included. */
export function canReach(account: ServerAccount, path: string): boolean {
  if (account.kind === 'self') return true;
  const [file = 'test', ...args] = [...account.prefix, 'test', '-x', path];
  const identity = account.uid === undefined ? {} : { uid: account.uid, gid: account.uid };
  return spawnSync(file, args, { stdio: 'ignore', cwd: '/', ...identity }).status === 0;
}

/** Gives files to the account. Root only; cheap when they are its own already. */
export function giveTo(account: ServerAccount, path: string, currentUid: number): void {
  if (account.kind === 'self') return;
  const uid = account.uid ?? 0;
  if (currentUid !== uid) execFileSync('chown', ['-R', `${uid}:${uid}`, path]);
}
