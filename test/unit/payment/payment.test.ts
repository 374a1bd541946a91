import { describe, expect, test } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zCurrencyCode } from '../../../src/domain/kernel/currency.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { AccountId, AllocationId, InvoiceId, PaymentId, SellerId } from '../../../src/domain/kernel/ids.ts';
import type { PaymentCommand } from '../../../src/domain/payment/commands.ts';
import type { PaymentEvent } from '../../../src/domain/payment/events.ts';
import { payment } from '../../../src/domain/payment/payment.ts';
import {
  type NewAllocation,
  type PaymentRecord,
  type PaymentState,
  unappliedOf,
} from '../../../src/domain/payment/state.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const money = (text: string) => zDecimalString.parse(text);

const RECORD: PaymentRecord = {
  paymentId: uuid(1) as PaymentId,
  sellerId: uuid(2) as SellerId,
  accountId: uuid(3) as AccountId,
  currency: zCurrencyCode.parse('EUR'),
  amount: money('1000'),
  method: 'bank_transfer',
  reference: null,
  receivedOn: civilDate('2026-02-10'),
  note: null,
};
const TODAY = civilDate('2026-02-12');

const allocation = (n: number, amount: string): NewAllocation => ({
  allocationId: uuid(n) as AllocationId,
  invoiceId: uuid(100 + n) as InvoiceId,
  amount: money(amount),
  deductions: [],
  allocatedOn: TODAY,
});
const idOf = (n: number) => uuid(n) as AllocationId;

/** The state after these commands, all of which must be accepted. */
function having(...commands: PaymentCommand[]): Exclude<PaymentState, { status: 'none' }> {
  const state = commands.reduce<PaymentState>(
    (current, command) => accepted(payment.decide(command, current)).reduce(payment.evolve, current),
    payment.initialState,
  );
  if (state.status === 'none') {
    throw new Error('Nothing was recorded');
  }
  return state;
}

const record = (...allocations: NewAllocation[]): PaymentCommand => ({
  kind: 'record',
  payment: RECORD,
  allocations,
  today: TODAY,
});
const reversal: PaymentCommand = { kind: 'startReversal', reason: 'Returned', reversedOn: TODAY, today: TODAY };
const undo = (n: number): PaymentCommand => ({
  kind: 'startUndo',
  allocationId: idOf(n),
  reason: 'Moved',
  undoneOn: TODAY,
});
const refund = (amount: string | null, refundId = uuid(9)): PaymentCommand => ({
  kind: 'refund',
  refundId,
  amount: amount === null ? null : money(amount),
  reason: 'Too much',
  reference: null,
  refundedOn: TODAY,
  today: TODAY,
});
const types = (events: readonly PaymentEvent[]) => events.map(({ type }) => type);

describe('recording', () => {
  test('is a fact with the decimals of its currency, and what it is used for at once', () => {
    const events = accepted(payment.decide(record(allocation(11, '400')), payment.initialState));
    expect(events).toMatchObject([
      { type: 'PaymentRecorded', data: { amount: '1000.00' } },
      { type: 'AllocationStarted', data: { amount: '400.00' } },
    ]);
  });

  test('again is nothing new', () => {
    expect(accepted(payment.decide(record(), having(record())))).toEqual([]);
  });

  test('is refused without money, with half a cent, before it has come, or when more is used than has come', () => {
    const refused = (changes: Partial<PaymentRecord>, ...allocations: NewAllocation[]) =>
      rejectedWith(
        payment.decide(
          { kind: 'record', payment: { ...RECORD, ...changes }, allocations, today: TODAY },
          payment.initialState,
        ),
      );
    expect(refused({ amount: money('0.00') })).toBe('PAYMENT_AMOUNT_INVALID');
    expect(refused({ amount: money('0.005') })).toBe('PAYMENT_AMOUNT_INVALID');
    expect(refused({ amount: money('10.5'), currency: zCurrencyCode.parse('JPY') })).toBe('PAYMENT_AMOUNT_INVALID');
    expect(refused({ receivedOn: civilDate('2026-02-13') })).toBe('PAYMENT_DATE_INVALID');
    expect(refused({}, allocation(11, '600'), allocation(12, '400.01'))).toBe('PAYMENT_EXCEEDED');
    expect(refused({}, allocation(11, '-1'))).toBe('PAYMENT_AMOUNT_INVALID');
  });
});

