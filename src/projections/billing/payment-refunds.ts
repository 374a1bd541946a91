import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { PaymentEvent } from '../../domain/payment/events.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { PaymentRefundRow } from './queries/payment-rows.ts';

/** Money that was given back. */
export const paymentRefunds = rowProjection<PaymentRefundRow>()({
  table: 'payment_refunds',
  columns: {
    tenant_id: 'uuid',
    refund_id: 'uuid',
    payment_id: 'uuid',
    amount: 'numeric',
    reason: 'text',
    reference: 'text',
    refunded_on: 'date',
    created_at: 'timestamptz',
  },
  key: ['tenant_id', 'refund_id'],
  keyOf: ({ stream, event }: RecordedEvent) => {
    const told = event as PaymentEvent; // asked for events of the category below only
    return 'refundId' in told.data ? [{ tenant_id: stream.tenantId, refund_id: told.data.refundId }] : [];
  },
  on: {
    payment: {
      PaymentRecorded: 'ignored',
      AllocationStarted: 'ignored',
      AllocationSettled: 'ignored',
      AllocationWithdrawn: 'ignored',
      AllocationUndoStarted: 'ignored',
      AllocationUndone: 'ignored',
      PaymentReversalStarted: 'ignored',
      PaymentReversed: 'ignored',
      PaymentRefunded: (_row, { stream, event: { data }, metadata }, key) => ({
        ...key,
        payment_id: stream.id,
        amount: data.amount,
        reason: data.reason,
        reference: data.reference,
        refunded_on: data.refundedOn,
        created_at: metadata.recordedAt,
      }),
    },
  },
});
