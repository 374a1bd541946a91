import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createShutdown } from '../../../src/platform/shutdown.ts';

function given() {
  const codes: number[] = [];
  const errors: string[] = [];
  const signals = new EventEmitter();
  const shutdown = createShutdown({
    log: {
      info: () => undefined,
      error: (details) => errors.push((details as { step: string }).step),
    },
    exit: (code) => codes.push(code),
    signals,
  });
  return { shutdown, signals, codes, errors, closed: [] as string[] };
}

describe('shutdown', () => {
  test('closes in reverse order of registration, each after the other, and exits 0', async () => {
    const { shutdown, codes, closed } = given();
    for (const name of ['pool', 'store', 'http']) {
      shutdown.register(
        name,
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          closed.push(name);
        },
        1_000,
      );
    }
    await Promise.all([shutdown.begin('asked'), shutdown.begin('asked again')]);
    expect(closed).toEqual(['http', 'store', 'pool']);
    expect(codes).toEqual([0]);
  });

  test('a step that fails or hangs does not keep the others from closing; exit 1', async () => {
    const { shutdown, codes, closed, errors } = given();
    shutdown.register('first', () => closed.push('first'), 1_000);
    shutdown.register('hangs', () => new Promise(() => undefined), 20);
    shutdown.register(
      'throws',
      () => {
        throw new Error('no');
      },
      1_000,
    );
    await shutdown.begin('asked');
    expect(closed).toEqual(['first']);
    expect(errors).toEqual(['throws', 'hangs']);
    expect(codes).toEqual([1]);
  });

  test('a signal begins it, a second one ends at once with 128 + its number', async () => {
    const { shutdown, signals, codes } = given();
    let finish = () => {};
    shutdown.register(
      'slow',
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
      1_000,
    );
    shutdown.listen();
    signals.emit('SIGTERM');
    await new Promise((resolve) => setImmediate(resolve));
    expect(codes).toEqual([]);
    signals.emit('SIGINT');
    expect(codes).toEqual([130]);
    finish();
    await shutdown.begin('wait for it');
  });
});
