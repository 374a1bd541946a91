import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { AppendRefused } from '../../src/application/ports/event-store.ts';
import { CATEGORIES, type Category, isCategory } from '../../src/domain/categories.ts';
import { type EventCatalogue, event } from '../../src/domain/kernel/events.ts';
import { decode, UnknownEvent, validateForAppend } from '../../src/eventstore/codec.ts';

/**
 * One file per event type and version that any build has ever written: data and metadata as they stand in the log. What
 * is in the log is there for ever, so these files are added and never edited.
 */
const ROOT = join(import.meta.dirname, '../..');
const FOLDER = 'test/golden';

interface Golden {
  readonly category: Category;
  readonly type: string;
  readonly version: number;
  readonly path: string;
}

const zStored = z.strictObject({
  data: z.record(z.string(), z.json()),
  metadata: z.strictObject({
    tenantId: z.uuid(),
    actor: z.strictObject({ kind: z.enum(['user', 'key', 'system', 'anonymous']), id: z.string() }),
    $correlationId: z.string(),
    $causationId: z.string(),
    commandId: z.uuid(),
    recordedAt: z.iso.datetime({ precision: 3 }),
    schemaVersion: z.int().min(1),
    build: z.string(),
  }),
});

/** All versions of all types, the oldest first. */
function versionsOf(category: Category, catalogue: EventCatalogue): Golden[] {
  return Object.entries(catalogue).flatMap(([type, { version: latest }]) =>
    Array.from({ length: latest }, (_, index) => {
      const path = `${FOLDER}/${category}/${type}.v${index + 1}.json`;
      return { category, type, version: index + 1, path };
    }),
  );
}

const CATALOGUE: readonly Golden[] = Object.keys(CATEGORIES)
  .filter(isCategory)
  .flatMap((category) => versionsOf(category, CATEGORIES[category]));

const KEPT = CATALOGUE.filter(({ path }) => existsSync(join(ROOT, path)));

function read({ path }: Golden) {
  return zStored.parse(JSON.parse(readFileSync(join(ROOT, path), 'utf8')));
}

type Json = z.infer<ReturnType<typeof z.json>>;

/** The same value once for each object in it, with a field too many there. What belongs to the caller is left alone. */
function* withFieldTooMany(value: Json): Generator<Json> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const changed of withFieldTooMany(item)) yield value.with(index, changed);
    }
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, surplus: 1 };
    for (const [key, item] of Object.entries(value)) {
      if (key === 'metadata') continue;
      for (const changed of withFieldTooMany(item)) yield { ...value, [key]: changed };
    }
  }
}

test('every version of every event has its golden file', () => {
  const missing = CATALOGUE.filter((golden) => !KEPT.includes(golden)).map(
    ({ type, version, category, path }) =>
      `${type} of ${category} has no golden file for version ${version}: add ${path} with data and metadata as the log holds them.`,
  );
  expect(missing).toEqual([]);
});

test('every golden file belongs to an event that this build reads', () => {
  const files = readdirSync(join(ROOT, FOLDER), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('.'))
    .map((name) => `${FOLDER}/${name.replaceAll('\\', '/')}`);
  const known = CATALOGUE.map(({ path }) => path);
  const orphans = files
    .filter((path) => !known.includes(path))
    .map((path) => `${path} stands for events that may be in somebody's log, and nothing here reads them.`);
  expect(orphans).toEqual([]);
});

describe.each(KEPT)('$category: $type, version $version', (golden) => {
  const { category, type, version } = golden;
  const { version: latest } = CATEGORIES[category][type] ?? { version: 0 };

  test('is read in today’s shape', () => {
    const { data, metadata } = read(golden);
    expect(metadata.schemaVersion).toBe(version);
    const decoded = decode(category, type, data, metadata);
    // What comes out could be written today: an upcaster that forgets a field is found here.
    expect(validateForAppend(category, decoded)).toEqual({ data: decoded.data, schemaVersion: latest });
    if (version === latest) {
      expect(decoded).toEqual({ type, data });
    }
  });

  test('takes no field that the schema does not know, wherever it stands', () => {
    const { data, metadata } = read(golden);
    for (const changed of withFieldTooMany(data)) {
      expect(() => decode(category, type, changed, metadata)).toThrow(/Unrecognized key/);
      if (version === latest) {
        expect(() => validateForAppend(category, { type, data: changed })).toThrow(AppendRefused);
      }
    }
  });

  test('is not read when a newer build has written it', () => {
    const { data, metadata } = read(golden);
    const later = { ...metadata, schemaVersion: latest + 1 };
    expect(() => decode(category, type, data, later)).toThrow(UnknownEvent);
    expect(() => decode(category, type, data, later)).toThrow(`${latest + 1}; this build reads up to ${latest}`);
  });
});

