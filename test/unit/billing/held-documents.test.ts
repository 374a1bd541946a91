import { beforeEach, describe, expect, test } from 'vitest';
import type { Backing } from '../../../src/application/billing/backing.ts';
import { discardInvoice, finaliseInvoice } from '../../../src/application/billing/draft-documents.ts';
import { generateInvoice } from '../../../src/application/billing/single.ts';
import { sweepBilling } from '../../../src/application/billing/sweep.ts';
import type { DraftedInvoice, Secured } from '../../../src/domain/invoice/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { decimal, ZERO, zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { runState, wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';

const LINE = '00000000-0000-4000-8000-00000000c0de';

/** One limit for everybody: enough to see what is taken and given back. */
function oneLimit(limit: string) {
  const used = new Map<string, DraftedInvoice['total']>();
  const budget = { limit, used, isAsked: 0 };
  const backing: Backing = {
    concerns: async () => true,
    async secure(draft): Promise<Secured | { kind: 'credit'; code: string; message: string }> {
      budget.isAsked += 1;
      used.delete(draft.invoiceId);
      const others = [...used.values()].reduce((sum, amount) => sum.plus(decimal(amount)), ZERO);
      if (draft.documentType === 'invoice' && others.plus(decimal(draft.total)).gt(decimal(budget.limit))) {
        return { kind: 'credit', code: 'CREDIT_LIMIT_EXCEEDED', message: `${draft.total} is more than is left` };
      }
      used.set(draft.invoiceId, draft.total);
      return { orders: [], credit: [{ lineId: LINE, amount: draft.total, beyondLimit: false }] };
    },
    confirm: async () => undefined,
    async release({ invoiceId }) {
      used.delete(invoiceId);
    },
    giveBack: async () => undefined,
  };
  return { budget, backing };
}

function invoiceIds(world: BillingWorld): InvoiceId[] {
  return world.store
    .log()
    .filter(({ event }) => event.type === 'InvoiceDrafted')
    .map(({ stream }) => stream.id as InvoiceId);
}

function eventsOf(world: BillingWorld, id: InvoiceId): string[] {
  return world.store.log().flatMap(({ stream, event }) => (stream.id === id ? [event.type] : []));
}

/** What was written a moment ago is left alone by the sweeper. */
function later(world: BillingWorld): void {
  world.clock.set('2026-01-01T09:30:00.000Z');
}

