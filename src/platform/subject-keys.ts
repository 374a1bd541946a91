import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { type Sealed, zSealed } from '../domain/kernel/sealed.ts';
import type { Clock } from './clock.ts';
import { createExpiringCache } from './expiring-cache.ts';
import { type MasterKeys, WrongMasterKey } from './master-key.ts';
import { withTenant } from './pools.ts';
import { KEY_BYTES, openBox, sealBox } from './sealing.ts';

export interface SubjectKeysOptions {
  /** Role api or worker, of the database with the vault. */
  readonly pool: pg.Pool;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
  /** How long a key is remembered: another process's destruction is seen after this time at the latest; 5 s. */
  readonly cacheMs?: number;
}

/** The subject's key was destroyed: nothing can be sealed for it any more. */
export class SubjectForgotten extends Error {
  override readonly name = 'SubjectForgotten';
}

/** Sealed data whose key was never in this vault: it was restored to an earlier day, or it is another one's. */
export class SubjectKeyMissing extends Error {
  override readonly name = 'SubjectKeyMissing';
}

/** Personal data in events: sealed with a key per subject, readable for as long as that key exists. */
export interface SubjectKeys {
  /**
   * Seals any JSON value (up to 24 kB) for a subject, whose key is made at first use.
   * @throws SubjectForgotten after its destruction.
   */
  seal(tenantId: string, subjectId: string, value: unknown): Promise<Sealed>;
  /**
   * The value, or undefined when the subject's key has been destroyed.
   * @throws BrokenSeal when it was altered, or sealed for another tenant or subject; SubjectKeyMissing.
   */
  unseal(tenantId: string, sealed: Sealed): Promise<unknown>;
  /** Like `unseal` for each, in order, with one query at most. */
  unsealMany(tenantId: string, sealed: readonly Sealed[]): Promise<unknown[]>;
  /** For good: what was sealed for the subject can never be read again, and no second key is made. */
  destroy(tenantId: string, subjectId: string): Promise<void>;
}

const DESTROYED = Symbol('destroyed');
type KeyState = Buffer | typeof DESTROYED;

interface KeyRow {
  readonly subject_id: string;
  readonly wrapped_key: Buffer | null;
  readonly master_key_id: string;
}

const CACHE_MAX = 20_000;
const BOX_CHARACTERS_MAX = 32_768; // zSealed

const FIND = `
  select subject_id, wrapped_key, master_key_id from vault.subject_keys where tenant_id = $1 and subject_id = any ($2)`;

// Whoever loses the race gets no row and reads the winner's.
const CREATE = `
  insert into vault.subject_keys (tenant_id, subject_id, wrapped_key, master_key_id, created_at)
  values ($1, $2, $3, $4, $5) on conflict do nothing
  returning subject_id, wrapped_key, master_key_id`;

// Also where there was no key yet, so that none is made later.
const DESTROY = `
  insert into vault.subject_keys as kept (tenant_id, subject_id, wrapped_key, master_key_id, created_at, destroyed_at)
  values ($1, $2, null, $3, $4, $4)
  on conflict (tenant_id, subject_id) do update set wrapped_key = null, destroyed_at = excluded.destroyed_at
  where kept.destroyed_at is null`;

const place = (tenantId: string, subjectId: string) => `${tenantId}|${subjectId}`;

