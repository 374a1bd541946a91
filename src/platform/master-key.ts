import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Clock } from './clock.ts';
import { KEY_BYTES } from './sealing.ts';

/** Wraps the keys of subjects. Whoever loses it has lost all personal data. */
export interface MasterKey {
  /** Derived from the key; stands beside what it has wrapped. */
  readonly id: string;
  readonly key: Buffer;
}

export interface MasterKeys {
  /** Wraps new keys. */
  readonly current: MasterKey;
  /** Current and retired ones: what may have wrapped a key that is in use. */
  readonly byId: ReadonlyMap<string, Buffer>;
}

/** The master key is missing, or is not the one that the vault was sealed with. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey';
}

export interface MasterKeySettings {
  readonly masterKey: string | undefined;
  readonly retiredMasterKeys: readonly string[];
  readonly dataDirectory: string;
}

const ADVISORY_LOCK = 7_105_110_903; // so that two first starts don't both believe that their key is the first

function toMasterKey(base64: string): MasterKey {
  const key = Buffer.from(base64, 'base64');
  if (key.length !== KEY_BYTES) throw new WrongMasterKey('A master key is 32 bytes in base64.');
  const id = createHash('sha256').update('ledgerline master key id\0').update(key).digest('hex').slice(0, 16);
  return { id, key };
}

export function masterKeysOf(current: string, retired: readonly string[] = []): MasterKeys {
  const all = [current, ...retired].map(toMasterKey);
  return { current: toMasterKey(current), byId: new Map(all.map(({ id, key }) => [id, key])) };
}

async function readKeyFile(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the file unless somebody else just has; returns what is in it then. */
async function createKeyFile(directory: string, path: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path); // unlike a rename, it does not replace the key of a faster one
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readKeyFile(path)) ?? '';
}

async function idsInUse(client: pg.Pool | pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('select id from vault.master_keys');
  return rows.map(({ id }) => id);
}

async function find(settings: MasterKeySettings, pool: pg.Pool): Promise<MasterKeys> {
  const { masterKey, retiredMasterKeys, dataDirectory } = settings;
  if (masterKey !== undefined) return masterKeysOf(masterKey, retiredMasterKeys);
  const path = join(dataDirectory, 'master.key');
  const kept = await readKeyFile(path);
  if (kept !== undefined) return masterKeysOf(kept, retiredMasterKeys);
  if ((await idsInUse(pool)).length > 0) {
    // A process that started beside us may have made it since we looked: the file comes before its entry in the vault.
    const madeMeanwhile = await readKeyFile(path);
    if (madeMeanwhile !== undefined) return masterKeysOf(madeMeanwhile, retiredMasterKeys);
    throw new WrongMasterKey(
      `The personal data in this database is sealed, but its master key is missing: neither LEDGERLINE_MASTER_KEY nor ` +
        `the file ${path} is there. Restore it from where you keep it; without it that data cannot be read again.`,
    );
  }
  return masterKeysOf(await createKeyFile(dataDirectory, path), retiredMasterKeys);
}

/** Every key that the vault knows must be here; a new current one is noted. */
async function bind(keys: MasterKeys, pool: pg.Pool, clock: Clock): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`begin; select pg_advisory_xact_lock(${ADVISORY_LOCK})`);
    const missing = (await idsInUse(client)).filter((id) => !keys.byId.has(id));
    if (missing.length > 0) {
      throw new WrongMasterKey(
        `The personal data in this database is sealed with another master key than the one given (${missing.join(', ')} ` +
          `is missing, ${keys.current.id} was given). Set LEDGERLINE_MASTER_KEY to the right one, or, when you are ` +
          'changing keys, add the old one to LEDGERLINE_RETIRED_MASTER_KEYS.',
      );
    }
    await client.query('insert into vault.master_keys (id, first_used_at) values ($1, $2) on conflict do nothing', [
      keys.current.id,
      clock.now(),
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * The master keys: LEDGERLINE_MASTER_KEY, or else `master.key` in the data directory (mode 0600, made when there is
 * nothing yet that it could have sealed). `pool`: role api or worker of the database with the vault.
 * @throws WrongMasterKey when it is not the one that the vault was sealed with.
 */
export async function loadMasterKeys(settings: MasterKeySettings, pool: pg.Pool, clock: Clock): Promise<MasterKeys> {
  const keys = await find(settings, pool);
  await bind(keys, pool, clock);
  return keys;
}
