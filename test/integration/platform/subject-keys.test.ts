import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { zSealed } from '../../../src/domain/kernel/sealed.ts';
import { fixedClock } from '../../../src/platform/clock.ts';
import { loadMasterKeys, type MasterKeys, masterKeysOf } from '../../../src/platform/master-key.ts';
import { withTenant } from '../../../src/platform/pools.ts';
import { BrokenSeal } from '../../../src/platform/sealing.ts';
import { createSubjectKeys, SubjectForgotten, SubjectKeyMissing } from '../../../src/platform/subject-keys.ts';
import { type MigratedDatabase, migratedDatabase } from '../../support/database.ts';

const ACME = '018f0000-0000-7000-8000-00000000000a';
const GLOBEX = '018f0000-0000-7000-8000-00000000000b';
const ADA = { contactName: 'Ada Lovelace', email: 'ada@acme.example' };
const clock = fixedClock('2026-03-01T09:30:00Z');
const newKey = () => randomBytes(32).toString('base64');

let database: MigratedDatabase;
let masterKeys: MasterKeys;
const firstKey = newKey();
const settings = (masterKey: string | undefined, retiredMasterKeys: string[] = [], dataDirectory = '/nowhere') => ({
  masterKey,
  retiredMasterKeys,
  dataDirectory,
});

beforeAll(async () => {
  database = await migratedDatabase();
  masterKeys = await loadMasterKeys(settings(firstKey), database.pool('api'), clock);
});
afterAll(() => database.drop());

/** A process of its own: nothing in its cache. */
const keysOf = (role: 'api' | 'worker' = 'api', cacheMs = 5_000, keys = masterKeys) =>
  createSubjectKeys({ pool: database.pool(role), masterKeys: keys, clock, cacheMs });

const storedKeys = async (subjectId: string) =>
  (
    await withTenant(database.pool('api'), ACME, (client) =>
      client.query('select * from vault.subject_keys where subject_id = $1', [subjectId]),
    )
  ).rows;

describe('sealing', () => {
  test('what one process seals, another reads; the box says nothing', async () => {
    const sealed = await keysOf('api').seal(ACME, 'account-1', ADA);
    expect(zSealed.parse(sealed)).toEqual(sealed);
    expect(Buffer.from(sealed.box, 'base64').includes('Ada')).toBe(false);
    expect(await keysOf('worker').unseal(ACME, sealed)).toEqual(ADA);
    expect(await storedKeys('account-1')).toMatchObject([
      { master_key_id: masterKeys.current.id, created_at: '2026-03-01T09:30:00.000Z', destroyed_at: null },
    ]);
  });

  test('many at once, in order, of several subjects', async () => {
    const keys = keysOf();
    const sealed = await Promise.all([1, 2, 3, 4].map((n) => keys.seal(ACME, `many-${n % 2}`, n)));
    await keys.destroy(ACME, 'many-0');
    expect(await keysOf().unsealMany(ACME, sealed)).toEqual([1, undefined, 3, undefined]);
    expect(await keysOf().unsealMany(ACME, [])).toEqual([]);
  });

  test('a subject gets one key, however many processes begin at once', async () => {
    const processes = Array.from({ length: 10 }, () => keysOf());
    const sealed = await Promise.all(
      processes.flatMap((keys) => [1, 2, 3, 4, 5].map((n) => keys.seal(ACME, 'crowd', n))),
    );
    expect(await storedKeys('crowd')).toHaveLength(1);
    expect(await keysOf().unsealMany(ACME, sealed)).toEqual(Array(10).fill([1, 2, 3, 4, 5]).flat());
  });

  test('refuses what no event could hold', async () => {
    await expect(keysOf().seal(ACME, 'account-1', 'x'.repeat(30_000))).rejects.toThrow(/too much personal data/);
    await expect(keysOf().seal(ACME, 'account-1', undefined)).rejects.toThrow(/Only JSON/);
    await expect(keysOf().seal(ACME, '', 1)).rejects.toThrow();
  });
});

