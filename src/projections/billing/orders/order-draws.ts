import type { RecordedEvent } from '../../../application/ports/event-store.ts';
import { type Decimal, type DecimalString, decimal } from '../../../domain/kernel/decimal.ts';
import type { InvoiceId, PurchaseOrderId } from '../../../domain/kernel/ids.ts';
import type { PurchaseOrderEvent } from '../../../domain/purchase-order/events.ts';
import { KEEP } from '../../runner/row-definition.ts';
import { rowProjection } from '../../runner/row-projection.ts';
import type { OrderDrawRow } from './queries/rows.ts';

function changed(
  row: OrderDrawRow | undefined,
  { metadata }: RecordedEvent<PurchaseOrderEvent>,
  changes: Partial<OrderDrawRow>,
) {
  return row === undefined ? KEEP : { ...row, ...changes, updated_at: metadata.recordedAt };
}

/** With as many decimals as the amount that it is a part of. */
function like(amount: string, value: Decimal): DecimalString {
  return value.toFixed(amount.split('.')[1]?.length ?? 0) as DecimalString; // a sum of amounts of one currency
}

/** One row for each document that has drawn on an order, as it stands with that order now. */
export const orderDraws = rowProjection<OrderDrawRow>()({
  table: 'purchase_order_draws',
  columns: {
    tenant_id: 'uuid',
    order_id: 'uuid',
    invoice_id: 'uuid',
    amount: 'numeric',
    given_back: 'numeric',
    remaining: 'numeric',
    status: 'text',
    drawn_on: 'date',
    tolerance_percent: 'numeric',
    released_because: 'text',
    drawn_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  key: ['tenant_id', 'order_id', 'invoice_id'],
  keyOf: ({ stream, event }) => {
    const { data } = event as PurchaseOrderEvent; // the only category that is folded here
    return 'invoiceId' in data
      ? {
          tenant_id: stream.tenantId,
          order_id: stream.id as PurchaseOrderId, // the category's ids
          invoice_id: data.invoiceId as InvoiceId, // as the schema of each event that has it says
        }
      : [];
  },
  on: {
    purchaseOrder: {
      PurchaseOrderRegistered: 'ignored',
      PurchaseOrderChanged: 'ignored',
      PurchaseOrderRequested: 'ignored',
      PurchaseOrderAmendmentRequested: 'ignored',
      PurchaseOrderStepApproved: 'ignored',
      PurchaseOrderStepDelegated: 'ignored',
      PurchaseOrderRejected: 'ignored',
      PurchaseOrderRequestExpired: 'ignored',
      PurchaseOrderApprovalReminded: 'ignored',
      PurchaseOrderApproved: 'ignored',
      PurchaseOrderAmended: 'ignored',
      PurchaseOrderDrawn: (_row, { event: { data }, metadata }, key) => ({
        ...key,
        amount: data.amount,
        given_back: like(data.amount, decimal('0')),
        remaining: data.amount,
        status: 'drawn',
        drawn_on: data.drawnOn,
        tolerance_percent: data.tolerancePercent,
        released_because: null,
        drawn_at: metadata.recordedAt,
        updated_at: metadata.recordedAt,
      }),
      PurchaseOrderDrawConfirmed: (row, recorded) => changed(row, recorded, { status: 'confirmed' }),
      PurchaseOrderDrawReleased: (row, recorded) =>
        changed(row, recorded, {
          status: 'released',
          remaining: like(row?.amount ?? '0', decimal('0')),
          released_because: recorded.event.data.reason,
        }),
      PurchaseOrderGivenBack: (row, recorded) => {
        const given = decimal(recorded.event.data.amount);
        return row === undefined
          ? KEEP
          : changed(row, recorded, {
              given_back: like(row.amount, decimal(row.given_back).plus(given)),
              remaining: like(row.amount, decimal(row.remaining).minus(given)),
            });
      },
      PurchaseOrderUsageWarned: 'ignored',
      PurchaseOrderExpiryWarned: 'ignored',
      PurchaseOrderClosed: 'ignored',
    },
  },
});
