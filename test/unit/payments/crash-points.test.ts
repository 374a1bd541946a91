import { describe, expect, test } from 'vitest';
import { recordPayment } from '../../../src/application/payments/record-payment.ts';
import { sweepPayments } from '../../../src/application/payments/sweep-payments.ts';
import { reversePayment } from '../../../src/application/payments/use-payment.ts';
import type { Provenance } from '../../../src/application/ports/event-store.ts';
import type { InvoiceId, PaymentId } from '../../../src/domain/kernel/ids.ts';
import { aReceipt, money, type PaymentWorld, paymentWorld } from '../../support/payment-world.ts';

class Killed extends Error {}

/** Two invoices of 714.00, of a company that pays both at once, with a reference. */
async function company() {
  const it = await paymentWorld('2026-01-10');
  const acme = await it.world.account('Acme');
  const invoices = [await it.invoiced(acme), await it.invoiced(acme)];
  return { it, acme, invoices };
}

type Company = Awaited<ReturnType<typeof company>>;

function allocations(invoices: readonly InvoiceId[]) {
  return {
    by: 'hand' as const,
    allocations: invoices.map((invoiceId) => ({ invoiceId, amount: money('714.00'), deductions: [] })),
  };
}

const pay = ({ it, acme, invoices }: Company, by: Provenance) => {
  const changes = { reference: 'RG 1', allocations: allocations(invoices) };
  return recordPayment(it.deps, aReceipt(acme, '1500.00', changes), by);
};

const payBack = ({ it }: Company, by: Provenance, paymentId: PaymentId) =>
  reversePayment(it.deps, { paymentId, reason: 'Returned', reversedOn: null, expectedRevision: undefined }, by);

/** Lets the process fall before, or right after, its n-th append. */
function fallAt({ world: { store } }: PaymentWorld, moment: 'beforeAppend' | 'afterAppend', fatal: number): void {
  let count = 0;
  store[moment] = () => {
    count += 1;
    if (count === fatal) {
      store[moment] = undefined;
      throw new Killed();
    }
  };
}

async function appendsOf(work: (company: Company) => Promise<unknown>, prepared: Company): Promise<number> {
  let appends = 0;
  prepared.it.world.store.afterAppend = () => {
    appends += 1;
  };
  await work(prepared);
  return appends;
}

async function outcome({ it, invoices }: Company) {
  const ids = new Set(
    it.world.store.log().flatMap(({ stream, event }) => (event.type === 'PaymentRecorded' ? [stream.id] : [])),
  );
  return {
    payments: ids.size,
    paid: await Promise.all(invoices.map(it.paid)),
    unapplied: await Promise.all([...ids].map((id) => it.unapplied(id as PaymentId))),
    unfinished: await it.deps.finders.unfinishedPayments(),
  };
}

const PAID = { payments: 1, paid: ['714.00', '714.00'], unapplied: ['72.00'], unfinished: [] }; // 1,500.00 − 1,428.00
const moments = ['beforeAppend', 'afterAppend'] as const;

describe('whoever falls while a payment is recorded and allocated', async () => {
  const appends = await appendsOf((prepared) => pay(prepared, prepared.it.world.by()), await company());
  const falls = moments.flatMap((moment) =>
    Array.from({ length: appends }, (_, index) => [moment, index + 1] as const),
  );

  test('has some appends to fall at: the reference, the record, and two on each side for each invoice', () => {
    expect(appends).toBe(6);
  });

  test.each(falls)('%s %i: the same command again ends it', async (moment, fatal) => {
    const prepared = await company();
    const by = prepared.it.world.by();
    fallAt(prepared.it, moment, fatal);
    await expect(pay(prepared, by)).rejects.toThrow(Killed);
    await pay(prepared, by);
    expect(await outcome(prepared)).toEqual(PAID);
  });

  test.each(falls.filter(([moment, fatal]) => fatal > 2 || (fatal === 2 && moment === 'afterAppend')))(
    '%s %i: the sweeper ends it, and comes as often as it likes',
    async (moment, fatal) => {
      const prepared = await company();
      const { it } = prepared;
      fallAt(it, moment, fatal);
      await expect(pay(prepared, it.world.by())).rejects.toThrow(Killed);
      await sweepPayments(it.deps); // a moment later: somebody may be at it
      it.world.clock.set('2026-01-10T09:01:00.000Z');
      await sweepPayments(it.deps);
      await sweepPayments(it.deps);
      expect(await outcome(prepared)).toEqual(PAID);
    },
  );
});

describe('whoever falls while a payment is reversed', async () => {
  const REVERSED = { payments: 1, paid: ['0.00', '0.00'], unapplied: ['0.00'], unfinished: [] };
  const paid = async () => {
    const prepared = await company();
    await pay(prepared, prepared.it.world.by());
    const [found] = prepared.it.world.store
      .log()
      .flatMap(({ stream, event }) => (event.type === 'PaymentRecorded' ? [stream.id as PaymentId] : [])) as [
      PaymentId,
    ];
    return { ...prepared, paymentId: found };
  };
  const first = await paid();
  const appends = await appendsOf((prepared) => payBack(prepared, prepared.it.world.by(), first.paymentId), first);
  const falls = moments.flatMap((moment) =>
    Array.from({ length: appends }, (_, index) => [moment, index + 1] as const),
  );

  test.each(falls)('%s %i: the same command again ends it', async (moment, fatal) => {
    const prepared = await paid();
    const by = prepared.it.world.by();
    fallAt(prepared.it, moment, fatal);
    await expect(payBack(prepared, by, prepared.paymentId)).rejects.toThrow(Killed);
    await payBack(prepared, by, prepared.paymentId);
    expect(await outcome(prepared)).toEqual(REVERSED);
  });

  test.each(falls.filter(([moment, fatal]) => fatal > 1 || moment === 'afterAppend'))(
    '%s %i: the sweeper ends it',
    async (moment, fatal) => {
      const prepared = await paid();
      const { it } = prepared;
      fallAt(it, moment, fatal);
      await expect(payBack(prepared, it.world.by(), prepared.paymentId)).rejects.toThrow(Killed);
      it.world.clock.set('2026-01-10T09:01:00.000Z');
      await sweepPayments(it.deps);
      expect(await outcome(prepared)).toEqual(REVERSED);
    },
  );
});

test('a worker that comes late with an allocation that was withdrawn or undone changes nothing', async () => {
  const prepared = await company();
  const { it, acme, invoices } = prepared;
  const [invoiceId] = invoices as [InvoiceId];
  const all = allocations([invoiceId]);
  // The first one has set its money aside and is held up before it asks the invoice.
  let holdUp: (() => void) | undefined;
  const waiting = new Promise<void>((resolve) => {
    holdUp = resolve;
  });
  let isHeld = false;
  it.world.store.beforeAppend = async (stream) => {
    if (stream.category === 'invoice' && !isHeld) {
      isHeld = true;
      await waiting;
    }
  };
  const late = recordPayment(it.deps, aReceipt(acme, '714.00', { allocations: all }), it.world.by());
  while (!isHeld) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await it.record(acme, '714.00', { allocations: all });
  it.world.clock.set('2026-01-10T09:01:00.000Z');
  await sweepPayments(it.deps); // takes up the first one: there is no room for it any more
  holdUp?.();
  await late;
  expect(await it.paid(invoiceId)).toBe('714.00');
  const { unapplied } = await outcome(prepared);
  expect(unapplied.sort()).toEqual(['0.00', '714.00']);
});
