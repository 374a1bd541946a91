import { describe, expect, test } from 'vitest';
import { payInvoice } from '../../../src/application/payments/pay-invoice.ts';
import {
  allocatePayment,
  refundPayment,
  reversePayment,
  unallocatePayment,
} from '../../../src/application/payments/use-payment.ts';
import { invoiceStream, paymentStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AllocationId, PaymentId } from '../../../src/domain/kernel/ids.ts';
import { acceptedOutcome, rejectionOf } from '../../support/outcomes.ts';
import { money, paymentWorld } from '../../support/payment-world.ts';

/** An invoice of 714.00 and a payment of 1,000.00, of which 714.00 settle it. */
async function paidInvoice() {
  const it = await paymentWorld('2026-01-10');
  const acme = await it.world.account('Acme');
  const invoiceId = await it.invoiced(acme);
  const { paymentId, allocations } = await it.record(acme, '1000.00', { allocations: { by: 'oldest_due' } });
  const [allocationId] = [...allocations.keys()] as [AllocationId];
  return { it, acme, invoiceId, paymentId, allocationId };
}

const where = (paymentId: PaymentId) => ({ paymentId, expectedRevision: undefined });
const MOVE = { reason: 'Meant for another invoice' };

describe('moving', () => {
  test('takes the money off one invoice, to be used for another one', async () => {
    const { it, acme, invoiceId, paymentId, allocationId } = await paidInvoice();
    const other = await it.invoiced(acme, { seats: 5 }); // 5 × 20.00 × 3 = 300.00, 357.00 with tax
    await unallocatePayment(it.deps, { ...where(paymentId), allocationId, ...MOVE }, it.world.by());
    expect([await it.paid(invoiceId), await it.unapplied(paymentId)]).toEqual(['0.00', '1000.00']);
    const to = { by: 'hand' as const, allocations: [{ invoiceId: other, amount: null, deductions: [] }] };
    await allocatePayment(it.deps, { ...where(paymentId), allocations: to }, it.world.by());
    expect([await it.paid(other), await it.unapplied(paymentId)]).toEqual(['357.00', '643.00']);
  });

  test('done twice it is done once; an allocation that is not there is refused', async () => {
    const { it, paymentId, allocationId } = await paidInvoice();
    const input = { ...where(paymentId), allocationId, ...MOVE };
    acceptedOutcome(await unallocatePayment(it.deps, input, it.world.by()));
    const before = it.world.store.log().length;
    acceptedOutcome(await unallocatePayment(it.deps, input, it.world.by()));
    expect(it.world.store.log()).toHaveLength(before);
    const unknown = { ...input, allocationId: crypto.randomUUID() as AllocationId };
    expect(rejectionOf(await unallocatePayment(it.deps, unknown, it.world.by())).code).toBe('ALLOCATION_NOT_FOUND');
  });
});

describe('a reversal', () => {
  test('opens all its invoices again, on its own day, and then takes the receipt off', async () => {
    const { it, invoiceId, paymentId } = await paidInvoice();
    it.world.clock.set('2026-01-20T09:00:00.000Z');
    const input = { ...where(paymentId), reason: 'Direct debit returned', reversedOn: civilDate('2026-01-18') };
    const { state } = acceptedOutcome(await reversePayment(it.deps, input, it.world.by()));
    expect(state.status).toBe('reversed');
    expect([await it.paid(invoiceId), await it.unapplied(paymentId)]).toEqual(['0.00', '0.00']);
    expect(it.world.store.log().map(({ event }) => event)).toContainEqual(
      expect.objectContaining({
        type: 'PaymentUnapplied',
        data: expect.objectContaining({ unappliedOn: '2026-01-18' }),
      }),
    );
    const again = { ...where(paymentId), allocations: { by: 'oldest_due' as const } };
    expect(rejectionOf(await allocatePayment(it.deps, again, it.world.by())).code).toBe('PAYMENT_REVERSED');
  });

  test('is refused on a day that cannot be, and after a refund', async () => {
    const { it, paymentId } = await paidInvoice();
    const input = { ...where(paymentId), reason: 'Returned', reversedOn: civilDate('2026-01-09') };
    expect(rejectionOf(await reversePayment(it.deps, input, it.world.by())).code).toBe('PAYMENT_DATE_INVALID');
    const back = { ...where(paymentId), amount: money('1.00'), reason: 'x', reference: null, refundedOn: null };
    acceptedOutcome(await refundPayment(it.deps, back, it.world.by()));
    const today = { ...input, reversedOn: null };
    expect(rejectionOf(await reversePayment(it.deps, today, it.world.by())).code).toBe('PAYMENT_REFUNDED');
  });
});

