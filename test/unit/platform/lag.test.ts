import { expect, test } from 'vitest';
import { lagBehindLog } from '../../../src/roles/lag.ts';

function world() {
  const at = { now: 0, head: 100n as bigint | undefined, position: 100n as bigint | undefined };
  const lag = lagBehindLog({
    groups: ['billing'],
    progress: {
      lag: async () =>
        at.position === undefined
          ? []
          : [{ group: 'billing', status: 'running' as const, position: at.position, lagMillis: 0, error: undefined }],
    },
    head: async () => at.head,
    now: () => at.now,
  });
  return { at, late: async () => (await lag())[0]?.lagMillis };
}

test('a group at the end of the log is not late, however long nothing has happened', async () => {
  const { at, late } = world();
  expect(await late()).toBe(0);
  at.now = 3_600_000;
  expect(await late()).toBe(0);
});

test('a group that stands still while the log goes on is late by the time since the first look that saw it', async () => {
  const { at, late } = world();
  await late();
  at.head = 200n;
  at.now = 1_000;
  expect(await late()).toBe(0); // seen for the first time
  at.now = 31_000;
  at.head = 300n;
  expect(await late()).toBe(30_000);
  at.position = 200n; // has reached what was the end at second 1
  expect(await late()).toBe(0);
});

test('a group that was never folded is late as soon as there are events', async () => {
  const { at, late } = world();
  at.position = undefined;
  await late();
  at.now = 40_000;
  expect(await late()).toBe(40_000);
});