describe('allocating', () => {
  const allocate = (...allocations: NewAllocation[]): PaymentCommand => ({ kind: 'allocate', allocations });

  test('sets money aside at once; what is settled, withdrawn or undone moves it no further, or frees it', () => {
    const started = having(record(), allocate(allocation(11, '300'), allocation(12, '200')));
    expect(unappliedOf(started).toFixed(2)).toBe('500.00');
    const one: PaymentCommand = { kind: 'settle', allocationId: idOf(11) };
    const other: PaymentCommand = { kind: 'withdraw', allocationId: idOf(12), code: 'X', because: 'No room' };
    const said = having(record(), allocate(allocation(11, '300'), allocation(12, '200')), one, other);
    expect(unappliedOf(said).toFixed(2)).toBe('700.00');
    const undone = [undo(11), { kind: 'undone', allocationId: idOf(11) } as const];
    const begun = having(record(), allocate(allocation(11, '300')), one, undone[0] as PaymentCommand);
    expect(unappliedOf(begun).toFixed(2)).toBe('700.00'); // until the invoice has given it back
    expect(unappliedOf(having(record(), allocate(allocation(11, '300')), one, ...undone)).toFixed(2)).toBe('1000.00');
  });

  test('is refused beyond what is left, and on what was reversed', () => {
    const state = having(record(allocation(11, '999.99')));
    expect(rejectedWith(payment.decide(allocate(allocation(12, '0.02')), state))).toBe('PAYMENT_EXCEEDED');
    const gone = having(record(), reversal, { kind: 'completeReversal' });
    expect(rejectedWith(payment.decide(allocate(allocation(12, '1')), gone))).toBe('PAYMENT_REVERSED');
  });

  test('the same again is nothing new, and what the invoice said is noted once', () => {
    const state = having(record(allocation(11, '5')), { kind: 'settle', allocationId: idOf(11) });
    expect(accepted(payment.decide(allocate(allocation(11, '5')), state))).toEqual([]);
    expect(accepted(payment.decide({ kind: 'settle', allocationId: idOf(11) }, state))).toEqual([]);
    const late: PaymentCommand = { kind: 'withdraw', allocationId: idOf(11), code: 'X', because: 'late' };
    expect(accepted(payment.decide(late, state))).toEqual([]);
  });

  test('only what stands on an invoice is taken off', () => {
    const state = having(record(allocation(11, '5')));
    expect(rejectedWith(payment.decide(undo(11), state))).toBe('ALLOCATION_PENDING');
    expect(rejectedWith(payment.decide(undo(12), state))).toBe('ALLOCATION_NOT_FOUND');
  });
});

describe('reversing', () => {
  test('takes every allocation off first', () => {
    const settled = [11, 12].map((n): PaymentCommand => ({ kind: 'settle', allocationId: idOf(n) }));
    const state = having(record(allocation(11, '5'), allocation(12, '6')), ...settled);
    const begun = accepted(payment.decide(reversal, state));
    expect(types(begun)).toEqual(['PaymentReversalStarted', 'AllocationUndoStarted', 'AllocationUndoStarted']);
    const reversing = begun.reduce(payment.evolve, state);
    expect(accepted(payment.decide({ kind: 'completeReversal' }, reversing))).toEqual([]);
    const off = [11, 12].reduce<PaymentState>(
      (current, n) =>
        accepted(payment.decide({ kind: 'undone', allocationId: idOf(n) }, current)).reduce(payment.evolve, current),
      reversing,
    );
    expect(types(accepted(payment.decide({ kind: 'completeReversal' }, off)))).toEqual(['PaymentReversed']);
    expect(accepted(payment.decide(reversal, off))).toEqual([]);
  });

  test('waits for what is on its way, and is no way to get back what was refunded', () => {
    expect(rejectedWith(payment.decide(reversal, having(record(allocation(11, '5')))))).toBe('ALLOCATION_PENDING');
    expect(rejectedWith(payment.decide(reversal, having(record(), refund('1'))))).toBe('PAYMENT_REFUNDED');
  });
});

describe('refunding', () => {
  test('gives back what is said, or all that is left', () => {
    const state = having(record(allocation(11, '700')));
    expect(accepted(payment.decide(refund('100.5'), state))).toMatchObject([{ data: { amount: '100.50' } }]);
    expect(accepted(payment.decide(refund(null), state))).toMatchObject([{ data: { amount: '300.00' } }]);
  });

  test('once; never more than is left, nor before it came', () => {
    const state = having(record(), refund('1000'));
    expect(accepted(payment.decide(refund('1000'), state))).toEqual([]);
    expect(rejectedWith(payment.decide(refund(null, uuid(10)), state))).toBe('REFUND_EXCEEDS_UNAPPLIED');
    const early = { ...refund('1'), refundedOn: civilDate('2026-02-09') } as PaymentCommand;
    expect(rejectedWith(payment.decide(early, having(record())))).toBe('PAYMENT_DATE_INVALID');
  });
});

test('what was never recorded is not there', () => {
  for (const command of [undo(1), reversal, refund('1')]) {
    expect(rejectedWith(payment.decide(command, payment.initialState))).toBe('PAYMENT_NOT_FOUND');
  }
});
