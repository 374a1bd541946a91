import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { faultsOf } from './invariants.ts';
import { simulate } from './simulation.ts';

/** `SIMULATION_SEEDS=5000 SIMULATION_FROM=1 npx vitest run test/property/billing` looks further. */
const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 80);
const FROM = Number(process.env.SIMULATION_FROM ?? 1);

// Jitter would make a seed mean something else each time.
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('whoever falls wherever and whatever comes twice: everything owed is charged, once, on documents that add up', {
  timeout: 3_600_000,
}, async () => {
  const found: string[] = [];
  for (let seed = FROM; seed < FROM + SEEDS; seed += 1) {
    try {
      found.push(...(await faultsOf(await simulate(seed))).map((fault) => `seed ${seed}: ${fault}`));
    } catch (error) {
      found.push(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  expect(found).toEqual([]);
});
