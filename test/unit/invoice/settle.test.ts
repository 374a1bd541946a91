import { describe, expect, test } from 'vitest';
import { NO_AFTERMATH } from '../../../src/domain/invoice/aftermath.ts';
import { invoice } from '../../../src/domain/invoice/invoice.ts';
import { applicationFault, balanceOf, type SettlementCommand } from '../../../src/domain/invoice/settle.ts';
import type { Deduction } from '../../../src/domain/invoice/settlement-events.ts';
import type { InvoiceState } from '../../../src/domain/invoice/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { AllocationId, PaymentId } from '../../../src/domain/kernel/ids.ts';
import { aDraft, aFinalised, customerId, type DocumentStory, sellerId } from '../../support/controls/documents.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

const money = (text: string) => zDecimalString.parse(text);
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const STORY: DocumentStory = { name: 'INV-1', lines: [['C-1', '1000.00']], taxes: [['standard', '19', '190.00']] };

function finalised(story: DocumentStory = STORY): Extract<InvoiceState, { status: 'finalised' }> {
  return {
    status: 'finalised',
    draft: aDraft(story),
    final: aFinalised(story),
    secured: { orders: [], credit: [] },
    settlement: { allocations: new Map() },
    aftermath: NO_AFTERMATH,
  };
}

function apply(n: number, cash: string, more: { credited?: string; deductions?: Deduction[] } = {}): SettlementCommand {
  return {
    kind: 'applyPayment',
    wanted: {
      allocationId: uuid(n) as AllocationId,
      paymentId: uuid(90) as PaymentId,
      payerAccountId: customerId('Acme'),
      sellerId: sellerId('Ledgerline GmbH'),
      currency: 'EUR',
      cash: money(cash),
      deductions: more.deductions ?? [],
    },
    credited: money(more.credited ?? '0'),
    appliedOn: civilDate('2026-03-10'),
  };
}

const unapply = (n: number, on = '2026-03-12'): SettlementCommand => ({
  kind: 'unapplyPayment',
  allocationId: uuid(n) as AllocationId,
  reason: 'Moved',
  unappliedOn: civilDate(on),
});

const having = (...commands: SettlementCommand[]): InvoiceState =>
  commands.reduce<InvoiceState>(
    (state, command) => accepted(invoice.decide(command, state)).reduce(invoice.evolve, state),
    finalised(),
  );

const balance = (state: InvoiceState, credited = '0') =>
  state.status === 'finalised' ? balanceOf(state, money(credited)).toFixed(2) : state.status;

describe('an invoice of 1,190.00', () => {
  test('is settled up to its balance, by cash and deductions', () => {
    const fee: Deduction[] = [{ kind: 'bank_fee', amount: money('5') }];
    const [event] = accepted(invoice.decide(apply(1, '1185', { deductions: fee }), finalised()));
    expect(event).toMatchObject({
      type: 'PaymentApplied',
      data: { cash: '1185.00', amount: '1190.00', invoiceNumber: 'INV-1', deductions: [{ amount: '5.00' }] },
    });
    expect(balance(having(apply(1, '1000'), apply(2, '190')))).toBe('0.00');
  });

  test('says no to more than is open, and means it: the same allocation finds no room later, either', () => {
    const full = having(apply(1, '1190'));
    const [refused] = accepted(invoice.decide(apply(2, '0.01'), full));
    expect(refused).toMatchObject({ type: 'PaymentRefused', data: { code: 'ALLOCATION_EXCEEDS_BALANCE' } });
    const open = having(apply(1, '1190'), apply(2, '0.01'), unapply(1));
    expect(balance(open)).toBe('1190.00');
    expect(accepted(invoice.decide(apply(2, '0.01'), open))).toEqual([]);
    expect(accepted(invoice.decide(apply(1, '1190'), open))).toEqual([]); // it came off, and stays off
  });

  test('counts what credit notes took back', () => {
    expect(accepted(invoice.decide(apply(1, '1000', { credited: '190' }), finalised()))).toHaveLength(1);
    const [refused] = accepted(invoice.decide(apply(1, '1000.01', { credited: '190' }), finalised()));
    expect(refused?.type).toBe('PaymentRefused');
    expect(balance(having(apply(1, '1190')), '190')).toBe('-190.00'); // paid first, credited later
  });

  test('gives a payment back once, and not on a day before it had it', () => {
    const paid = having(apply(1, '100'));
    expect(accepted(invoice.decide(unapply(1, '2026-03-01'), paid))).toMatchObject([
      { type: 'PaymentUnapplied', data: { amount: '100.00', unappliedOn: '2026-03-10' } },
    ]);
    expect(accepted(invoice.decide(unapply(1), having(apply(1, '100'), unapply(1))))).toEqual([]);
    expect(accepted(invoice.decide(unapply(7), paid))).toEqual([]);
  });
});

describe('no payment goes to', () => {
  const codeOf = (story: DocumentStory, command = apply(1, '1')) =>
    command.kind === 'applyPayment' ? applicationFault(command.wanted, finalised(story), money('0'))?.code : undefined;

  test('a credit note, another seller, another currency', () => {
    expect(codeOf({ ...STORY, type: 'credit_note' })).toBe('INVOICE_NOT_PAYABLE');
    expect(codeOf({ ...STORY, seller: 'Another' })).toBe('PAYMENT_SELLER_MISMATCH');
    expect(codeOf({ ...STORY, currency: 'USD' })).toBe('PAYMENT_CURRENCY_MISMATCH');
    expect(codeOf(STORY)).toBeUndefined();
  });

  test('a void invoice, which has nothing to give back', () => {
    const voided = {
      voidedOn: civilDate('2026-03-20'),
      reason: 'Wrong buyer',
      by: { kind: 'user', id: 'anna' },
    } as const;
    const gone: InvoiceState = { ...finalised(), status: 'void', voided };
    expect(rejectedWith(invoice.decide(apply(1, '1'), gone))).toBe('INVOICE_NOT_PAYABLE');
    expect(accepted(invoice.decide(unapply(1), gone))).toEqual([]);
    const taking = { kind: 'void', voided, firstOpenDay: null, obstacle: null } as const;
    expect(rejectedWith(invoice.decide(taking, having(apply(1, '1'))))).toBe('VOID_NOT_POSSIBLE');
  });

  test('a draft', () => {
    const draft: InvoiceState = { status: 'draft', draft: aDraft(STORY) };
    expect(rejectedWith(invoice.decide(apply(1, '1'), draft))).toBe('INVOICE_NOT_PAYABLE');
    expect(rejectedWith(invoice.decide(unapply(1), draft))).toBe('INVOICE_NOT_PAYABLE');
  });

  test.each(['tolerance', 'early_payment_discount'] as const)(
    'an invoice with %s while something stays open',
    (kind) => {
      const deductions = [{ kind, amount: money('1') }];
      expect(codeOf(STORY, apply(1, '1188.99', { deductions }))).toBe('DEDUCTION_LEAVES_BALANCE');
      expect(codeOf(STORY, apply(1, '1189', { deductions }))).toBeUndefined();
    },
  );
});
