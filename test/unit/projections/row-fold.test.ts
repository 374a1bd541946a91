import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../../src/application/ports/event-store.ts';
import { KEEP } from '../../../src/projections/runner/row-definition.ts';
import { type FoldPlan, foldRows, keysTouched, type PlainHandler } from '../../../src/projections/runner/row-fold.ts';
import { closed, type Fact, limited, opened, renamed } from '../../integration/projections/sample/sample-events.ts';
import { createMemoryFeed } from '../../support/memory-feed.ts';

const HANDLERS: Readonly<Record<string, PlainHandler>> = {
  AccountOpened: (_row, { event }, key) => ({ ...key, name: (event.data as { accountName: string }).accountName }),
  AccountDetailsChanged: (row, { event }) =>
    row === undefined ? KEEP : { ...row, name: (event.data as { accountName: string }).accountName },
  AccountCreditLimitChanged: () => KEEP,
  AccountClosed: () => undefined,
};

const plan: FoldPlan = {
  table: 'accounts',
  key: ['id'],
  keysOf: ({ stream }) => [{ id: stream.id }],
  handlerOf: ({ event }) => HANDLERS[event.type],
};

function recorded(...facts: Fact[]): readonly RecordedEvent[] {
  return createMemoryFeed().append(facts);
}

const idOf = (name: string) => opened(name).stream.id;

describe('folding a batch into rows', () => {
  it('writes each changed row once, in its last state', () => {
    const { written, removed } = foldRows(plan, [], recorded(opened('A'), renamed('A', 'B'), renamed('A', 'C')));
    expect(written).toEqual([{ id: idOf('A'), name: 'C' }]);
    expect(removed).toEqual([]);
  });

  it('begins with the rows that the table holds', () => {
    const loaded = [{ id: idOf('A'), name: 'A' }];
    expect(foldRows(plan, loaded, recorded(renamed('A', 'B'))).written).toEqual([{ id: idOf('A'), name: 'B' }]);
  });

  it('writes nothing for a row that is kept', () => {
    const loaded = [{ id: idOf('A'), name: 'A' }];
    expect(foldRows(plan, loaded, recorded(limited('A', null)))).toEqual({ written: [], removed: [] });
  });

  it('removes a row that was there, and says nothing of one that came and went', () => {
    const loaded = [{ id: idOf('A'), name: 'A' }];
    const changes = foldRows(plan, loaded, recorded(closed('A'), opened('B'), closed('B')));
    expect(changes).toEqual({ written: [], removed: [{ id: idOf('A') }] });
  });

  it('writes a row that vanished and came again', () => {
    const loaded = [{ id: idOf('A'), name: 'old' }];
    const changes = foldRows(plan, loaded, recorded(closed('A'), opened('A')));
    expect(changes).toEqual({ written: [{ id: idOf('A'), name: 'A' }], removed: [] });
  });

  it('asks for each key once', () => {
    expect([...keysTouched(plan, recorded(opened('A'), renamed('A', 'B'), opened('C'))).values()]).toEqual([
      { id: idOf('A') },
      { id: idOf('C') },
    ]);
  });

  it('refuses a handler that changes the key', () => {
    const moving = { ...plan, handlerOf: () => () => ({ id: 'elsewhere' }) };
    expect(() => foldRows(moving, [], recorded(opened('A')))).toThrow(/changed the key/);
  });
});
