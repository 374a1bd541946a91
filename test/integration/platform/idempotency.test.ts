import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FixedClock, fixedClock } from '../../../src/platform/clock.ts';
import { createIdempotency, type Idempotency, purgeIdempotency } from '../../../src/platform/idempotency.ts';
import { withTenant } from '../../../src/platform/pools.ts';
import { type MigratedDatabase, migratedDatabase } from '../../support/database.ts';

const ACME = '018f0000-0000-7000-8000-00000000000a';
const GLOBEX = '018f0000-0000-7000-8000-00000000000b';

let database: MigratedDatabase;
let clock: FixedClock;
let idempotency: Idempotency;
let count = 0;

beforeAll(async () => {
  database = await migratedDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  clock = fixedClock('2026-03-01T09:30:00Z');
  idempotency = createIdempotency({ pool: database.pool('api'), clock });
  count += 1;
});

/** Each test writes to a path of its own. */
const write = (change: object = {}) => ({
  tenantId: ACME,
  actor: 'user:1',
  method: 'POST',
  path: `/api/things/${count}`,
  bodyHash: 'aa',
  ...change,
});
const keyed = (change: object = {}) => write({ key: `key-${count}`, ...change });

describe('with an Idempotency-Key', () => {
  test('the first is fresh, a repetition gets its command and what it was answered', async () => {
    const first = await idempotency.begin(keyed());
    expect(first.kind).toBe('fresh');
    if (first.kind !== 'fresh') return;
    const { commandId } = first;
    expect(await idempotency.begin(keyed())).toEqual({ kind: 'repeat', commandId, answeredStatus: null });
    await idempotency.answered(ACME, commandId, 201);
    await idempotency.answered(ACME, commandId, 503);
    expect(await idempotency.begin(keyed())).toEqual({ kind: 'repeat', commandId, answeredStatus: 201 });
  });

  test.each([{ bodyHash: 'bb' }, { method: 'PUT' }, { path: '/api/others' }])(
    'the same key for another request is refused: %o',
    async (change) => {
      await idempotency.begin(keyed());
      expect(await idempotency.begin(keyed(change))).toEqual({ kind: 'other_body' });
    },
  );

  test('keys belong to a tenant', async () => {
    await idempotency.begin(keyed());
    expect((await idempotency.begin(keyed({ tenantId: GLOBEX, bodyHash: 'bb' }))).kind).toBe('fresh');
  });

  test('a key is forgotten after 24 hours', async () => {
    await idempotency.begin(keyed());
    clock.advance(24 * 60 * 60 * 1_000);
    expect((await idempotency.begin(keyed({ bodyHash: 'bb' }))).kind).toBe('fresh');
  });

  test('50 at once agree on one command, over several processes', async () => {
    const processes = [idempotency, createIdempotency({ pool: database.pool('worker'), clock })];
    const begun = await Promise.all(Array.from({ length: 50 }, (_, n) => processes[n % 2]?.begin(keyed())));
    expect(new Set(begun.map((one) => one?.kind !== 'other_body' && one?.commandId)).size).toBe(1);
    expect(begun.filter((one) => one?.kind === 'fresh')).toHaveLength(1);
  });

  test('of two bodies at once, one wins and the other is refused', async () => {
    const begun = await Promise.all(
      Array.from({ length: 50 }, (_, n) => idempotency.begin(keyed({ bodyHash: n % 2 ? 'aa' : 'bb' }))),
    );
    const count = (wanted: string) => begun.filter(({ kind }) => kind === wanted).length;
    expect([count('fresh'), count('repeat'), count('other_body')]).toEqual([1, 24, 25]);
  });

  test.each(['', 'k'.repeat(256)])('a key must have 1 to 255 characters', async (key) => {
    await expect(idempotency.begin(keyed({ key }))).rejects.toThrow(RangeError);
  });
});

describe('without a key', () => {
  async function fresh(change: object = {}): Promise<string> {
    const begun = await idempotency.begin(write(change));
    if (begun.kind !== 'fresh') throw new Error(`It was ${begun.kind}.`);
    return begun.commandId;
  }

  test('an identical write within 10 s of one that failed takes its command id', async () => {
    const commandId = await fresh();
    await idempotency.answered(ACME, commandId, 503);
    clock.advance(9_999);
    expect(await idempotency.begin(write())).toEqual({ kind: 'repeat', commandId, answeredStatus: 503 });
  });

  test('after 10 s it is a new command', async () => {
    const commandId = await fresh();
    await idempotency.answered(ACME, commandId, 503);
    clock.advance(10_000);
    expect(await fresh()).not.toBe(commandId);
  });

  test('the 10 s count from the answer, however long that took', async () => {
    const commandId = await fresh();
    clock.advance(30_000);
    await idempotency.answered(ACME, commandId, 500);
    clock.advance(1_000);
    expect(await idempotency.begin(write())).toMatchObject({ kind: 'repeat', commandId });
  });

  test('an identical write while the first is under way belongs to it, up to a minute', async () => {
    const commandId = await fresh();
    clock.advance(59_999);
    expect(await idempotency.begin(write())).toEqual({ kind: 'repeat', commandId, answeredStatus: null });
    clock.advance(60_000);
    expect(await fresh()).not.toBe(commandId);
  });

  test('one that answered 2xx is closed: the next is a new command, at once', async () => {
    const commandId = await fresh();
    await idempotency.answered(ACME, commandId, 201);
    const next = await fresh();
    expect(next).not.toBe(commandId);
    expect(await idempotency.begin(write())).toEqual({ kind: 'repeat', commandId: next, answeredStatus: null });
  });

  test.each([{ actor: 'user:2' }, { bodyHash: 'bb' }, { method: 'PUT' }, { path: '/x' }, { tenantId: GLOBEX }])(
    'another write is another command: %o',
    async (change) => {
      const commandId = await fresh();
      expect(await fresh(change)).not.toBe(commandId);
    },
  );

  test('50 at once agree on one command', async () => {
    const begun = await Promise.all(Array.from({ length: 50 }, () => idempotency.begin(write())));
    expect(begun.filter(({ kind }) => kind === 'fresh')).toHaveLength(1);
    expect(new Set(begun.map((one) => one.kind !== 'other_body' && one.commandId)).size).toBe(1);
  });
});

describe('purging', () => {
  test('deletes expired rows of all tenants, a bounded number at a time; only the worker may', async () => {
    await purgeIdempotency(database.pool('worker'), '2030-01-01T00:00:00.000Z', 100_000);
    for (const key of ['a', 'b', 'c']) await idempotency.begin(keyed({ key }));
    await idempotency.begin(keyed({ tenantId: GLOBEX }));
    clock.advance(60_000);
    await idempotency.begin(keyed({ key: 'young' }));
    const purge = () => purgeIdempotency(database.pool('worker'), '2026-03-02T09:30:00.000Z', 3);
    expect([await purge(), await purge(), await purge()]).toEqual([3, 1, 0]);
    const { rows } = await withTenant(database.pool('api'), ACME, (client) =>
      client.query('select key from ops.idempotency'),
    );
    expect(rows).toEqual([{ key: 'young' }]);
    await expect(purgeIdempotency(database.pool('api'), clock.now())).rejects.toThrow(/permission denied/);
  });
});