describe('what does not open', () => {
  test('an altered box', async () => {
    const sealed = await keysOf().seal(ACME, 'account-1', ADA);
    const box = Buffer.from(sealed.box, 'base64');
    box[20] = (box[20] ?? 0) ^ 1;
    await expect(keysOf().unseal(ACME, { ...sealed, box: box.toString('base64') })).rejects.toThrow(BrokenSeal);
  });

  test('a box under the name of another subject', async () => {
    const keys = keysOf();
    const sealed = await keys.seal(ACME, 'swap-1', ADA);
    await keys.seal(ACME, 'swap-2', ADA);
    await expect(keys.unseal(ACME, { ...sealed, subjectId: 'swap-2' })).rejects.toThrow(BrokenSeal);
  });

  test('a box under the name of another tenant', async () => {
    const keys = keysOf();
    const sealed = await keys.seal(ACME, 'same-id', ADA);
    await expect(keys.unseal(GLOBEX, sealed)).rejects.toThrow(SubjectKeyMissing);
    await keys.seal(GLOBEX, 'same-id', ADA);
    await expect(keys.unseal(GLOBEX, sealed)).rejects.toThrow(BrokenSeal);
  });

  test('a wrapped key that was moved to another subject', async () => {
    const sealed = await keysOf().seal(ACME, 'moved-from', ADA);
    await keysOf().seal(ACME, 'moved-to', ADA);
    await withTenant(database.pool('api'), ACME, (client) =>
      client.query(`update vault.subject_keys as target set wrapped_key = source.wrapped_key
                    from vault.subject_keys as source
                    where target.subject_id = 'moved-to' and source.subject_id = 'moved-from'`),
    );
    await expect(keysOf().unseal(ACME, { ...sealed, subjectId: 'moved-to' })).rejects.toThrow(BrokenSeal);
  });
});

describe('destruction', () => {
  test('ends reading and sealing for good, and leaves no key behind', async () => {
    const keys = keysOf();
    const sealed = await keys.seal(ACME, 'gone', ADA);
    await keys.destroy(ACME, 'gone');
    await keys.destroy(ACME, 'gone');
    for (const process of [keys, keysOf()]) {
      expect(await process.unseal(ACME, sealed)).toBeUndefined();
      await expect(process.seal(ACME, 'gone', ADA)).rejects.toThrow(SubjectForgotten);
    }
    expect(await storedKeys('gone')).toMatchObject([{ wrapped_key: null, destroyed_at: '2026-03-01T09:30:00.000Z' }]);
  });

  test('of a subject that never had a key keeps it from getting one', async () => {
    await keysOf().destroy(ACME, 'never');
    await expect(keysOf().seal(ACME, 'never', ADA)).rejects.toThrow(SubjectForgotten);
  });

  test('is seen by other processes when their memory of the key ends', async () => {
    const other = keysOf('worker', 50);
    const sealed = await other.seal(ACME, 'soon-gone', ADA);
    expect(await other.unseal(ACME, sealed)).toEqual(ADA);
    await keysOf().destroy(ACME, 'soon-gone');
    await sleep(60);
    expect(await other.unseal(ACME, sealed)).toBeUndefined();
  });

  test("touches one tenant's subject only", async () => {
    const sealed = await keysOf().seal(GLOBEX, 'both', ADA);
    await keysOf().destroy(ACME, 'both');
    expect(await keysOf().unseal(GLOBEX, sealed)).toEqual(ADA);
  });
});

