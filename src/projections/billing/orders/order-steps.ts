import type { RecordedEvent } from '../../../application/ports/event-store.ts';
import type { PurchaseOrderId } from '../../../domain/kernel/ids.ts';
import type { PurchaseOrderEvent } from '../../../domain/purchase-order/events.ts';
import { rowProjection } from '../../runner/row-projection.ts';
import type { OrderStepRow } from './queries/rows.ts';

type Said = Pick<OrderStepRow, 'kind' | 'said_on'> & Partial<OrderStepRow>;

function row(recorded: RecordedEvent<PurchaseOrderEvent>, said: Said): OrderStepRow {
  const { stream, revision, metadata } = recorded;
  return {
    tenant_id: stream.tenantId,
    order_id: stream.id as PurchaseOrderId, // the category's ids
    revision,
    request: null,
    step: null,
    approver: null,
    said_by: null,
    other_person: null,
    reason: null,
    recorded_at: metadata.recordedAt,
    ...said,
  };
}

/** Everything that was said to an order and its requests, in the order of its stream. */
export const orderSteps = rowProjection<OrderStepRow>()({
  table: 'purchase_order_steps',
  columns: {
    tenant_id: 'uuid',
    order_id: 'uuid',
    revision: 'integer',
    request: 'integer',
    kind: 'text',
    step: 'integer',
    approver: 'integer',
    said_by: 'jsonb',
    other_person: 'jsonb',
    said_on: 'date',
    reason: 'text',
    recorded_at: 'timestamptz',
  },
  key: ['tenant_id', 'order_id', 'revision'],
  keyOf: ({ stream, revision }) => ({
    tenant_id: stream.tenantId,
    order_id: stream.id as PurchaseOrderId, // the category's ids
    revision,
  }),
  on: {
    purchaseOrder: {
      PurchaseOrderRegistered: 'ignored',
      PurchaseOrderChanged: 'ignored',
      PurchaseOrderRequested: (_row, recorded) => {
        const { request, requestedBy, requestedOn, reason } = recorded.event.data;
        return row(recorded, { kind: 'requested', request, said_by: requestedBy, said_on: requestedOn, reason });
      },
      PurchaseOrderAmendmentRequested: (_row, recorded) => {
        const { request, requestedBy, requestedOn, reason } = recorded.event.data;
        return row(recorded, {
          kind: 'amendment_requested',
          request,
          said_by: requestedBy,
          said_on: requestedOn,
          reason,
        });
      },
      PurchaseOrderStepApproved: (_row, recorded) => {
        const { request, step, approver, approvedBy, onBehalfOf, approvedOn, reason } = recorded.event.data;
        const said = { said_by: approvedBy, other_person: onBehalfOf, said_on: approvedOn, reason };
        return row(recorded, { kind: 'step_approved', request, step, approver, ...said });
      },
      PurchaseOrderStepDelegated: (_row, recorded) => {
        const { request, step, approver, delegatedBy, delegatedTo, delegatedOn, reason } = recorded.event.data;
        const said = { said_by: delegatedBy, other_person: delegatedTo, said_on: delegatedOn, reason };
        return row(recorded, { kind: 'delegated', request, step, approver, ...said });
      },
      PurchaseOrderRejected: (_row, recorded) => {
        const { request, step, rejectedBy, rejectedOn, reason } = recorded.event.data;
        return row(recorded, { kind: 'rejected', request, step, said_by: rejectedBy, said_on: rejectedOn, reason });
      },
      PurchaseOrderRequestExpired: (_row, recorded) => {
        const { request, expiredOn } = recorded.event.data;
        return row(recorded, { kind: 'expired', request, said_on: expiredOn });
      },
      PurchaseOrderApprovalReminded: (_row, recorded) => {
        const { request, step, remindedOn } = recorded.event.data;
        return row(recorded, { kind: 'reminded', request, step, said_on: remindedOn });
      },
      PurchaseOrderApproved: (_row, recorded) => {
        const { request, approvedOn } = recorded.event.data;
        return row(recorded, { kind: 'approved', request, said_on: approvedOn });
      },
      PurchaseOrderAmended: (_row, recorded) => {
        const { request, amendedOn } = recorded.event.data;
        return row(recorded, { kind: 'amended', request, said_on: amendedOn });
      },
      PurchaseOrderDrawn: 'ignored',
      PurchaseOrderDrawConfirmed: 'ignored',
      PurchaseOrderDrawReleased: 'ignored',
      PurchaseOrderGivenBack: 'ignored',
      PurchaseOrderUsageWarned: (_row, recorded) =>
        row(recorded, { kind: 'usage_warned', said_on: recorded.event.data.warnedOn }),
      PurchaseOrderExpiryWarned: (_row, recorded) =>
        row(recorded, { kind: 'expiry_warned', said_on: recorded.event.data.warnedOn }),
      PurchaseOrderClosed: (_row, recorded) => {
        const { closedOn, reason } = recorded.event.data;
        return row(recorded, { kind: 'closed', said_by: recorded.metadata.actor, said_on: closedOn, reason });
      },
    },
  },
});