describe('a refund', () => {
  test('gives back what is unapplied, all of it unless an amount is said', async () => {
    const { it, paymentId } = await paidInvoice();
    const back = { ...where(paymentId), reason: 'Paid too much', reference: 'R-1', refundedOn: null };
    await refundPayment(it.deps, { ...back, amount: money('86.00') }, it.world.by());
    expect(await it.unapplied(paymentId)).toBe('200.00'); // 1,000.00 − 714.00 − 86.00
    const { state } = acceptedOutcome(await refundPayment(it.deps, { ...back, amount: null }, it.world.by()));
    expect(state.refunds.map(({ amount }) => amount)).toEqual(['86.00', '200.00']);
  });

  test('never gives back what settles an invoice', async () => {
    const { it, paymentId } = await paidInvoice();
    const back = { ...where(paymentId), amount: money('286.01'), reason: 'x', reference: null, refundedOn: null };
    expect(rejectionOf(await refundPayment(it.deps, back, it.world.by())).code).toBe('REFUND_EXCEEDS_UNAPPLIED');
  });
});

describe('setting an invoice to paid', () => {
  test('records the balance; again it records nothing', async () => {
    const it = await paymentWorld('2026-01-10');
    const acme = await it.world.account('Acme');
    const invoiceId = await it.invoiced(acme);
    const by = { by: 'hand' as const, allocations: [{ invoiceId, amount: money('14.00'), deductions: [] }] };
    await it.record(acme, '14.00', { allocations: by });
    await payInvoice(it.deps, { invoiceId, expectedRevision: undefined }, it.world.by());
    expect(await it.applications(invoiceId)).toMatchObject([{ cash: '14.00' }, { cash: '700.00' }]);
    const before = it.world.store.log().length;
    await payInvoice(it.deps, { invoiceId, expectedRevision: undefined }, it.world.by());
    expect(it.world.store.log()).toHaveLength(before);
  });

  test('by two people at the same moment is one payment', async () => {
    const it = await paymentWorld('2026-01-10');
    const invoiceId = await it.invoiced(await it.world.account('Acme'));
    const set = () => payInvoice(it.deps, { invoiceId, expectedRevision: undefined }, it.world.by());
    const outcomes = await Promise.all([set(), set()]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
    expect(it.world.store.log().filter(({ event }) => event.type === 'PaymentRecorded')).toHaveLength(1);
    expect(await it.paid(invoiceId)).toBe('714.00');
  });
});

describe('two payments of one invoice at the same moment', () => {
  test('never settle more than it asks for; what there is no room for is unapplied', async () => {
    const it = await paymentWorld('2026-01-10');
    const acme = await it.world.account('Acme');
    const invoiceId = await it.invoiced(acme);
    const all = { by: 'hand' as const, allocations: [{ invoiceId, amount: money('500.00'), deductions: [] }] };
    const payments = await Promise.all([1, 2, 3].map(() => it.record(acme, '500.00', { allocations: all })));
    expect(await it.paid(invoiceId)).toBe('500.00');
    const left = await Promise.all(payments.map(({ paymentId }) => it.unapplied(paymentId)));
    expect(left.sort()).toEqual(['0.00', '500.00', '500.00']);
    const said = it.world.store.typesOf(invoiceStream(it.world.tenantId, invoiceId));
    expect(said.filter((type) => type.startsWith('Payment')).sort()).toEqual([
      'PaymentApplied',
      'PaymentRefused',
      'PaymentRefused',
    ]);
  });

  test('one payment for two invoices at the same moment is never used twice', async () => {
    const it = await paymentWorld('2026-01-10');
    const acme = await it.world.account('Acme');
    const invoices = [await it.invoiced(acme), await it.invoiced(acme, { seats: 11 })];
    const { paymentId } = await it.record(acme, '600.00');
    const use = (invoiceId: (typeof invoices)[number]) =>
      allocatePayment(
        it.deps,
        {
          ...where(paymentId),
          allocations: { by: 'hand', allocations: [{ invoiceId, amount: money('600.00'), deductions: [] }] },
        },
        it.world.by(),
      );
    const outcomes = await Promise.all(invoices.map(use));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'rejected']);
    expect(await it.unapplied(paymentId)).toBe('0.00');
    expect(it.world.store.typesOf(paymentStream(it.world.tenantId, paymentId))).toEqual([
      'PaymentRecorded',
      'AllocationStarted',
      'AllocationSettled',
    ]);
  });
});