describe('the vault', () => {
  test('shows no rows without a tenant, and takes none of another', async () => {
    const pool = database.pool('api');
    expect((await pool.query('select * from vault.subject_keys')).rows).toEqual([]);
    await expect(
      withTenant(pool, GLOBEX, (client) =>
        client.query(`insert into vault.subject_keys values ($1, 's', 'x', $2, now(), null)`, [
          ACME,
          masterKeys.current.id,
        ]),
      ),
    ).rejects.toThrow(/violates row-level security/);
  });

  test('keys are never deleted, nor created anew, by api and worker', async () => {
    for (const role of ['api', 'worker'] as const) {
      const run = (sql: string) => withTenant(database.pool(role), ACME, (client) => client.query(sql));
      await expect(run('delete from vault.subject_keys')).rejects.toThrow(/permission denied/);
      await expect(run('update vault.subject_keys set subject_id = subject_id')).rejects.toThrow(/permission denied/);
    }
  });
});

describe('the master key', () => {
  test('another one is refused, also beside the right sealed data', async () => {
    await expect(loadMasterKeys(settings(newKey()), database.pool('api'), clock)).rejects.toThrow(
      /sealed with another master key.*Set LEDGERLINE_MASTER_KEY/,
    );
  });

  test('a missing one is refused where the vault is in use, and no new one is made', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ledgerline-test-key-'));
    await expect(loadMasterKeys(settings(undefined, [], directory), database.pool('api'), clock)).rejects.toThrow(
      /master key is missing.*Restore it/,
    );
    expect(await readdir(directory)).toEqual([]);
    await rm(directory, { recursive: true });
  });

  test('is changed by giving the old one as retired: old data opens, new keys are wrapped by the new one', async () => {
    const own = await migratedDatabase();
    const [oldKey, nextKey] = [newKey(), newKey()];
    const subjects = (keys: MasterKeys) => createSubjectKeys({ pool: own.pool('api'), masterKeys: keys, clock });
    const before = await loadMasterKeys(settings(oldKey), own.pool('api'), clock);
    const sealed = await subjects(before).seal(ACME, 'old', ADA);
    const after = await loadMasterKeys(settings(nextKey, [oldKey]), own.pool('api'), clock);
    expect(await subjects(after).unseal(ACME, sealed)).toEqual(ADA);
    const newer = await subjects(after).seal(ACME, 'new', ADA);
    await expect(subjects(before).unseal(ACME, newer)).rejects.toThrow(/wrapped by master key .* not given/);
    await expect(loadMasterKeys(settings(nextKey), own.pool('api'), clock)).rejects.toThrow(/another master key/);
    await own.drop();
  });

  test('embedded: made once, in a file only we can read, however many processes start at once', async () => {
    const own = await migratedDatabase();
    const directory = join(await mkdtemp(join(tmpdir(), 'ledgerline-test-key-')), 'default');
    const all = await Promise.all(
      Array.from({ length: 8 }, () => loadMasterKeys(settings(undefined, [], directory), own.pool('worker'), clock)),
    );
    expect(new Set(all.map(({ current }) => current.id)).size).toBe(1);
    expect(await readdir(directory)).toEqual(['master.key']);
    expect((await stat(join(directory, 'master.key'))).mode & 0o777).toBe(0o600);
    const content = (await readFile(join(directory, 'master.key'), 'utf8')).trim();
    expect(masterKeysOf(content).current.id).toBe(all[0]?.current.id);
    await rm(join(directory, '..'), { recursive: true });
    await own.drop();
  });

  test('embedded: one that another process makes between two of our looks is found', async () => {
    const own = await migratedDatabase();
    const parent = await mkdtemp(join(tmpdir(), 'ledgerline-test-key-'));
    const directory = join(parent, 'default');
    const load = (pool: pg.Pool) => loadMasterKeys(settings(undefined, [], directory), pool, clock);
    const pool = own.pool('worker');
    let other: MasterKeys | undefined;
    // The other one is done when we, who saw no file, ask the vault.
    const query = async (text: string) => {
      other ??= await load(pool);
      return pool.query(text);
    };
    const ours = await load(Object.create(pool, { query: { value: query } }));
    expect(ours.current.id).toBe(other?.current.id);
    await rm(parent, { recursive: true });
    await own.drop();
  });
});
