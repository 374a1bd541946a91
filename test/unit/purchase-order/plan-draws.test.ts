import { describe, expect, it } from 'vitest';
import type { OrderPolicy } from '../../../src/domain/account/order-policy.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { ContractId, PurchaseOrderId } from '../../../src/domain/kernel/ids.ts';
import type { PurchaseOrderEvent } from '../../../src/domain/purchase-order/events.ts';
import { type Demand, planDraws } from '../../../src/domain/purchase-order/plan-draws.ts';
import type { OrderRegistration, PurchaseOrder } from '../../../src/domain/purchase-order/state.ts';
import {
  amount,
  CONTRACT,
  INVOICE,
  OTHER_INVOICE,
  orderOf,
  registered,
  submitted,
} from '../../support/purchase-orders.ts';

const on = civilDate('2026-04-01');
const idOf = (n: number) => `0190a000-0000-7000-8000-00000000e00${n}` as PurchaseOrderId;
const required: OrderPolicy = { requiresPurchaseOrder: true, shortfall: { kind: 'hold' } };
const optional: OrderPolicy = { ...required, requiresPurchaseOrder: false };
const splitting: OrderPolicy = { ...required, shortfall: { kind: 'split' } };
const tolerant: OrderPolicy = { ...required, shortfall: { kind: 'tolerance', percent: amount('10') } };

function order(n: number, net: string, changes: Partial<OrderRegistration> = {}, events: PurchaseOrderEvent[] = []) {
  const registration = { orderId: idOf(n), orderNumber: `PO-${n}`, amount: amount(net), ...changes };
  return orderOf([...submitted([], registration), ...events]);
}

function demand(net: string, changes: Partial<Demand> = {}): Demand {
  return {
    invoiceId: INVOICE,
    contractIds: [CONTRACT],
    purchaseOrderNumber: null,
    currency: 'EUR',
    net: amount(net),
    on,
    ...changes,
  };
}

/** The plan in short: `1:100.00 2:50.00`, or the code of the hold. */
function planned(orders: readonly PurchaseOrder[], wanted: Demand, policy: OrderPolicy): string {
  const plan = planDraws(orders, wanted, policy);
  switch (plan.outcome) {
    case 'draw':
      return plan.draws
        .map(({ orderId, amount: net, tolerancePercent }) => {
          const beyond = tolerancePercent === null ? '' : ` +${tolerancePercent} %`;
          return `${orderId.at(-1)}:${net}${beyond}`;
        })
        .join(' ');
    case 'hold':
      return plan.code;
    default:
      return plan.outcome;
  }
}

describe('an account that requires no order', () => {
  it('draws on none, unless its contracts name one', () => {
    const orders = [order(1, '500')];
    expect(planned(orders, demand('100'), optional)).toBe('not_needed');
    expect(planned(orders, demand('100', { purchaseOrderNumber: 'PO-1' }), optional)).toBe('1:100.00');
  });

  it('prints a number that is no order, or not one yet, as it is', () => {
    const draft = orderOf([registered({ orderId: idOf(1), orderNumber: 'PO-1' })]);
    expect(planned([], demand('100', { purchaseOrderNumber: 'PO-1' }), optional)).toBe('not_needed');
    expect(planned([draft], demand('100', { purchaseOrderNumber: 'PO-1' }), optional)).toBe('not_needed');
  });

  it('waits when the order that it names has too little', () => {
    const orders = [order(1, '99.99'), order(2, '500')];
    expect(planned(orders, demand('100', { purchaseOrderNumber: 'PO-1' }), optional)).toBe('PURCHASE_ORDER_EXHAUSTED');
  });
});