export function createSubjectKeys({ pool, masterKeys, clock, cacheMs = 5_000 }: SubjectKeysOptions): SubjectKeys {
  const cache = createExpiringCache<KeyState>(CACHE_MAX, cacheMs);
  const creating = new Map<string, Promise<KeyState>>();

  function unwrap(tenantId: string, row: KeyRow): KeyState {
    if (row.wrapped_key === null) return DESTROYED;
    const master = masterKeys.byId.get(row.master_key_id);
    if (master === undefined) {
      throw new WrongMasterKey(
        `The key of subject ${row.subject_id} was wrapped by master key ${row.master_key_id}, which is not given. ` +
          'Add it to LEDGERLINE_RETIRED_MASTER_KEYS.',
      );
    }
    return openBox(master, row.wrapped_key, wrapContext(tenantId, row.subject_id));
  }

  function remember(tenantId: string, subjectId: string, state: KeyState): KeyState {
    const key = place(tenantId, subjectId);
    // A query that began before a destruction and ended after it must not bring the key back.
    if (cache.get(key) === DESTROYED) return DESTROYED;
    cache.set(key, state);
    return state;
  }

  async function findOrCreate(tenantId: string, subjectId: string): Promise<KeyState> {
    const { current } = masterKeys;
    const row = await withTenant(pool, tenantId, async (client) => {
      const find = () => client.query<KeyRow>(FIND, [tenantId, [subjectId]]);
      const found = (await find()).rows[0];
      if (found !== undefined) return found;
      const wrapped = sealBox(current.key, randomBytes(KEY_BYTES), wrapContext(tenantId, subjectId));
      const values = [tenantId, subjectId, wrapped, current.id, clock.now()];
      return (await client.query<KeyRow>(CREATE, values)).rows[0] ?? (await find()).rows[0];
    });
    // Rows are never deleted, so there is one now.
    if (row === undefined) throw new Error(`The vault neither holds nor takes a key for subject ${subjectId}.`);
    return remember(tenantId, subjectId, unwrap(tenantId, row));
  }

  async function keyToSeal(tenantId: string, subjectId: string): Promise<Buffer> {
    const id = place(tenantId, subjectId);
    let state = cache.get(id);
    if (state === undefined) {
      // One query for all who ask at once.
      const pending = creating.get(id) ?? findOrCreate(tenantId, subjectId).finally(() => creating.delete(id));
      creating.set(id, pending);
      state = await pending;
    }
    if (state === DESTROYED) {
      throw new SubjectForgotten(`The personal data of ${subjectId} was erased for good; none can be added to it.`);
    }
    return state;
  }

  async function keysToOpen(tenantId: string, subjectIds: ReadonlySet<string>): Promise<Map<string, KeyState>> {
    const states = new Map<string, KeyState>();
    for (const subjectId of subjectIds) {
      const state = cache.get(place(tenantId, subjectId));
      if (state !== undefined) states.set(subjectId, state);
    }
    const unknown = [...subjectIds].filter((subjectId) => !states.has(subjectId));
    if (unknown.length === 0) return states;
    const found = await withTenant(pool, tenantId, (client) => client.query<KeyRow>(FIND, [tenantId, unknown]), {
      access: 'read',
    });
    for (const row of found.rows) {
      states.set(row.subject_id, remember(tenantId, row.subject_id, unwrap(tenantId, row)));
    }
    return states;
  }

  function open(tenantId: string, { subjectId, box }: Sealed, state: KeyState | undefined): unknown {
    if (state === DESTROYED) return undefined;
    if (state === undefined) {
      throw new SubjectKeyMissing(
        `The vault has no key for subject ${subjectId}, though data is sealed for it. Was the key store restored from ` +
          'a backup that is older than the events? Restore the newest one.',
      );
    }
    return JSON.parse(openBox(state, Buffer.from(box, 'base64'), place(tenantId, subjectId)).toString('utf8'));
  }

  async function unsealMany(tenantId: string, sealed: readonly Sealed[]): Promise<unknown[]> {
    const states = await keysToOpen(tenantId, new Set(sealed.map(({ subjectId }) => subjectId)));
    return sealed.map((one) => open(tenantId, one, states.get(one.subjectId)));
  }

  return {
    async seal(tenantId, subjectId, value) {
      const key = await keyToSeal(tenantId, zSealed.shape.subjectId.parse(subjectId));
      const content = JSON.stringify(value);
      if (content === undefined) throw new TypeError('Only JSON values can be sealed.');
      const box = sealBox(key, Buffer.from(content), place(tenantId, subjectId)).toString('base64');
      if (box.length > BOX_CHARACTERS_MAX) throw new RangeError('This is too much personal data for one event.');
      return { subjectId, algorithm: 'A256GCM', box };
    },
    unsealMany,
    async unseal(tenantId, sealed) {
      const [value] = await unsealMany(tenantId, [sealed]);
      return value;
    },
    async destroy(tenantId, subjectId) {
      await withTenant(pool, tenantId, (client) =>
        client.query(DESTROY, [tenantId, subjectId, masterKeys.current.id, clock.now()]),
      );
      cache.set(place(tenantId, subjectId), DESTROYED);
    },
  };
}

/** Differs from the context of data, so that a wrapped key never passes for some. */
function wrapContext(tenantId: string, subjectId: string): string {
  return `subject key|${place(tenantId, subjectId)}`;
}
