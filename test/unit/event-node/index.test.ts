import { describe, expect, test } from 'vitest';
import { canLiftResetLimit, ResetBudget } from '../../../src/embedded/event-node/protocol/reset-budget.ts';
import { crc32, crc32InScript } from '../../../src/embedded/event-node/storage/crc32.ts';
import { EventIndex } from '../../../src/embedded/event-node/storage/event-index.ts';
import { RevisionIndex } from '../../../src/embedded/event-node/storage/revision-index.ts';
import { parseStreamMetadata } from '../../../src/embedded/event-node/storage/stream-metadata.ts';

describe('the checksum', () => {
  // "123456789" is the check value that every description of CRC-32 gives.
  test.each([crc32, crc32InScript])('is CRC-32', (compute) => {
    expect(compute(Buffer.from('123456789'))).toBe(0xcbf43926);
    expect(compute(Buffer.alloc(0))).toBe(0);
  });
});

describe('the index of revisions', () => {
  test('keeps many growing lists apart', () => {
    const index = new RevisionIndex();
    const lists = Array.from({ length: 50 }, () => ({ start: 0, capacity: 0, length: 0 }));
    const expected = lists.map((): number[] => []);
    for (let ordinal = 0; ordinal < 20_000; ordinal++) {
      // Lists of very different lengths.
      const n = (ordinal * ordinal) % (1 + (ordinal % 50));
      index.push(lists[n]!, ordinal);
      expected[n]!.push(ordinal);
    }
    for (const [n, list] of lists.entries()) {
      expect(expected[n]!.map((_, revision) => index.at(list, revision))).toEqual(expected[n]);
    }
  });
});

describe('the index of events', () => {
  test('finds the first event at or after a position', () => {
    const index = new EventIndex();
    for (const position of [100, 200, 300, 2 ** 40]) index.add(position, 10, 0, 'T');
    expect([0, 100, 101, 300, 301, 2 ** 40, 2 ** 41].map((p) => index.firstAtOrAfter(p, 4))).toEqual([
      0, 0, 1, 2, 3, 3, 4,
    ]);
    expect(index.firstAtOrAfter(250, 2)).toBe(2);
  });

  test('holds more events than fit one page', () => {
    const index = new EventIndex();
    for (let n = 0; n < 70_000; n++) index.add(n * 10, n, n % 7, `T${n % 3}`);
    expect([index.position(65_535), index.position(65_536), index.frameBytes(69_999)]).toEqual([
      655_350, 655_360, 69_999,
    ]);
    expect(index.typeName(index.typeId(65_537))).toBe(`T${65_537 % 3}`);
  });
});

describe('stream metadata', () => {
  const parse = (json: string) => parseStreamMetadata(true, Buffer.from(json));

  test('is read', () => {
    expect(parse('{"$maxCount":3,"$maxAge":60,"$tb":7,"other":1}')).toEqual({
      deleted: false,
      maxCount: 3,
      maxAgeSeconds: 60,
      truncateBefore: 7,
    });
    expect(parse('{"$tb":9223372036854775807}')).toEqual({ deleted: true });
  });

  test.each(['', 'nonsense', '[]', 'null', '{"$maxCount":0,"$maxAge":-1,"$tb":-1}', '{"$maxCount":"3"}'])(
    'that says nothing useful counts as none: %s',
    (json) => {
      expect(parse(json)).toEqual({ deleted: false });
    },
  );
});

describe('the budget for cancelled calls', () => {
  test('is spent by many at once, not by a few all the time', () => {
    const flood = new ResetBudget(0);
    let spent = 0;
    while (!flood.spend(0)) spent++;
    expect(spent).toBeGreaterThan(500);
    expect(spent).toBeLessThan(1000);
    const trickle = new ResetBudget(0);
    for (let ms = 0; ms < 1_000_000; ms += 50) expect(trickle.spend(ms)).toBe(false);
  });

  test('is not needed where Node has a setting for it', () => {
    expect(['20.20.2', '22.10.0', '22.11.0', '23.0.0', '24.1.0'].map(canLiftResetLimit)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});
