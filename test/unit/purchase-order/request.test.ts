import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { ApprovalStep } from '../../../src/domain/purchase-order/chain.ts';
import type { PurchaseOrderEvent } from '../../../src/domain/purchase-order/events.ts';
import { purchaseOrder } from '../../../src/domain/purchase-order/purchase-order.ts';
import { given } from '../../support/given.ts';
import {
  ada,
  amount,
  asking,
  ben,
  CONTRACT,
  INVOICE,
  orderOf,
  registered,
  registration,
  submitted,
  TODAY,
} from '../../support/purchase-orders.ts';

const finance: ApprovalStep = { needs: 'any', approvers: [{ kind: 'role', role: 'finance' }] };
const terms = {
  amount: amount('10000.00'),
  validFrom: civilDate('2026-01-01'),
  validUntil: civilDate('2026-12-31'),
  contractIds: [],
};
const amendmentRequested = (changes: object, steps: ApprovalStep[] = [finance]): PurchaseOrderEvent => ({
  type: 'PurchaseOrderAmendmentRequested',
  data: {
    request: 2,
    requestedOn: TODAY,
    requestedBy: ada,
    responsible: ada,
    steps,
    remindEveryDays: steps.length === 0 ? null : 3,
    expiresOn: steps.length === 0 ? null : civilDate('2026-03-05'),
    reason: 'More seats',
    ...terms,
    ...changes,
  },
});
const amended = (changes: object): PurchaseOrderEvent => ({
  type: 'PurchaseOrderAmended',
  data: { request: 2, amendedOn: TODAY, ...terms, ...changes },
});
const amend = (changes: object, steps: ApprovalStep[] = [finance]) =>
  ({ kind: 'amend', terms: changes, ...asking(steps), reason: 'More seats' }) as const;
const approve = { kind: 'approve', by: ben, roles: ['finance'], today: TODAY, reason: null } as const;
const stepApproved: PurchaseOrderEvent = {
  type: 'PurchaseOrderStepApproved',
  data: { request: 2, step: 1, approver: 1, approvedBy: ben, onBehalfOf: null, approvedOn: TODAY, reason: null },
};
const drawn = (net: string): PurchaseOrderEvent => ({
  type: 'PurchaseOrderDrawn',
  data: { invoiceId: INVOICE, amount: amount(net), before: amount('0.00'), drawnOn: TODAY, tolerancePercent: null },
});

describe('registering', () => {
  it('is done once, with amounts of the currency', () => {
    given(purchaseOrder, [])
      .when({ kind: 'register', order: registration({ amount: amount('10000') }) })
      .thenAccepts(registered());
    given(purchaseOrder, [registered()]).when({ kind: 'register', order: registration() }).thenIgnores();
  });

  it('wants terms that can be', () => {
    const register = (changes: object) => ({ kind: 'register', order: registration(changes) }) as const;
    given(purchaseOrder, [])
      .when(register({ amount: amount('0') }))
      .thenRejects('PURCHASE_ORDER_TERMS_INVALID', 'amount');
    given(purchaseOrder, [])
      .when(register({ amount: amount('0.001') }))
      .thenRejects('PURCHASE_ORDER_TERMS_INVALID', 'amount');
    given(purchaseOrder, [])
      .when(register({ validUntil: civilDate('2025-12-31') }))
      .thenRejects('PURCHASE_ORDER_TERMS_INVALID', 'validUntil');
    given(purchaseOrder, [])
      .when(register({ contractIds: [CONTRACT, CONTRACT] }))
      .thenRejects('PURCHASE_ORDER_TERMS_INVALID', 'contractIds');
  });
});

describe('a change', () => {
  it('is only what changed', () => {
    given(purchaseOrder, [registered()])
      .when({ kind: 'change', changes: { amount: amount('10000'), description: 'Seats' } })
      .thenAccepts({ type: 'PurchaseOrderChanged', data: { description: 'Seats' } });
    given(purchaseOrder, [registered()])
      .when({ kind: 'change', changes: { amount: amount('10000') } })
      .thenIgnores();
  });

  it('of terms is over when somebody is asked to approve them; papers can still come', () => {
    for (const events of [submitted([finance]), submitted()]) {
      given(purchaseOrder, events)
        .when({ kind: 'change', changes: { amount: amount('9000') } })
        .thenRejects('PURCHASE_ORDER_TERMS_FIXED');
      given(purchaseOrder, events)
        .when({ kind: 'change', changes: { metadata: { costCentre: '3100' } } })
        .thenAccepts({ type: 'PurchaseOrderChanged', data: { metadata: { costCentre: '3100' } } });
    }
  });
});

