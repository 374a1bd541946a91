import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { ApprovalStep } from '../../../src/domain/purchase-order/chain.ts';
import type { PurchaseOrderEvent } from '../../../src/domain/purchase-order/events.ts';
import { purchaseOrder } from '../../../src/domain/purchase-order/purchase-order.ts';
import { wakesOn } from '../../../src/domain/purchase-order/wake.ts';
import { given } from '../../support/given.ts';
import { ben, orderOf, registered, submitted } from '../../support/purchase-orders.ts';

const steps: ApprovalStep[] = [
  {
    needs: 'all',
    approvers: [
      { kind: 'role', role: 'finance' },
      { kind: 'user', id: 'oidc:cleo' },
    ],
  },
];
// Asked on 3 February: reminded every three days, decided by 4 March, valid until 31 December.
const pending = submitted(steps);
const wake = (day: string) => ({ kind: 'wake', today: civilDate(day) }) as const;
const reminded = (day: string): PurchaseOrderEvent => ({
  type: 'PurchaseOrderApprovalReminded',
  data: { request: 1, step: 1, remindedOn: civilDate(day), waitingFor: [...(steps[0]?.approvers ?? [])] },
});
const expired: PurchaseOrderEvent = {
  type: 'PurchaseOrderRequestExpired',
  data: { request: 1, expiredOn: civilDate('2026-03-05') },
};
const warned: PurchaseOrderEvent = {
  type: 'PurchaseOrderExpiryWarned',
  data: { warnedOn: civilDate('2026-12-01'), validUntil: civilDate('2026-12-31') },
};

describe('a request', () => {
  it('is reminded of every few days, counted from what was said last', () => {
    given(purchaseOrder, pending).when(wake('2026-02-05')).thenIgnores();
    given(purchaseOrder, pending).when(wake('2026-02-06')).thenAccepts(reminded('2026-02-06'));
    given(purchaseOrder, [...pending, reminded('2026-02-06')])
      .when(wake('2026-02-08'))
      .thenIgnores();
    expect(wakesOn(orderOf([...pending, reminded('2026-02-06')]))).toBe('2026-02-09');
    const approved: PurchaseOrderEvent = {
      type: 'PurchaseOrderStepApproved',
      data: {
        request: 1,
        step: 1,
        approver: 1,
        approvedBy: ben,
        onBehalfOf: null,
        approvedOn: civilDate('2026-02-08'),
        reason: null,
      },
    };
    expect(wakesOn(orderOf([...pending, approved]))).toBe('2026-02-11');
  });

  it('expires when nobody decides, and can be submitted again', () => {
    given(purchaseOrder, pending).when(wake('2026-03-05')).thenAccepts(expired);
    expect(orderOf([...pending, expired])).toMatchObject({ status: 'expired' });
    expect(wakesOn(orderOf([...pending, expired]))).toBeNull();
    given(purchaseOrder, [...pending, expired])
      .when(wake('2026-03-05'))
      .thenIgnores();
  });
});

describe('an open order', () => {
  it('is warned of thirty days before its last day, once', () => {
    const open = submitted();
    expect(wakesOn(orderOf(open))).toBe('2026-12-01');
    given(purchaseOrder, open).when(wake('2026-11-30')).thenIgnores();
    given(purchaseOrder, open).when(wake('2026-12-01')).thenAccepts(warned);
    given(purchaseOrder, [...open, warned])
      .when(wake('2026-12-02'))
      .thenIgnores();
  });

  it('without a last day, and a draft, have nothing to say by themselves', () => {
    expect(wakesOn(orderOf(submitted([], { validUntil: null })))).toBeNull();
    expect(wakesOn(orderOf([registered()]))).toBeNull();
  });
});