test.each(Object.keys(CATEGORIES).filter(isCategory))(
  'an event that %s does not know is not passed over',
  (category) => {
    expect(() => decode(category, 'HeardOfNever', {}, { schemaVersion: 1 })).toThrow(UnknownEvent);
    expect(() => validateForAppend(category, { type: 'HeardOfNever', data: {} })).toThrow(UnknownEvent);
  },
);

describe('an event with a past', () => {
  /** v1 had one text for the name, v2 split it, v3 has an amount in a currency where v2 had euros. */
  const SeatSold = event(
    z.strictObject({ firstName: z.string(), lastName: z.string(), price: z.string(), currency: z.string() }),
    (data) => {
      const { name, ...rest } = z.object({ name: z.string(), euros: z.string() }).parse(data);
      const [firstName, lastName] = name.split(' ');
      return { ...rest, firstName, lastName };
    },
    (data) => {
      const { euros, ...rest } = z.looseObject({ euros: z.string() }).parse(data);
      return { ...rest, price: euros, currency: 'EUR' };
    },
  );
  const TODAY = { firstName: 'Ada', lastName: 'Byron', price: '12.50', currency: 'EUR' };
  const PAST = [
    { version: 1, data: { name: 'Ada Byron', euros: '12.50' } },
    { version: 2, data: { firstName: 'Ada', lastName: 'Byron', euros: '12.50' } },
    { version: 3, data: TODAY },
  ];

  /** The codec, with this one event in the catalogue of a category. */
  async function codec() {
    vi.resetModules();
    vi.doMock('../../src/domain/categories.ts', () => ({ CATEGORIES: { account: { SeatSold } } }));
    const fresh = await import('../../src/eventstore/codec.ts');
    vi.doUnmock('../../src/domain/categories.ts');
    return fresh;
  }

  test('counts its versions by its upcasters', () => {
    expect(SeatSold.version).toBe(3);
    expect(versionsOf('account', { SeatSold }).map(({ path }) => path)).toEqual([
      'test/golden/account/SeatSold.v1.json',
      'test/golden/account/SeatSold.v2.json',
      'test/golden/account/SeatSold.v3.json',
    ]);
  });

  test.each(PAST)('version $version goes through the steps that are left for it', async ({ version, data }) => {
    const decoded = (await codec()).decode('account', 'SeatSold', data, { schemaVersion: version });
    expect(decoded).toEqual({ type: 'SeatSold', data: TODAY });
  });

  test('what is written has the latest version', async () => {
    const written = (await codec()).validateForAppend('account', { type: 'SeatSold', data: TODAY });
    expect(written).toEqual({ data: TODAY, schemaVersion: 3 });
  });

  test('old data is refused as today’s, and today’s as old', async () => {
    const { decode: read, validateForAppend: write } = await codec();
    expect(() => read('account', 'SeatSold', PAST[0]?.data, { schemaVersion: 3 })).toThrow();
    expect(() => read('account', 'SeatSold', TODAY, { schemaVersion: 1 })).toThrow();
    expect(() => write('account', { type: 'SeatSold', data: PAST[1]?.data })).toThrow(/breaks its schema/);
  });

  test('a field that an old version did not know is refused when the steps carry it on', async () => {
    const { decode: read } = await codec();
    const data = { ...PAST[1]?.data, surplus: 1 };
    expect(() => read('account', 'SeatSold', data, { schemaVersion: 2 })).toThrow(/Unrecognized key/);
  });

  test('version 4 is the future', async () => {
    const { decode: read } = await codec();
    expect(() => read('account', 'SeatSold', TODAY, { schemaVersion: 4 })).toThrow(
      /version 4; this build reads up to 3/,
    );
  });
});