describe('an amendment', () => {
  const open = submitted();

  it('holds at once where nobody has to approve it', () => {
    given(purchaseOrder, open)
      .when(amend({ amount: amount('15000') }, []))
      .thenAccepts(amendmentRequested({ amount: amount('15000.00') }, []), amended({ amount: amount('15000.00') }));
  });

  it('leaves the old terms until it is approved', () => {
    const pending = [...open, amendmentRequested({ amount: amount('15000.00') })];
    given(purchaseOrder, open)
      .when(amend({ amount: amount('15000') }))
      .thenAccepts(amendmentRequested({ amount: amount('15000.00') }));
    expect(orderOf(pending)).toMatchObject({ status: 'open', amount: '10000.00' });
    given(purchaseOrder, pending)
      .when({
        kind: 'draw',
        invoiceId: INVOICE,
        contractIds: [],
        amount: amount('10000.01'),
        on: TODAY,
        tolerancePercent: null,
      })
      .thenRejects('PURCHASE_ORDER_EXHAUSTED');
    given(purchaseOrder, pending)
      .when(approve)
      .thenAccepts(stepApproved, amended({ amount: amount('15000.00') }));
    expect(orderOf([...pending, stepApproved, amended({ amount: amount('15000.00') })])).toMatchObject({
      status: 'open',
      amount: '15000.00',
    });
  });

  it('that is rejected leaves the order open as it was', () => {
    const pending = [...open, amendmentRequested({ amount: amount('15000.00') })];
    const rejected: PurchaseOrderEvent = {
      type: 'PurchaseOrderRejected',
      data: { request: 2, step: 1, rejectedBy: ben, rejectedOn: TODAY, reason: 'No budget' },
    };
    given(purchaseOrder, pending)
      .when({ ...approve, kind: 'reject', reason: 'No budget' })
      .thenAccepts(rejected);
    expect(orderOf([...pending, rejected])).toMatchObject({ status: 'open', amount: '10000.00' });
  });

  it('is asked for once, and one at a time', () => {
    const pending = [...open, amendmentRequested({ amount: amount('15000.00') })];
    given(purchaseOrder, pending)
      .when(amend({ amount: amount('15000') }))
      .thenIgnores();
    given(purchaseOrder, pending)
      .when(amend({ amount: amount('16000') }))
      .thenRejects('PURCHASE_ORDER_AMENDMENT_PENDING');
    given(purchaseOrder, open)
      .when(amend({ amount: amount('10000') }))
      .thenIgnores();
  });

  it('never takes out what documents have drawn, not even by the time it is approved', () => {
    given(purchaseOrder, [...open, drawn('6000.00')])
      .when(amend({ amount: amount('5999.99') }))
      .thenRejects('PURCHASE_ORDER_AMOUNT_DRAWN', 'amount');
    const pending = [...open, amendmentRequested({ amount: amount('5000.00') }), drawn('6000.00')];
    given(purchaseOrder, pending).when(approve).thenRejects('PURCHASE_ORDER_AMOUNT_DRAWN', 'amount');
  });

  it('is for open orders', () => {
    given(purchaseOrder, [registered()])
      .when(amend({ amount: amount('15000') }))
      .thenRejects('PURCHASE_ORDER_NOT_OPEN');
    const closed: PurchaseOrderEvent = { type: 'PurchaseOrderClosed', data: { closedOn: TODAY, reason: 'done' } };
    given(purchaseOrder, [...open, closed])
      .when(amend({ amount: amount('15000') }))
      .thenRejects('PURCHASE_ORDER_CLOSED');
  });
});

describe('closing', () => {
  it('is done once, and ends what was asked for', () => {
    const close = { kind: 'close', today: TODAY, reason: 'done' } as const;
    const closed: PurchaseOrderEvent = { type: 'PurchaseOrderClosed', data: { closedOn: TODAY, reason: 'done' } };
    given(purchaseOrder, submitted([finance]))
      .when(close)
      .thenAccepts(closed);
    given(purchaseOrder, [...submitted([finance]), closed])
      .when(close)
      .thenIgnores();
    given(purchaseOrder, [...submitted([finance]), closed])
      .when(approve)
      .thenRejects('APPROVAL_NOT_PENDING');
    given(purchaseOrder, [...submitted([finance]), closed])
      .when({ kind: 'submit', reason: null, ...asking() })
      .thenRejects('PURCHASE_ORDER_CLOSED');
  });
});
