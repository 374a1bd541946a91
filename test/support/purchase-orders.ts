import { civilDate } from '../../src/domain/kernel/calendar.ts';
import { zCurrencyCode } from '../../src/domain/kernel/currency.ts';
import { zDecimalString } from '../../src/domain/kernel/decimal.ts';
import type { AccountId, ContractId, InvoiceId, PurchaseOrderId, SellerId } from '../../src/domain/kernel/ids.ts';
import type { ApprovalStep } from '../../src/domain/purchase-order/chain.ts';
import type { PurchaseOrderEvent } from '../../src/domain/purchase-order/events.ts';
import { purchaseOrder } from '../../src/domain/purchase-order/purchase-order.ts';
import type { OrderRegistration, PurchaseOrder } from '../../src/domain/purchase-order/state.ts';

// Ids of a control: any UUID will do.
export const ORDER = '0190a000-0000-7000-8000-0000000000b1' as PurchaseOrderId;
export const SELLER = '0190a000-0000-7000-8000-0000000000b2' as SellerId;
export const BUYER = '0190a000-0000-7000-8000-0000000000b3' as AccountId;
export const CONTRACT = '0190a000-0000-7000-8000-0000000000b4' as ContractId;
export const INVOICE = '0190a000-0000-7000-8000-0000000000b5' as InvoiceId;
export const OTHER_INVOICE = '0190a000-0000-7000-8000-0000000000b6' as InvoiceId;
export const CREDIT_NOTE = '0190a000-0000-7000-8000-0000000000b7' as InvoiceId;

export const ada = { kind: 'user', id: 'oidc:ada' } as const;
export const ben = { kind: 'user', id: 'oidc:ben' } as const;
export const cleo = { kind: 'user', id: 'oidc:cleo' } as const;
export const dora = { kind: 'user', id: 'oidc:dora' } as const;
export const machine = { kind: 'key', id: '0190a000-0000-7000-8000-00000000000a' } as const;

export const TODAY = civilDate('2026-02-03');
export const amount = (text: string) => zDecimalString.parse(text);

/** Registered by Ada: 10,000.00 EUR for 2026. */
export function registration(changes: Partial<OrderRegistration> = {}): OrderRegistration {
  return {
    orderId: ORDER,
    sellerId: SELLER,
    accountId: BUYER,
    orderNumber: 'PO-1',
    currency: zCurrencyCode.parse('EUR'),
    amount: amount('10000.00'),
    validFrom: civilDate('2026-01-01'),
    validUntil: civilDate('2026-12-31'),
    contractIds: [],
    description: null,
    attachments: [],
    metadata: {},
    registeredBy: ada,
    responsible: ada,
    ...changes,
  };
}

export function registered(changes: Partial<OrderRegistration> = {}): PurchaseOrderEvent {
  return { type: 'PurchaseOrderRegistered', data: registration(changes) };
}

/** What Ada asks for on 3 February: reminders every three days, decided by 4 March. */
export function asking(steps: readonly ApprovalStep[] = []) {
  return {
    today: TODAY,
    by: ada,
    responsible: ada,
    steps,
    remindEveryDays: 3,
    expiresOn: civilDate('2026-03-05'),
  } as const;
}

/** Submitted, and open at once where the chain has no steps. */
export function submitted(
  steps: readonly ApprovalStep[] = [],
  changes: Partial<OrderRegistration> = {},
): PurchaseOrderEvent[] {
  const first = registered(changes);
  const state = purchaseOrder.evolve(purchaseOrder.initialState, first);
  const decision = purchaseOrder.decide({ kind: 'submit', reason: null, ...asking(steps) }, state);
  if (decision.outcome === 'rejected') {
    throw new Error(decision.rejection.message);
  }
  return [first, ...decision.events];
}

export function orderOf(events: readonly PurchaseOrderEvent[]): PurchaseOrder {
  const state = events.reduce(purchaseOrder.evolve, purchaseOrder.initialState);
  if (state.status === 'none') {
    throw new Error('The events make no order');
  }
  return state;
}
