import { describe, expect, it, test } from 'vitest';
import { billingRun } from '../../../src/domain/billing-run/billing-run.ts';
import type { BillingRunEvent } from '../../../src/domain/billing-run/events.ts';
import { inChunks } from '../../../src/domain/billing-run/groups.ts';
import { dayOfChunk } from '../../../src/domain/billing-run/stagger.ts';
import { aContract, chunkPlanned, planned, retried, started } from '../../support/billing-run-events.ts';
import { given } from '../../support/given.ts';

const group = (groupId: string, ...names: string[]) => ({ groupId, contractIds: names.map(aContract) });

test('what is planned is planned once; a group that comes again gets a name of its own', () => {
  const chunks = [[group('a', 'a', 'b')], [group('a', 'b', 'c'), group('d', 'd')]];
  const chunk = (number: number, ...groups: ReturnType<typeof group>[]): BillingRunEvent => ({
    type: 'ChunkPlanned',
    data: { chunk: number, groups },
  });
  given(billingRun, [started(), chunkPlanned(1, 'a')])
    .when({ kind: 'planChunks', chunks })
    .thenAccepts(chunk(2, group('a.2', 'b')), chunk(3, group('a.3', 'c'), group('d', 'd')));
  given(billingRun, [started(), chunkPlanned(1, 'a')])
    .when({ kind: 'planChunks', chunks: [[group('a', 'a')]] })
    .thenIgnores();
});

describe('chunks', () => {
  const sizes = (groups: Parameters<typeof inChunks>[0], weight?: number) =>
    inChunks(groups, weight === undefined ? undefined : () => weight).map((chunk) =>
      chunk.reduce((sum, each) => sum + each.contractIds.length, 0),
    );
  const groups = (count: number, size = 1) =>
    Array.from({ length: count }, (_, index) =>
      group(`g${index}`, ...Array.from({ length: size }, (_each, member) => `${index}-${member}`)),
    );

  it('hold two hundred contracts', () => {
    expect(sizes(groups(450))).toEqual([200, 200, 50]);
    expect(sizes([])).toEqual([]);
  });

  it('keep a group together', () => {
    expect(sizes(groups(3, 150))).toEqual([150, 150, 150]);
  });

  it('hold fewer contracts when those are heavy, and one at least', () => {
    // 10,000 ÷ 400 = 25 contracts
    expect(sizes(groups(60), 400)).toEqual([25, 25, 10]);
    expect(sizes(groups(2), 50_000)).toEqual([1, 1]);
  });
});

test('a run over five days bills its chunks in equal parts from its first day on', () => {
  const names = Array.from({ length: 10 }, (_, index) => `c${index}`);
  const chunks = names.map((name, index) => chunkPlanned(index + 1, name));
  const events = [started({ staggerDays: 5 }), ...chunks, planned(10), retried(11, 'c0.2', 'c0')];
  const { state } = given(billingRun, events);
  const days = state.status === 'none' ? [] : names.map((_, index) => dayOfChunk(state, index + 1));
  // ten chunks over five days: two on each, from 1 to 5 April
  expect(days.map((day) => day.slice(-2))).toEqual(['01', '01', '02', '02', '03', '03', '04', '04', '05', '05']);
  // exceptions that are tried again do not wait
  expect(state.status === 'none' ? null : dayOfChunk(state, 11)).toBe('2026-04-01');
});
