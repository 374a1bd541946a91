import { describe, expect, test } from 'vitest';
import { refundPayment, reversePayment, unallocatePayment } from '../../../src/application/payments/use-payment.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { AccountId, AllocationId, InvoiceId, PaymentId } from '../../../src/domain/kernel/ids.ts';
import { OPENING_POLICY } from '../../../src/domain/ledger/context.ts';
import type { JournalEntry } from '../../../src/domain/ledger/entry.ts';
import { type PostableEvent, post } from '../../../src/domain/ledger/post.ts';
import { acceptedOutcome } from '../../support/outcomes.ts';
import { money, type PaymentWorld, paymentWorld } from '../../support/payment-world.ts';

/** 50 seats × 20.00 × 3 months = 3,000.00, with 19 % tax 3,570.00, issued on 10 January 2026. */
async function invoiceOf3570(): Promise<{ it: PaymentWorld; acme: AccountId; invoiceId: InvoiceId }> {
  const it = await paymentWorld('2026-01-10');
  const acme = await it.world.account('Acme');
  const invoiceId = await it.invoiced(acme, { seats: 50 });
  it.world.clock.set('2026-02-10T09:00:00.000Z');
  return { it, acme, invoiceId };
}

function entriesOf({ world }: PaymentWorld): JournalEntry[] {
  return world.store
    .log()
    .flatMap((fact) =>
      fact.stream.category === 'invoice' || fact.stream.category === 'payment'
        ? post(
            { ...fact, event: fact.event as PostableEvent },
            { ...OPENING_POLICY, contractNets: undefined, entryId: (n) => `${fact.id} ${n}` },
          )
        : [],
    );
}

/** `1000 Dr 4000.00`, in the order of the lines. */
const linesOf = ({ lines }: JournalEntry) =>
  lines.map(({ accountCode, side, amount }) => `${accountCode} ${side === 'debit' ? 'Dr' : 'Cr'} ${amount}`);

/** Debits less credits, by account. */
function balances(entries: readonly JournalEntry[]): Record<string, number> {
  const cents = new Map<string, number>();
  for (const { accountCode, side, amount } of entries.flatMap(({ lines }) => lines)) {
    const signed = Math.round(Number(amount) * 100) * (side === 'debit' ? 1 : -1);
    cents.set(accountCode, (cents.get(accountCode) ?? 0) + signed);
  }
  return Object.fromEntries([...cents].map(([code, sum]) => [code, sum / 100]));
}

const onPayment = (paymentId: PaymentId) => ({ paymentId, expectedRevision: undefined });