describe('an account that requires an order', () => {
  it('waits until there is one', () => {
    expect(planned([], demand('100'), required)).toBe('PURCHASE_ORDER_REQUIRED');
    const draft = orderOf([registered({ orderId: idOf(1), orderNumber: 'PO-1' })]);
    expect(planned([draft], demand('100'), required)).toBe('PURCHASE_ORDER_REQUIRED');
    expect(planned([draft], demand('100', { purchaseOrderNumber: 'PO-1' }), required)).toBe('PURCHASE_ORDER_UNFIT');
    expect(planned([], demand('100', { purchaseOrderNumber: 'PO-1' }), required)).toBe('PURCHASE_ORDER_NOT_REGISTERED');
  });

  it('needs none for what comes to nothing, or less', () => {
    expect(planned([], demand('0.00'), required)).toBe('not_needed');
    expect(planned([], demand('-5.00'), required)).toBe('not_needed');
  });

  it('takes one for the contract before one for all, then the one that ends first, then one without an end', () => {
    const forContract = order(1, '500', { contractIds: [CONTRACT] });
    const early = order(2, '500', { validUntil: civilDate('2026-06-30') });
    const late = order(3, '500');
    const endless = order(4, '500', { validUntil: null });
    const forAnother = order(5, '500', {
      contractIds: ['0190a000-0000-7000-8000-0000000000c4' as ContractId],
      validUntil: civilDate('2026-05-01'),
    });
    expect(planned([endless, late, early, forContract, forAnother], demand('100'), required)).toBe('1:100.00');
    expect(planned([endless, late, early, forAnother], demand('100'), required)).toBe('2:100.00');
    expect(planned([endless, late, forAnother], demand('100'), required)).toBe('3:100.00');
    expect(planned([endless, forAnother], demand('100'), required)).toBe('4:100.00');
    expect(planned([forAnother], demand('100'), required)).toBe('PURCHASE_ORDER_REQUIRED');
  });

  it('passes over an order with too little for one that has enough for the whole', () => {
    const early = order(1, '99', { validUntil: civilDate('2026-06-30') });
    expect(planned([early, order(2, '500')], demand('100'), required)).toBe('2:100.00');
    expect(planned([early, order(2, '99')], demand('100'), required)).toBe('PURCHASE_ORDER_EXHAUSTED');
  });

  it('takes the open one of two orders with one number', () => {
    const closed = order(1, '500', { orderNumber: 'PO-7' }, [
      { type: 'PurchaseOrderClosed', data: { closedOn: on, reason: 'done' } },
    ]);
    const named = demand('100', { purchaseOrderNumber: 'PO-7' });
    expect(planned([closed, order(2, '500', { orderNumber: 'PO-7' })], named, required)).toBe('2:100.00');
    expect(planned([closed], named, required)).toBe('PURCHASE_ORDER_UNFIT');
  });

  it('stays with what the document has drawn before', () => {
    const mine = order(2, '500', {}, [
      {
        type: 'PurchaseOrderDrawn',
        data: {
          invoiceId: INVOICE,
          amount: amount('100.00'),
          before: amount('0.00'),
          drawnOn: on,
          tolerancePercent: null,
        },
      },
    ]);
    const early = order(1, '500', { validUntil: civilDate('2026-06-30') });
    expect(planned([early, mine], demand('100'), required)).toBe('2:100.00');
  });
});

describe('too little left', () => {
  it('is split over the next orders where the account says so', () => {
    const early = order(1, '60', { validUntil: civilDate('2026-06-30') });
    const orders = [order(3, '30', { validUntil: null }), order(2, '30'), early];
    expect(planned(orders, demand('100'), splitting)).toBe('1:60.00 2:30.00 3:10.00'); // 100 − 60 − 30
    expect(planned(orders, demand('60'), splitting)).toBe('1:60.00');
    expect(planned(orders, demand('120.01'), splitting)).toBe('PURCHASE_ORDER_EXHAUSTED');
  });

  it('of the named order is drawn from the next one that fits, when it is split', () => {
    const early = order(1, '60', { validUntil: civilDate('2026-06-30') });
    const named = demand('100', { purchaseOrderNumber: 'PO-2' });
    expect(planned([early, order(2, '70')], named, splitting)).toBe('2:70.00 1:30.00');
  });

  it('is tolerated up to the percent of the order, when no order has enough without', () => {
    const early = order(1, '95', { validUntil: civilDate('2026-06-30') });
    expect(planned([early, order(2, '100')], demand('100'), tolerant)).toBe('2:100.00');
    expect(planned([early], demand('100'), tolerant)).toBe('1:100.00 +10 %'); // 95 + 9.50
    expect(planned([early], demand('104.51'), tolerant)).toBe('PURCHASE_ORDER_EXHAUSTED');
  });

  it('is said with what there is', () => {
    const used = order(1, '100', {}, [
      {
        type: 'PurchaseOrderDrawn',
        data: {
          invoiceId: OTHER_INVOICE,
          amount: amount('40.00'),
          before: amount('0.00'),
          drawnOn: on,
          tolerancePercent: null,
        },
      },
    ]);
    expect(planDraws([used], demand('100'), required)).toMatchObject({
      message:
        'The document comes to 100 EUR net, and there is left of order PO-1 60.00; top one up or register another one.',
    });
  });
});
