import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixedClock } from '../../../src/platform/clock.ts';
import { createIdempotency } from '../../../src/platform/idempotency.ts';
import { NOW, testApp } from '../../support/api.ts';
import { type MigratedDatabase, migratedDatabase } from '../../support/database.ts';
import { WIDGET_ROUTES } from '../../support/widget-routes.ts';

let database: MigratedDatabase;
beforeAll(async () => {
  database = await migratedDatabase();
});
afterAll(() => database.drop());

/** The application on the real table, and how a caller writes. */
async function writer() {
  const clock = fixedClock(NOW);
  const idempotency = createIdempotency({ pool: database.pool('api'), clock });
  const app = await testApp({ clock, idempotency }, WIDGET_ROUTES);
  const write = async (payload: object, key?: string) => {
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    const answer = await app.inject({ method: 'POST', url: '/api/widgets', headers, payload });
    return { status: answer.statusCode, commandId: answer.json().data?.commandId, code: answer.json().error?.code };
  };
  return { write };
}

test('a key stands for one request', async () => {
  const { write } = await writer();
  const first = await write({ name: 'a', weight: 1 }, 'key-1');
  expect(await write({ name: 'a', weight: 1 }, 'key-1')).toEqual(first);
  expect(await write({ name: 'a', weight: 2 }, 'key-1')).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
});

test('without a key, equal writes that succeed are commands of their own, however fast they follow', async () => {
  const { write } = await writer();
  const ids = new Set<string>();
  for (let sent = 0; sent < 10; sent += 1) {
    ids.add((await write({ name: 'b', weight: 1 })).commandId);
  }
  expect(ids.size).toBe(10);
});
