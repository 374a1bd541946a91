import { describe, expect, test } from 'vitest';
import { changeSeller } from '../../../src/application/directory/sellers.ts';
import { seriesStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { NumberingEvent } from '../../../src/domain/numbering/events.ts';
import { assignNumbers } from '../../../src/domain/numbering/series.ts';
import { wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { documentId } from '../../support/controls/documents.ts';

const OLD = { pattern: 'INV-{YYYY}-{000000}', base: 1 };
const NEW = { pattern: 'RE-{YYYY}-{0000}', base: 500 };

const changeTo2026 = (world: BillingWorld) =>
  changeSeller(
    world.deps,
    {
      sellerId: SELLER,
      changes: { numberSeries: [{ kind: 'invoice', fromYear: 2026, ...NEW }] },
      reason: 'A new system',
      expectedRevision: undefined,
    },
    world.by(),
  );

/** Quarterly in advance: one invoice on 1 January, one on 1 April. */
async function twoInvoices(world: BillingWorld): Promise<string[]> {
  await wholeRun(world, '2026-01-01');
  world.clock.set('2026-04-01T09:00:00.000Z');
  await wholeRun(world, '2026-04-01');
  return world
    .register()
    .map(({ invoiceNumber }) => invoiceNumber)
    .sort();
}

/** Once, when a number is about to be recorded, or has been. */
function atFirstNumber(world: BillingWorld, when: 'beforeAppend' | 'afterAppend', work: () => Promise<unknown>): void {
  world.store[when] = async (_stream, [event]) => {
    if (event?.type === 'NumberAssigned') {
      world.store[when] = undefined;
      await work();
    }
  };
}

describe('a change of pattern', () => {
  test('that comes first holds for the first number', async () => {
    const world = await billingWorld('2026-01-01');
    await world.contract();
    expect(await changeTo2026(world)).toMatchObject({ outcome: 'accepted' });
    expect(await twoInvoices(world)).toEqual(['RE-2026-0500', 'RE-2026-0501']);
  });

  test('that does not see the number which is given at that moment leaves its series as that number began it', async () => {
    const world = await billingWorld('2026-01-01');
    await world.contract();
    atFirstNumber(world, 'beforeAppend', async () =>
      expect(await changeTo2026(world)).toMatchObject({ outcome: 'accepted', events: [{}] }),
    );
    expect(await twoInvoices(world)).toEqual(['INV-2026-000001', 'INV-2026-000002']);
  });

  test('that comes when the number is given and its document not finished is refused', async () => {
    const world = await billingWorld('2026-01-01');
    await world.contract();
    atFirstNumber(world, 'afterAppend', async () =>
      expect(await changeTo2026(world)).toMatchObject({ rejection: { code: 'NUMBER_SERIES_USED' } }),
    );
    expect(await twoInvoices(world)).toEqual(['INV-2026-000001', 'INV-2026-000002']);
  });
});

test('a number from before the format was noted is written as the seller says, and the next one notes it', async () => {
  const world = await billingWorld('2026-01-01');
  await world.contract();
  const stream = seriesStream(world.tenantId, SELLER, 'invoice', 2026);
  world.store.beforeAppend = async (_stream, [event]) => {
    if (event?.type === 'NumberAssigned') {
      world.store.beforeAppend = undefined;
      const { data } = event as NumberingEvent; // the type says so
      await world.store.append(stream, -1, [{ type: 'NumberAssigned', data: { ...data, format: null } }], world.by());
    }
  };
  expect(await twoInvoices(world)).toEqual(['INV-2026-000001', 'INV-2026-000002']);
  const formats = (await world.store.read(stream)).map(({ event }) => (event as NumberingEvent).data.format);
  expect(formats).toEqual([null, OLD]);
});

describe('numbers', () => {
  const [first, second] = [documentId('first'), documentId('second')];
  const [january, february] = [civilDate('2026-01-31'), civilDate('2026-02-01')];
  const assigned = (issueDate: typeof january, format: typeof OLD) =>
    [first, second].map((invoiceId) => ({ type: 'NumberAssigned', data: { invoiceId, issueDate, format } }));

  test('that begin a series are dated and written as is wanted', () => {
    const wanted = { issueDate: january, format: NEW };
    expect(assignNumbers([first, second], wanted, null)).toEqual(assigned(january, NEW));
  });

  test('that follow are dated no earlier, and written no other way', () => {
    const last = { issueDate: february, format: OLD };
    expect(assignNumbers([first, second], { issueDate: january, format: NEW }, last)).toEqual(assigned(february, OLD));
    const later = { issueDate: february, format: NEW };
    expect(assignNumbers([first, second], later, { ...last, issueDate: january })).toEqual(assigned(february, OLD));
  });
});
