import { describe, expect, it } from 'vitest';
import { BatchSizer } from '../../../src/projections/runner/pace.ts';

const pace = { maxEvents: 4_000, targetMillis: 200, minIntervalMillis: 0 };

describe('the size of batches', () => {
  it('doubles while full batches are quick, up to the limit', () => {
    const sizer = new BatchSizer(pace);
    for (let n = 0; n < 5; n += 1) sizer.observe(sizer.events, 20);
    expect(sizer.events).toBe(4_000);
  });

  it('halves when a batch takes too long, down to a floor', () => {
    const sizer = new BatchSizer(pace);
    for (let n = 0; n < 10; n += 1) sizer.observe(sizer.events, 500);
    expect(sizer.events).toBe(50);
  });

  it('learns nothing from small batches', () => {
    const sizer = new BatchSizer(pace);
    sizer.observe(3, 1);
    expect(sizer.events).toBe(500);
  });
});
