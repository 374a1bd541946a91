import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { writeFileAtomically } from './atomic-file.ts';
import { canReach, giveTo, type ServerAccount } from './postgres-account.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { EmbeddedPostgresError, failure } from './postgres-error.ts';
import { serverEnvironment } from './postgres-settings.ts';

/** The only account that initdb makes; the roles of the program are made with it. */
export const SUPERUSER = 'postgres';

/** A place that uid 65534 and namespaces can enter when the data directory lies in somebody's private folder. */
function publicHome(directory: string): string {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  return join('/var/lib/ledgerline', `${basename(directory)}-${name}`);
}

/** Where the server's files live: the directory itself whenever the server's account can enter it. */
export async function chooseHome(directory: string, account: ServerAccount): Promise<string> {
  const elsewhere = publicHome(directory);
  const home = canReach(account, directory) ? directory : elsewhere;
  const other = home === directory ? elsewhere : directory;
  if (account.kind !== 'self' && existsSync(join(other, 'pgdata')) && !existsSync(join(home, 'pgdata'))) {
    // Better than beginning empty, which would look like the loss of all data.
    throw new EmbeddedPostgresError(
      `The PostgreSQL data is in ${other}, but this start would use ${home}, because access to ${directory} ` +
        `has changed. Move ${join(other, 'pgdata')} and ${join(other, 'password')} there, or restore the access.`,
    );
  }
  await mkdir(home, { recursive: true });
  return home;
}

/** The superuser's password: random, made once, readable by the server's account only. */
async function password(home: string, account: ServerAccount, initialised: boolean): Promise<string> {
  const path = join(home, 'password');
  const stored = await readFile(path, 'utf8').catch(() => '');
  if (stored.trim() !== '') return stored.trim();
  if (initialised) {
    throw new EmbeddedPostgresError(
      `${path} is missing, and without it nobody can log in to the data beside it. Restore it from a backup.`,
    );
  }
  const fresh = randomBytes(24).toString('base64url');
  await writeFileAtomically(path, `${fresh}\n`);
  // initdb reads it as the server's account.
  giveTo(account, path, (await lstat(path)).uid);
  return fresh;
}

async function initialise(
  home: string,
  binaries: PostgresBinaries,
  account: ServerAccount,
  sync: boolean,
): Promise<void> {
  // Made aside and renamed: a kill in the middle leaves nothing that looks like data.
  const draft = join(home, 'pgdata.new');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  giveTo(account, draft, (await lstat(draft)).uid);
  const [file = binaries.initdb, ...args] = [
    ...account.prefix,
    binaries.initdb,
    `--pgdata=${draft}`,
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    `--username=${SUPERUSER}`,
    `--pwfile=${join(home, 'password')}`,
    '--auth=scram-sha-256',
    '--no-instructions',
    ...(sync ? [] : ['--no-sync']),
  ];
  const identity = account.uid === undefined ? {} : { uid: account.uid, gid: account.uid };
  try {
    await promisify(execFile)(file, args, { cwd: home, env: serverEnvironment(), ...identity });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw failure('PostgreSQL could not create its data directory (initdb failed)', stdout + stderr || String(error));
  }
  await rename(draft, join(home, 'pgdata'));
}

async function refuseOtherVersion(dataDirectory: string, binaries: PostgresBinaries): Promise<void> {
  const written = (await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  const ours = binaries.version.split('.')[0];
  if (written === ours) return;
  throw new EmbeddedPostgresError(
    `${dataDirectory} was written by PostgreSQL ${written === '' ? '(unknown: PG_VERSION is missing)' : written}, ` +
      `and PostgreSQL ${ours} is installed. Upgrade it with pg_upgrade, or point to a new directory and rebuild.`,
  );
}

export interface PreparedData {
  readonly dataDirectory: string;
  readonly password: string;
}

/** Makes the data directory if there is none, and checks the one that there is. */
export async function prepareData(
  home: string,
  binaries: PostgresBinaries,
  account: ServerAccount,
  sync: boolean,
): Promise<PreparedData> {
  const dataDirectory = join(home, 'pgdata');
  const initialised = (await readdir(dataDirectory).catch(() => [])).length > 0;
  const secret = await password(home, account, initialised);
  if (initialised) {
    await refuseOtherVersion(dataDirectory, binaries);
    giveTo(account, dataDirectory, (await lstat(dataDirectory)).uid);
    // Copying or restoring a directory tends to widen its mode, which the server refuses.
    if (process.platform !== 'win32') await chmod(dataDirectory, 0o700);
  } else {
    await initialise(home, binaries, account, sync);
  }
  return { dataDirectory, password: secret };
}
