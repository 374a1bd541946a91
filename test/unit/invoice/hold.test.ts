import { expect, test } from 'vitest';
import { invoice } from '../../../src/domain/invoice/invoice.ts';
import type { Hold, InvoiceState } from '../../../src/domain/invoice/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { aDraft } from '../../support/controls/documents.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

const draft = aDraft({ name: 'D-1', lines: [['C-1', '100.00']], taxes: [['standard', '19', '19.00']] });
const drafted: InvoiceState = { status: 'draft', draft };

function held(message: string): Hold {
  const reasons = [{ kind: 'credit' as const, code: 'CREDIT_LIMIT_EXCEEDED', message }];
  return { heldOn: civilDate('2026-03-02'), reasons, issueBy: null };
}

test('a draft is held with its reasons', () => {
  expect(accepted(invoice.decide({ kind: 'hold', hold: held('10 are left') }, drafted))).toEqual([
    { type: 'InvoiceHeld', data: held('10 are left') },
  ]);
});

test('a document that is held for the same reasons stays as it is', () => {
  const state: InvoiceState = { status: 'held', draft, hold: held('10 are left') };
  expect(accepted(invoice.decide({ kind: 'hold', hold: held('9 are left') }, state))).toEqual([]);
});

test('other reasons are told', () => {
  const state: InvoiceState = { status: 'held', draft, hold: held('10 are left') };
  const other: Hold = { ...held(''), reasons: [{ kind: 'order', code: 'PURCHASE_ORDER_REQUIRED', message: 'none' }] };
  expect(accepted(invoice.decide({ kind: 'hold', hold: other }, state))).toEqual([
    { type: 'InvoiceHeld', data: other },
  ]);
});

test('what is final or thrown away is not held', () => {
  const state: InvoiceState = { status: 'discarded', draft, reason: 'wrong' };
  expect(rejectedWith(invoice.decide({ kind: 'hold', hold: held('x') }, state))).toBe('INVOICE_NOT_DRAFT');
});

test('a held document can be discarded, and be finalised when the reasons are gone', () => {
  const state: InvoiceState = { status: 'held', draft, hold: held('x') };
  expect(accepted(invoice.decide({ kind: 'discard', reason: 'wrong' }, state))).toHaveLength(1);
  const request = {
    series: 'a',
    seriesRevisionSeen: -1,
    issueDate: civilDate('2026-03-05'),
    contentHash: '0'.repeat(64),
    secured: { orders: [], credit: [] },
  };
  expect(accepted(invoice.decide({ kind: 'startFinalisation', request }, state))).toEqual([
    { type: 'InvoiceFinalisationStarted', data: request },
  ]);
});
