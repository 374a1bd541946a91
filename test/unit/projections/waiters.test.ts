import { describe, expect, it } from 'vitest';
import { Waiters } from '../../../src/projections/runner/waiters.ts';

describe('waiters for a position', () => {
  it('are woken in order, up to the position that has come', () => {
    const waiters = new Waiters();
    const woken: string[] = [];
    for (const [name, position] of [
      ['c', 30n],
      ['a', 10n],
      ['b', 20n],
      ['b too', 20n],
    ] as const) {
      waiters.add({ position, wake: () => woken.push(name) });
    }
    waiters.wakeUntil(9n);
    expect(woken).toEqual([]);
    waiters.wakeUntil(20n);
    expect(woken).toEqual(['a', 'b', 'b too']);
    waiters.wakeUntil(100n);
    expect(woken).toEqual(['a', 'b', 'b too', 'c']);
    expect(waiters.isEmpty).toBe(true);
  });

  it('can go away, and only they do', () => {
    const waiters = new Waiters();
    const woken: number[] = [];
    const all = [1, 2, 3].map((n) => ({ position: 20n, wake: () => woken.push(n) }));
    for (const waiter of all) waiters.add(waiter);
    const [, second] = all;
    if (second !== undefined) waiters.remove(second);
    waiters.wakeUntil(20n);
    expect(woken).toEqual([1, 3]);
  });
});