describe('with a limit of 1,000.00', () => {
  let world: BillingWorld;
  let budget: ReturnType<typeof oneLimit>['budget'];

  beforeEach(async () => {
    world = await billingWorld();
    const limited = oneLimit('1000.00');
    budget = limited.budget;
    world.backedBy(() => limited.backing);
  });

  test('what fits is finalised, and its document says what it uses', async () => {
    await world.contract(); // 10 × 20.00 × 3 months = 600.00, 714.00 with 19 %
    const runId = await wholeRun(world, '2026-01-01');
    const [id = '' as InvoiceId] = invoiceIds(world);
    expect(await world.document(id)).toMatchObject({
      status: 'finalised',
      secured: { orders: [], credit: [{ lineId: LINE, amount: '714.00' }] },
    });
    expect(eventsOf(world, id)).toEqual(['InvoiceDrafted', 'InvoiceFinalisationStarted', 'InvoiceFinalised']);
    expect(await runState(world, runId)).toMatchObject({
      chunks: [{ result: { documents: [{ status: 'finalised' }], exceptions: [] } }],
    });
  });

  test('what does not fit is held, listed by its run, and goes on by itself when there is room', async () => {
    await world.contract({ seats: 20 }); // 1,200.00, 1,428.00 gross
    const runId = await wholeRun(world, '2026-01-01');
    const [id = '' as InvoiceId] = invoiceIds(world);
    expect(await world.document(id)).toMatchObject({
      status: 'held',
      hold: { reasons: [{ kind: 'credit', code: 'CREDIT_LIMIT_EXCEEDED' }], issueBy: null },
    });
    expect(await runState(world, runId)).toMatchObject({
      status: 'completed',
      chunks: [{ result: { documents: [{ invoiceId: id, status: 'held', total: '1428.00' }] } }],
    });
    expect(budget.used.size).toBe(0);

    later(world);
    await sweepBilling(world.deps);
    expect(eventsOf(world, id)).toEqual(['InvoiceDrafted', 'InvoiceHeld']); // asked again, and told once

    budget.limit = '1500.00';
    await sweepBilling(world.deps);
    expect(await world.document(id)).toMatchObject({ status: 'finalised', final: { total: '1428.00' } });
    expect(world.register().map(({ invoiceNumber }) => invoiceNumber)).toEqual(['INV-2026-000001']);
  });

  test('a smaller one of the same debtor does not overtake what waits before it', async () => {
    const account = await world.account('Acme');
    await world.contract({ account, seats: 20, purchaseOrderNumber: 'A' });
    await wholeRun(world, '2026-01-01');
    budget.limit = '0';
    await world.contract({ account, seats: 10, purchaseOrderNumber: 'B' });
    await wholeRun(world, '2026-01-01');
    budget.limit = '1000.00'; // enough for the second, not for the first

    later(world);
    await sweepBilling(world.deps);
    const states = await Promise.all(invoiceIds(world).map((id) => world.document(id)));
    expect(states.map(({ status }) => status)).toEqual(['held', 'held']);
  });

  test('while it is held a changed contract makes it anew', async () => {
    const contractId = await world.contract({ seats: 20 });
    await wholeRun(world, '2026-01-01');
    await world.on(contractId, {
      kind: 'adjustSeats',
      lineId: null,
      effectiveOn: civilDate('2026-01-01'),
      quantity: 10,
      reason: null,
    });
    await wholeRun(world, '2026-01-01');
    const states = await Promise.all(invoiceIds(world).map((id) => world.document(id)));
    expect(states).toMatchObject([{ status: 'discarded' }, { status: 'finalised', final: { total: '714.00' } }]);
  });

  test('one that is discarded gives its charges back, and a reviewed draft is held when it is approved', async () => {
    const contractId = await world.contract({ seats: 20 });
    await wholeRun(world, '2026-01-01', false);
    const [id = '' as InvoiceId] = invoiceIds(world);
    expect(budget.isAsked).toBe(0); // a draft in review takes nothing
    expect(await finaliseInvoice(world.deps, { invoiceId: id }, world.by())).toMatchObject({
      outcome: 'accepted',
      state: { status: 'held' },
    });
    await discardInvoice(world.deps, { invoiceId: id, reason: 'wrong price' }, world.by());
    expect((await world.contractState(contractId)).claims).toMatchObject([{ isReleased: true }]);
    expect(budget.used.size).toBe(0);
  });

  test('asked for by itself, a held document is the answer', async () => {
    const contractId = await world.contract({ seats: 20 });
    const wanted = { contractId, periodStart: null, periodEnd: null };
    expect(await generateInvoice(world.deps, wanted, world.by())).toMatchObject({
      outcome: 'accepted',
      state: { status: 'held' },
    });
  });
});

class Killed extends Error {}

test.each([1, 2, 3, 4, 5])(
  'a worker that falls before its append %i holds and takes as one that does not',
  async (fatal) => {
    const world = await billingWorld();
    const { budget, backing } = oneLimit('800.00');
    world.backedBy(() => backing);
    await world.contract({ account: await world.account('Acme') }); // 714.00
    await world.contract({ account: await world.account('Borealis') }); // 714.00: one of the two fits
    let count = 0;
    world.store.beforeAppend = ({ category }) => {
      count += category === 'invoice' ? 1 : 0;
      if (category === 'invoice' && count === fatal) {
        throw new Killed();
      }
    };
    await expect(wholeRun(world, '2026-01-01')).rejects.toThrow(Killed);
    world.store.beforeAppend = () => undefined;
    await wholeRun(world, '2026-01-01');

    const states = await Promise.all([...new Set(invoiceIds(world))].map((id) => world.document(id)));
    expect(states.map(({ status }) => status).sort()).toEqual(['finalised', 'held']);
    expect([...budget.used.values()]).toEqual([zDecimalString.parse('714.00')]);
    expect(world.register()).toHaveLength(1);
  },
);
