import type { RecordedEvent } from '../../../application/ports/event-store.ts';
import { type DecimalString, decimal } from '../../../domain/kernel/decimal.ts';
import type { PurchaseOrderId } from '../../../domain/kernel/ids.ts';
import { exactAmount } from '../../../domain/kernel/money.ts';
import type { Principal } from '../../../domain/kernel/principal.ts';
import type { PurchaseOrderEvent, PurchaseOrderEventOf } from '../../../domain/purchase-order/events.ts';
import { evolvePurchaseOrder } from '../../../domain/purchase-order/evolve.ts';
import { nextStepOf, type PurchaseOrder, remainingOf } from '../../../domain/purchase-order/state.ts';
import { wakesOn } from '../../../domain/purchase-order/wake.ts';
import { KEEP } from '../../runner/row-definition.ts';
import { rowProjection } from '../../runner/row-projection.ts';
import { orderOfRow } from './queries/order-of-row.ts';
import type { PurchaseOrderRow } from './queries/rows.ts';

type OfOrder = RecordedEvent<PurchaseOrderEvent>;
type DrawEvent = PurchaseOrderEventOf<
  'PurchaseOrderDrawn' | 'PurchaseOrderDrawConfirmed' | 'PurchaseOrderDrawReleased' | 'PurchaseOrderGivenBack'
>;

/** The order's own fold, so that row and stream agree; draws have rows of their own. */
function folded(row: PurchaseOrderRow | undefined, recorded: OfOrder) {
  if (row === undefined) {
    return KEEP;
  }
  const after = evolvePurchaseOrder(orderOfRow(row), recorded.event);
  return after.status === 'none' ? KEEP : { ...row, ...columnsOf(after), ...touched(recorded) };
}

function touched({ revision, metadata }: OfOrder) {
  return { revision, updated_at: metadata.recordedAt };
}

function columnsOf(order: PurchaseOrder) {
  const { request } = order;
  const isPending = request?.status === 'pending' && order.status !== 'closed';
  const next = request !== null && isPending ? nextStepOf(request) : undefined;
  return {
    amount: order.amount,
    used: order.used,
    remaining: exactAmount(remainingOf(order), order.currency),
    valid_from: order.validFrom,
    valid_until: order.validUntil,
    contract_ids: order.contractIds,
    description: order.description,
    attachments: order.attachments,
    metadata: order.metadata,
    status: order.status,
    was_open: order.wasOpen,
    request,
    is_pending: isPending,
    waits_for: (next?.step.seats ?? [])
      .filter(({ approvedBy }) => approvedBy === null)
      .map(({ approver, delegation }) =>
        delegation === null && approver.kind === 'role'
          ? `role ${approver.role}`
          : keyOf(delegation?.to ?? { kind: 'user', id: approver.kind === 'user' ? approver.id : '' }),
      ),
    asked_by: [
      order.registeredBy,
      order.responsible,
      ...(request === null ? [] : [request.requestedBy, request.responsible]),
    ].map(keyOf),
    decided_by: (request?.steps ?? []).flatMap(({ seats }) =>
      seats.flatMap(({ approvedBy }) => (approvedBy === null ? [] : [keyOf(approvedBy)])),
    ),
    is_usage_warned: order.isUsageWarned,
    warned_of: order.warnedOf,
    wakes_on: wakesOn(order),
  };
}

function keyOf({ kind, id }: Principal): string {
  return `${kind} ${id}`;
}

/** By how much a draw changes what is used. */
function drawn(row: PurchaseOrderRow | undefined, recorded: RecordedEvent<DrawEvent>) {
  if (row === undefined) {
    return KEEP;
  }
  const used = decimal(row.used).plus(decimal(changeOf(recorded.event)));
  const remaining = decimal(row.amount).minus(used);
  const exact = (value: typeof used): DecimalString => exactAmount(value, row.currency);
  return { ...row, used: exact(used), remaining: exact(remaining), ...touched(recorded) };
}

function changeOf(event: DrawEvent): string {
  switch (event.type) {
    case 'PurchaseOrderDrawn':
      return decimal(event.data.amount).minus(decimal(event.data.before)).toFixed();
    case 'PurchaseOrderDrawConfirmed':
      return '0';
    default:
      return decimal(event.data.amount).neg().toFixed();
  }
}

/** One row per order, closed ones included. */
export const purchaseOrders = rowProjection<PurchaseOrderRow>()({
  table: 'purchase_orders',
  columns: {
    tenant_id: 'uuid',
    order_id: 'uuid',
    seller_id: 'uuid',
    account_id: 'uuid',
    order_number: 'text',
    currency: 'text',
    amount: 'numeric',
    used: 'numeric',
    remaining: 'numeric',
    valid_from: 'date',
    valid_until: 'date',
    contract_ids: 'uuid[]',
    description: 'text',
    attachments: 'jsonb',
    metadata: 'jsonb',
    registered_by: 'jsonb',
    responsible: 'jsonb',
    status: 'text',
    was_open: 'boolean',
    request: 'jsonb',
    is_pending: 'boolean',
    waits_for: 'text[]',
    asked_by: 'text[]',
    decided_by: 'text[]',
    is_usage_warned: 'boolean',
    warned_of: 'date',
    wakes_on: 'date',
    revision: 'integer',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  key: ['tenant_id', 'order_id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, order_id: stream.id as PurchaseOrderId }), // the category's ids
  on: {
    purchaseOrder: {
      PurchaseOrderRegistered: (_row, recorded, key) => {
        const { event, metadata } = recorded;
        const order = evolvePurchaseOrder({ status: 'none' }, event);
        return order.status === 'none'
          ? KEEP
          : {
              ...key,
              seller_id: order.sellerId,
              account_id: order.accountId,
              order_number: order.orderNumber,
              currency: order.currency,
              registered_by: order.registeredBy,
              responsible: order.responsible,
              ...columnsOf(order),
              created_at: metadata.recordedAt,
              ...touched(recorded),
            };
      },
      PurchaseOrderChanged: folded,
      PurchaseOrderRequested: folded,
      PurchaseOrderAmendmentRequested: folded,
      PurchaseOrderStepApproved: folded,
      PurchaseOrderStepDelegated: folded,
      PurchaseOrderRejected: folded,
      PurchaseOrderRequestExpired: folded,
      PurchaseOrderApprovalReminded: folded,
      PurchaseOrderApproved: folded,
      PurchaseOrderAmended: folded,
      PurchaseOrderDrawn: drawn,
      PurchaseOrderDrawConfirmed: drawn,
      PurchaseOrderDrawReleased: drawn,
      PurchaseOrderGivenBack: drawn,
      PurchaseOrderUsageWarned: folded,
      PurchaseOrderExpiryWarned: folded,
      PurchaseOrderClosed: folded,
    },
  },
});