describe('the books of a payment', () => {
  test('a partial payment, an overpayment with a bank fee, a refund: everything comes out', async () => {
    const { it, acme, invoiceId } = await invoiceOf3570();
    const part = { by: 'hand' as const, allocations: [{ invoiceId, amount: money('1000.00'), deductions: [] }] };
    await it.record(acme, '1000.00', { reference: 'RG 1', allocations: part });
    const fee = [{ kind: 'bank_fee' as const, amount: money('10.00') }];
    const rest = { by: 'hand' as const, allocations: [{ invoiceId, amount: null, deductions: fee }] };
    const { paymentId } = await it.record(acme, '3000.00', { allocations: rest });
    const back = { amount: null, reason: 'Paid too much', reference: 'R 7', refundedOn: null };
    acceptedOutcome(await refundPayment(it.deps, { ...onPayment(paymentId), ...back }, it.world.by()));

    const entries = entriesOf(it);
    expect(entries.slice(1).map((entry) => [entry.description, entry.postedOn, linesOf(entry)])).toEqual([
      ['Payment received: RG 1', '2026-02-10', ['1000 Dr 1000.00', '2300 Cr 1000.00']],
      ['Payment of invoice INV-2026-000001', '2026-02-10', ['2300 Dr 1000.00', '1100 Cr 1000.00']],
      ['Payment received', '2026-02-10', ['1000 Dr 3000.00', '2300 Cr 3000.00']],
      // 3,570.00 − 1,000.00 = 2,570.00 are open; 10.00 kept the bank, so 2,560.00 of the payment settle them.
      ['Payment of invoice INV-2026-000001', '2026-02-10', ['2300 Dr 2560.00', '6200 Dr 10.00', '1100 Cr 2570.00']],
      ['Payment refunded: R 7', '2026-02-10', ['2300 Dr 440.00', '1000 Cr 440.00']], // 3,000.00 − 2,560.00
    ]);
    // Bank 1,000 + 3,000 − 440 = 3,560, the fee 10: together what was billed. Nobody owes anybody anything.
    expect(balances(entries)).toEqual({ '1000': 3560, '1100': 0, '2100': -3000, '2200': -570, '2300': 0, '6200': 10 });
  });

  test('a reversal takes back allocation and receipt, on its own day', async () => {
    const { it, acme } = await invoiceOf3570();
    const { paymentId } = await it.record(acme, '4000.00', { allocations: { by: 'oldest_due' } });
    it.world.clock.set('2026-02-16T09:00:00.000Z');
    const input = { ...onPayment(paymentId), reason: 'Returned', reversedOn: civilDate('2026-02-15') };
    acceptedOutcome(await reversePayment(it.deps, input, it.world.by()));
    const entries = entriesOf(it);
    expect(entries.slice(-2).map((entry) => [entry.rule, entry.postedOn, linesOf(entry)])).toEqual([
      ['payment_unapplied', '2026-02-15', ['2300 Cr 3570.00', '1100 Dr 3570.00']],
      ['payment_reversed', '2026-02-15', ['2300 Dr 4000.00', '1000 Cr 4000.00']],
    ]);
    expect(balances(entries)).toEqual({ '1000': 0, '1100': 3570, '2100': -3000, '2200': -570, '2300': 0 });
  });

  test('each deduction has its account, and comes back with its allocation', async () => {
    const { it, acme, invoiceId } = await invoiceOf3570();
    const deductions = [
      { kind: 'early_payment_discount' as const, amount: money('71.40') }, // 2 %
      { kind: 'withholding_tax' as const, amount: money('300.00') },
      { kind: 'tolerance' as const, amount: money('0.60') },
    ];
    const all = { by: 'hand' as const, allocations: [{ invoiceId, amount: null, deductions }] };
    const payment = await it.record(acme, '3198.00', { allocations: all });
    expect(balances(entriesOf(it))).toEqual({
      '1000': 3198,
      '1100': 0,
      '1300': 300,
      '2100': -3000,
      '2200': -570,
      '2300': 0,
      '6100': 71.4,
      '6300': 0.6,
    });
    const [allocationId] = [...payment.allocations.keys()] as [AllocationId];
    const off = { ...onPayment(payment.paymentId), allocationId, reason: 'Wrong invoice' };
    acceptedOutcome(await unallocatePayment(it.deps, off, it.world.by()));
    const after = balances(entriesOf(it));
    expect(after).toMatchObject({ '1000': 3198, '1100': 3570, '2300': -3198, '1300': 0, '6100': 0, '6300': 0 });
  });

  test('who paid and who owed stand on their lines; every entry points to its event', async () => {
    const { it, acme, invoiceId } = await invoiceOf3570();
    const parent = await it.world.account('Parent');
    const all = { by: 'hand' as const, allocations: [{ invoiceId, amount: null, deductions: [] }] };
    await it.record(parent, '3570.00', { allocations: all });
    const entry = entriesOf(it).at(-1);
    expect(entry?.lines.map(({ accountCode, customerAccountId }) => [accountCode, customerAccountId])).toEqual([
      ['2300', parent],
      ['1100', acme],
    ]);
    expect(entry?.source).toMatchObject({ category: 'invoice', streamId: invoiceId });
  });
});
