import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { ContractId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import type { PurchaseOrderEvent } from '../../../src/domain/purchase-order/events.ts';
import { purchaseOrder } from '../../../src/domain/purchase-order/purchase-order.ts';
import { remainingOf } from '../../../src/domain/purchase-order/state.ts';
import { given } from '../../support/given.ts';
import {
  amount,
  CONTRACT,
  CREDIT_NOTE,
  INVOICE,
  OTHER_INVOICE,
  orderOf,
  registered,
  submitted,
} from '../../support/purchase-orders.ts';

const OTHER_CONTRACT = '0190a000-0000-7000-8000-0000000000c4' as ContractId;
const OTHER_NOTE = '0190a000-0000-7000-8000-0000000000c7' as InvoiceId;
const on = civilDate('2026-04-01');
const open = submitted();

const draw = (net: string, changes: object = {}) =>
  ({
    kind: 'draw',
    invoiceId: INVOICE,
    contractIds: [CONTRACT],
    amount: amount(net),
    on,
    tolerancePercent: null,
    ...changes,
  }) as const;

const drawn = (net: string, changes: object = {}): PurchaseOrderEvent => ({
  type: 'PurchaseOrderDrawn',
  data: {
    invoiceId: INVOICE,
    amount: amount(net),
    before: amount('0.00'),
    drawnOn: on,
    tolerancePercent: null,
    ...changes,
  },
});
const confirmed: PurchaseOrderEvent = { type: 'PurchaseOrderDrawConfirmed', data: { invoiceId: INVOICE } };
const warned = (used: string): PurchaseOrderEvent => ({
  type: 'PurchaseOrderUsageWarned',
  data: { warnedOn: on, used: amount(used), amount: amount('10000.00') },
});
const givenBack = (note: InvoiceId, net: string): PurchaseOrderEvent => ({
  type: 'PurchaseOrderGivenBack',
  data: { invoiceId: INVOICE, creditNoteId: note, amount: amount(net) },
});

describe('a draw', () => {
  it('takes the net of a document', () => {
    given(purchaseOrder, open).when(draw('3000')).thenAccepts(drawn('3000.00'));
  });

  it('is there already when it is asked for again', () => {
    given(purchaseOrder, [...open, drawn('3000.00')])
      .when(draw('3000'))
      .thenIgnores();
    given(purchaseOrder, [...open, drawn('3000.00'), confirmed])
      .when(draw('3000'))
      .thenIgnores();
  });

  it('is changed by another amount, as long as the document is not final', () => {
    given(purchaseOrder, [...open, drawn('3000.00')])
      .when(draw('3500.00'))
      .thenAccepts(drawn('3500.00', { before: amount('3000.00') }));
    given(purchaseOrder, [...open, drawn('3000.00'), confirmed])
      .when(draw('3500.00'))
      .thenRejects('PURCHASE_ORDER_DRAW_FIXED');
  });

  it('never takes more than is left', () => {
    const used = [...open, drawn('7000.00', { invoiceId: OTHER_INVOICE })];
    given(purchaseOrder, used).when(draw('3000.01')).thenRejects('PURCHASE_ORDER_EXHAUSTED');
    given(purchaseOrder, used).when(draw('3000.00')).thenAccepts(drawn('3000.00'), warned('10000.00'));
  });

  it('counts its own earlier amount as left', () => {
    // 10,000 − 7,000 of the other = 3,000 for this one, whatever it has already
    const used = [...open, drawn('7000.00', { invoiceId: OTHER_INVOICE }), drawn('2000.00')];
    given(purchaseOrder, used)
      .when(draw('3000.00'))
      .thenAccepts(drawn('3000.00', { before: amount('2000.00') }), warned('10000.00'));
    given(purchaseOrder, used).when(draw('3000.01')).thenRejects('PURCHASE_ORDER_EXHAUSTED');
  });

  it('goes beyond by the tolerance, of the amount of the order', () => {
    // 2 % of 10,000 = 200: 10,200 in all
    const tolerancePercent = amount('2');
    given(purchaseOrder, open)
      .when(draw('10200.00', { tolerancePercent }))
      .thenAccepts(drawn('10200.00', { tolerancePercent }), warned('10200.00'));
    given(purchaseOrder, open).when(draw('10200.01', { tolerancePercent })).thenRejects('PURCHASE_ORDER_EXHAUSTED');
  });

  it('wants an order that is open, valid on the day and for its contracts', () => {
    given(purchaseOrder, [registered()]).when(draw('1')).thenRejects('PURCHASE_ORDER_UNFIT');
    given(purchaseOrder, open)
      .when(draw('1', { on: civilDate('2025-12-31') }))
      .thenRejects('PURCHASE_ORDER_UNFIT');
    given(purchaseOrder, open)
      .when(draw('1', { on: civilDate('2027-01-01') }))
      .thenRejects('PURCHASE_ORDER_UNFIT');
    given(purchaseOrder, open)
      .when(draw('1', { on: civilDate('2026-12-31') }))
      .thenAccepts(drawn('1.00', { drawnOn: civilDate('2026-12-31') }));
    const forOne = submitted([], { contractIds: [CONTRACT] });
    given(purchaseOrder, forOne).when(draw('1')).thenAccepts(drawn('1.00'));
    given(purchaseOrder, forOne)
      .when(draw('1', { contractIds: [CONTRACT, OTHER_CONTRACT] }))
      .thenRejects('PURCHASE_ORDER_UNFIT');
    given(purchaseOrder, open).when(draw('0')).thenRejects('PURCHASE_ORDER_AMOUNT_INVALID');
    given(purchaseOrder, []).when(draw('1')).thenRejects('PURCHASE_ORDER_NOT_FOUND');
  });

  it('of an order without a last day has no last day', () => {
    given(purchaseOrder, submitted([], { validUntil: null }))
      .when(draw('1', { on: civilDate('2099-01-01') }))
      .thenAccepts(drawn('1.00', { drawnOn: civilDate('2099-01-01') }));
  });

  it('warns once when four fifths are used', () => {
    given(purchaseOrder, open).when(draw('7999.99')).thenAccepts(drawn('7999.99'));
    given(purchaseOrder, open).when(draw('8000.00')).thenAccepts(drawn('8000.00'), warned('8000.00'));
    given(purchaseOrder, [...open, drawn('8000.00', { invoiceId: OTHER_INVOICE }), warned('8000.00')])
      .when(draw('500.00'))
      .thenAccepts(drawn('500.00'));
  });
});

describe('the end of a draw', () => {
  it('is confirmed when the document is final, once', () => {
    given(purchaseOrder, [...open, drawn('3000.00')])
      .when({ kind: 'confirmDraw', invoiceId: INVOICE })
      .thenAccepts(confirmed);
    given(purchaseOrder, [...open, drawn('3000.00'), confirmed])
      .when({ kind: 'confirmDraw', invoiceId: INVOICE })
      .thenIgnores();
    given(purchaseOrder, open)
      .when({ kind: 'confirmDraw', invoiceId: INVOICE })
      .thenRejects('PURCHASE_ORDER_DRAW_NOT_FOUND');
  });

  it('is released with what is left of it, once', () => {
    const release = { kind: 'releaseDraw', invoiceId: INVOICE, reason: 'void' } as const;
    const released = (net: string): PurchaseOrderEvent => ({
      type: 'PurchaseOrderDrawReleased',
      data: { invoiceId: INVOICE, amount: amount(net), reason: 'void' },
    });
    given(purchaseOrder, [...open, drawn('3000.00')])
      .when(release)
      .thenAccepts(released('3000.00'));
    given(purchaseOrder, [...open, drawn('3000.00'), confirmed, givenBack(CREDIT_NOTE, '154.95')])
      .when(release)
      .thenAccepts(released('2845.05'));
    given(purchaseOrder, [...open, drawn('3000.00'), released('3000.00')])
      .when(release)
      .thenIgnores();
  });

  it('leaves the order as if nothing had been drawn, and the document may draw again', () => {
    const events = [
      ...open,
      drawn('3000.00'),
      { type: 'PurchaseOrderDrawReleased', data: { invoiceId: INVOICE, amount: amount('3000.00'), reason: 'held' } },
    ] as const;
    expect(remainingOf(orderOf(events)).toFixed()).toBe('10000');
    given(purchaseOrder, events).when(draw('3000.00')).thenAccepts(drawn('3000.00'));
  });

  it('gives back by credit notes, each once, never more than was drawn', () => {
    const final = [...open, drawn('3000.00'), confirmed];
    const give = (note: InvoiceId, net: string) =>
      ({ kind: 'giveBack', invoiceId: INVOICE, creditNoteId: note, amount: amount(net) }) as const;
    given(purchaseOrder, final).when(give(CREDIT_NOTE, '154.95')).thenAccepts(givenBack(CREDIT_NOTE, '154.95'));
    const once = [...final, givenBack(CREDIT_NOTE, '154.95')];
    given(purchaseOrder, once).when(give(CREDIT_NOTE, '154.95')).thenIgnores();
    // 3,000.00 − 154.95 = 2,845.05 is all that another note can give back
    given(purchaseOrder, once).when(give(OTHER_NOTE, '3000.00')).thenAccepts(givenBack(OTHER_NOTE, '2845.05'));
    given(purchaseOrder, [...once, givenBack(OTHER_NOTE, '2845.05')])
      .when(give('0190a000-0000-7000-8000-0000000000d7' as InvoiceId, '1.00'))
      .thenIgnores();
    given(purchaseOrder, open).when(give(CREDIT_NOTE, '1.00')).thenIgnores();
    expect(remainingOf(orderOf(once)).toFixed()).toBe('7154.95'); // 10,000 − 3,000 + 154.95
  });

  it('goes on when the order is closed', () => {
    const closed = [
      ...open,
      drawn('3000.00'),
      { type: 'PurchaseOrderClosed', data: { closedOn: on, reason: 'done' } },
    ] as const;
    given(purchaseOrder, closed).when({ kind: 'confirmDraw', invoiceId: INVOICE }).thenAccepts(confirmed);
    given(purchaseOrder, closed)
      .when(draw('1.00', { invoiceId: OTHER_INVOICE }))
      .thenRejects('PURCHASE_ORDER_UNFIT');
  });
});
