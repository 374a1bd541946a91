import { describe, expect, test } from 'vitest';
import { recordPayment } from '../../../src/application/payments/record-payment.ts';
import { reversePayment } from '../../../src/application/payments/use-payment.ts';
import { paymentStream } from '../../../src/application/streams.ts';
import type { Deduction } from '../../../src/domain/invoice/settlement-events.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zCurrencyCode } from '../../../src/domain/kernel/currency.ts';
import type { AccountId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { rejectionOf } from '../../support/outcomes.ts';
import { aReceipt, money, type PaymentWorld, paymentWorld } from '../../support/payment-world.ts';

const toInvoice = (invoiceId: InvoiceId, amount: string | null = null, deductions: Deduction[] = []) => ({
  allocations: {
    by: 'hand' as const,
    allocations: [{ invoiceId, amount: amount === null ? null : money(amount), deductions }],
  },
});

/** Two quarters of 714.00: the first due on 9 February (issued on 10 January), the second on 1 May. */
async function twoInvoices() {
  const it = await paymentWorld('2026-01-10');
  const acme = await it.world.account('Acme');
  const first = await it.invoiced(acme);
  it.world.clock.set('2026-04-01T09:00:00.000Z');
  const [second] = (await it.bill('2026-04-01')) as [InvoiceId];
  return { it, acme, first, second };
}

describe('a payment', () => {
  test('stays unapplied where nobody says what it is for', async () => {
    const { it, acme, first } = await twoInvoices();
    const { paymentId } = await it.record(acme, '1000.00');
    expect(await it.unapplied(paymentId)).toBe('1000.00');
    expect(await it.paid(first)).toBe('0.00');
  });

  test('settles what it is said to settle, in part', async () => {
    const { it, acme, first } = await twoInvoices();
    const { paymentId } = await it.record(acme, '500.00', toInvoice(first, '200.00'));
    expect(await it.unapplied(paymentId)).toBe('300.00');
    expect(await it.paid(first)).toBe('200.00');
    expect(it.world.store.typesOf(paymentStream(it.world.tenantId, paymentId))).toEqual([
      'PaymentRecorded',
      'AllocationStarted',
      'AllocationSettled',
    ]);
  });

  test('without an amount takes what is open, and leaves the rest as unapplied cash', async () => {
    const { it, acme, second } = await twoInvoices();
    const { paymentId } = await it.record(acme, '1000.00', toInvoice(second));
    expect(await it.paid(second)).toBe('714.00');
    expect(await it.unapplied(paymentId)).toBe('286.00'); // 1,000.00 − 714.00
  });

  test('goes to the oldest due first', async () => {
    const { it, acme, first, second } = await twoInvoices();
    const { paymentId } = await it.record(acme, '1000.00', { allocations: { by: 'oldest_due' } });
    expect([await it.paid(first), await it.paid(second)]).toEqual(['714.00', '286.00']);
    expect(await it.unapplied(paymentId)).toBe('0.00');
  });

  test('that is more than all that is open leaves the rest unapplied', async () => {
    const { it, acme, first, second } = await twoInvoices();
    const { paymentId } = await it.record(acme, '1500.00', { allocations: { by: 'oldest_due' } });
    expect([await it.paid(first), await it.paid(second)]).toEqual(['714.00', '714.00']);
    expect(await it.unapplied(paymentId)).toBe('72.00'); // 1,500.00 − 1,428.00
  });

  test('by exact match goes to the invoice that asks for just that, though an older one is open', async () => {
    const { it, acme, first, second } = await twoInvoices();
    await it.record(acme, '14.00', toInvoice(first));
    await it.record(acme, '714.00', { allocations: { by: 'exact_match' } });
    expect([await it.paid(first), await it.paid(second)]).toEqual(['14.00', '714.00']);
  });

  test('by exact match goes to the oldest due where none matches', async () => {
    const { it, acme, first, second } = await twoInvoices();
    await it.record(acme, '715.00', { allocations: { by: 'exact_match' } });
    expect([await it.paid(first), await it.paid(second)]).toEqual(['714.00', '1.00']);
  });

  test('of somebody else does not find them by a rule, and pays them when told to', async () => {
    const { it, first } = await twoInvoices();
    const parent = await it.world.account('Parent');
    const { paymentId } = await it.record(parent, '714.00', { allocations: { by: 'oldest_due' } });
    expect(await it.unapplied(paymentId)).toBe('714.00');
    await it.record(parent, '714.00', toInvoice(first));
    expect(await it.paid(first)).toBe('714.00');
    expect(await it.applications(first)).toMatchObject([{ payerAccountId: parent, invoiceNumber: 'INV-2026-000001' }]);
  });

  test('that came before the invoice settles it on the day of issue, else on the day on which it came', async () => {
    const { it, acme, first, second } = await twoInvoices();
    const receivedOn = civilDate('2026-02-03');
    await it.record(acme, '100.00', { ...toInvoice(first), receivedOn });
    await it.record(acme, '100.00', { ...toInvoice(second), receivedOn });
    expect(await it.applications(first)).toMatchObject([{ appliedOn: '2026-02-03' }]);
    expect(await it.applications(second)).toMatchObject([{ appliedOn: '2026-04-01' }]);
  });

  test('with a bank fee settles more than has come', async () => {
    const { it, acme, first } = await twoInvoices();
    await it.record(acme, '704.00', toInvoice(first, null, [{ kind: 'bank_fee', amount: money('10.00') }]));
    expect(await it.paid(first)).toBe('714.00');
    expect(await it.applications(first)).toMatchObject([{ cash: '704.00', amount: '714.00' }]);
  });
});

describe('a payment is refused, and nothing is written', () => {
  async function refusedBy(
    it: PaymentWorld,
    acme: AccountId,
    amount: string,
    changes: Parameters<typeof aReceipt>[2],
  ): Promise<string> {
    const before = it.world.store.log().length;
    const rejection = rejectionOf(await recordPayment(it.deps, aReceipt(acme, amount, changes), it.world.by()));
    expect(it.world.store.log()).toHaveLength(before);
    return rejection.code;
  }

  test('when it is not an amount, or has not come yet', async () => {
    const { it, acme } = await twoInvoices();
    expect(await refusedBy(it, acme, '0', {})).toBe('PAYMENT_AMOUNT_INVALID');
    expect(await refusedBy(it, acme, '-5.00', {})).toBe('PAYMENT_AMOUNT_INVALID');
    expect(await refusedBy(it, acme, '5.005', {})).toBe('PAYMENT_AMOUNT_INVALID');
    expect(await refusedBy(it, acme, '5.00', { receivedOn: civilDate('2026-04-02') })).toBe('PAYMENT_DATE_INVALID');
  });

  test('when it is in another currency than the invoice', async () => {
    const { it, acme, first } = await twoInvoices();
    const dollars = { ...toInvoice(first), currency: zCurrencyCode.parse('USD') };
    expect(await refusedBy(it, acme, '714.00', dollars)).toBe('PAYMENT_CURRENCY_MISMATCH');
  });

  test('when it is to settle more than is open, or twice the same', async () => {
    const { it, acme, first } = await twoInvoices();
    expect(await refusedBy(it, acme, '900.00', toInvoice(first, '714.01'))).toBe('ALLOCATION_EXCEEDS_BALANCE');
    const [once] = toInvoice(first, '400.00').allocations.allocations;
    const twice = { allocations: { by: 'hand' as const, allocations: [once, once] as never } };
    expect(await refusedBy(it, acme, '900.00', twice)).toBe('ALLOCATION_EXCEEDS_BALANCE');
  });

  test('when it is used for more than it is', async () => {
    const { it, acme, first } = await twoInvoices();
    expect(await refusedBy(it, acme, '100.00', toInvoice(first, '100.01'))).toBe('PAYMENT_EXCEEDED');
  });

  test('when a discount would not settle the invoice', async () => {
    const { it, acme, first } = await twoInvoices();
    const discount = [{ kind: 'early_payment_discount' as const, amount: money('14.28') }];
    expect(await refusedBy(it, acme, '600.00', toInvoice(first, null, discount))).toBe('DEDUCTION_LEAVES_BALANCE');
  });

  test.each([
    ['tolerance', '0.72'], // 0.1 % of 714.00 is 0.714
    ['early_payment_discount', '21.43'], // 3 %: 21.42
    ['bank_fee', '71.41'], // 10 %: 71.40
    ['withholding_tax', '214.21'], // 30 %: 214.20
  ] as const)('when more is deducted for %s than the seller lets go', async (kind, amount) => {
    const { it, acme, first } = await twoInvoices();
    const deductions = [{ kind, amount: money(amount) }];
    expect(await refusedBy(it, acme, '714.00', toInvoice(first, null, deductions))).toBe('DEDUCTION_ABOVE_LIMIT');
  });

  test('when it is deducted in two parts', async () => {
    const { it, acme, first } = await twoInvoices();
    const part = (amount: string | null, fee: string) => ({
      invoiceId: first,
      amount: amount === null ? null : money(amount),
      deductions: [{ kind: 'bank_fee' as const, amount: money(fee) }],
    });
    const twice = { allocations: { by: 'hand' as const, allocations: [part('1.00', '40.00'), part(null, '31.41')] } };
    expect(await refusedBy(it, acme, '714.00', twice)).toBe('DEDUCTION_ABOVE_LIMIT');
    await it.record(acme, '1.00', { allocations: { by: 'hand', allocations: [part('1.00', '40.00')] } });
    expect(await refusedBy(it, acme, '714.00', toInvoice(first, null, part(null, '31.41').deductions))).toBe(
      'DEDUCTION_ABOVE_LIMIT',
    );
  });

  test('when there is no such invoice or account, or the document is a draft', async () => {
    const { it, acme, first } = await twoInvoices();
    const nobody = crypto.randomUUID();
    expect(await refusedBy(it, acme, '5.00', toInvoice(nobody as InvoiceId))).toBe('INVOICE_NOT_FOUND');
    expect(await refusedBy(it, nobody as AccountId, '5.00', toInvoice(first))).toBe('ACCOUNT_NOT_FOUND');
  });
});

describe('a reference names a payment', () => {
  const wire = { reference: 'RG 2026-1', receivedOn: civilDate('2026-02-01') };

  test('the same payment sent again by another command is the one that is there', async () => {
    const { it, acme, first } = await twoInvoices();
    const once = await it.record(acme, '714.00', { ...wire, ...toInvoice(first) });
    const again = await it.record(acme, '714.00', wire);
    expect(again.paymentId).toBe(once.paymentId);
    expect(await it.paid(first)).toBe('714.00');
  });

  test('with another amount or day it is refused', async () => {
    const { it, acme } = await twoInvoices();
    await it.record(acme, '714.00', wire);
    const other = await recordPayment(it.deps, aReceipt(acme, '713.00', wire), it.world.by());
    expect(rejectionOf(other).code).toBe('PAYMENT_REFERENCE_TAKEN');
  });

  test('another payer, or another way, may have the same', async () => {
    const { it, acme } = await twoInvoices();
    const once = await it.record(acme, '714.00', wire);
    const card = await it.record(acme, '714.00', { ...wire, method: 'card' });
    const beta = await it.record(await it.world.account('Beta'), '714.00', wire);
    expect(new Set([once.paymentId, card.paymentId, beta.paymentId]).size).toBe(3);
  });

  test('what was reversed gives it back', async () => {
    const { it, acme } = await twoInvoices();
    const { paymentId } = await it.record(acme, '714.00', wire);
    const input = { paymentId, reason: 'Wrong amount', reversedOn: null, expectedRevision: undefined };
    await reversePayment(it.deps, input, it.world.by());
    const right = await it.record(acme, '174.00', wire);
    expect(right.paymentId).not.toBe(paymentId);
  });
});
