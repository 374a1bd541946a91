import type { RecordedEvent } from '../../application/ports/event-store.ts';
import { decimal } from '../../domain/kernel/decimal.ts';
import { exactAmount } from '../../domain/kernel/money.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { PaymentRow } from './queries/payment-rows.ts';

interface Change {
  /** By how much more money is set aside, and given back. */
  readonly allocated?: string;
  readonly released?: string;
  readonly refunded?: string;
  readonly pending?: 1 | -1;
}

function changed(
  row: PaymentRow | undefined,
  { revision, metadata }: RecordedEvent,
  { allocated = '0', released = '0', refunded = '0', pending }: Change,
  rest: Partial<PaymentRow> = {},
) {
  if (row === undefined) {
    return KEEP;
  }
  const amount = (value: ReturnType<typeof decimal>) => exactAmount(value, row.currency);
  return {
    ...row,
    ...rest,
    allocated_amount: amount(decimal(row.allocated_amount).plus(decimal(allocated)).minus(decimal(released))),
    refunded_amount: amount(decimal(row.refunded_amount).plus(decimal(refunded))),
    pending: row.pending + (pending ?? 0),
    revision,
    updated_at: metadata.recordedAt,
  };
}

/** One row per payment. What it was allocated to stands in payment_allocations. */
export const payments = rowProjection<PaymentRow>()({
  table: 'payments',
  columns: {
    tenant_id: 'uuid',
    payment_id: 'uuid',
    seller_id: 'uuid',
    account_id: 'uuid',
    currency: 'text',
    amount: 'numeric',
    method: 'text',
    reference: 'text',
    received_on: 'date',
    note: 'text',
    life: 'text',
    allocated_amount: 'numeric',
    refunded_amount: 'numeric',
    pending: 'integer',
    reversed_on: 'date',
    reversal_reason: 'text',
    revision: 'integer',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  key: ['tenant_id', 'payment_id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, payment_id: stream.id }),
  on: {
    payment: {
      PaymentRecorded: (_row, { event: { data }, metadata, revision }, key) => ({
        ...key,
        seller_id: data.sellerId,
        account_id: data.accountId,
        currency: data.currency,
        amount: data.amount,
        method: data.method,
        reference: data.reference,
        received_on: data.receivedOn,
        note: data.note,
        life: 'recorded',
        allocated_amount: exactAmount(decimal('0'), data.currency),
        refunded_amount: exactAmount(decimal('0'), data.currency),
        pending: 0,
        reversed_on: null,
        reversal_reason: null,
        revision,
        created_at: metadata.recordedAt,
        updated_at: metadata.recordedAt,
      }),
      AllocationStarted: (row, recorded) =>
        changed(row, recorded, { allocated: recorded.event.data.amount, pending: 1 }),
      AllocationSettled: (row, recorded) => changed(row, recorded, { pending: -1 }),
      AllocationWithdrawn: (row, recorded) =>
        changed(row, recorded, { released: recorded.event.data.amount, pending: -1 }),
      AllocationUndoStarted: (row, recorded) => changed(row, recorded, { pending: 1 }),
      AllocationUndone: (row, recorded) =>
        changed(row, recorded, { released: recorded.event.data.amount, pending: -1 }),
      PaymentReversalStarted: (row, recorded) => {
        const { reason, reversedOn } = recorded.event.data;
        return changed(row, recorded, {}, { life: 'reversing', reversed_on: reversedOn, reversal_reason: reason });
      },
      PaymentReversed: (row, recorded) => changed(row, recorded, {}, { life: 'reversed' }),
      PaymentRefunded: (row, recorded) => changed(row, recorded, { refunded: recorded.event.data.amount }),
    },
  },
});
