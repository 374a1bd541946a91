import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { PaymentEvent } from '../../domain/payment/events.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { PaymentAllocationRow } from './queries/payment-rows.ts';

const changed = (row: PaymentAllocationRow | undefined, changes: Partial<PaymentAllocationRow>) =>
  row === undefined ? KEEP : { ...row, ...changes };

/** Which payment was used for which invoice, and what became of it. */
export const paymentAllocations = rowProjection<PaymentAllocationRow>()({
  table: 'payment_allocations',
  columns: {
    tenant_id: 'uuid',
    allocation_id: 'uuid',
    payment_id: 'uuid',
    invoice_id: 'uuid',
    amount: 'numeric',
    deductions: 'jsonb',
    status: 'text',
    allocated_on: 'date',
    undone_on: 'date',
    code: 'text',
    reason: 'text',
    created_at: 'timestamptz',
  },
  key: ['tenant_id', 'allocation_id'],
  keyOf: ({ stream, event }: RecordedEvent) => {
    const told = event as PaymentEvent; // asked for events of the category below only
    return 'allocationId' in told.data ? [{ tenant_id: stream.tenantId, allocation_id: told.data.allocationId }] : [];
  },
  on: {
    payment: {
      PaymentRecorded: 'ignored',
      AllocationStarted: (_row, { stream, event: { data }, metadata }, key) => ({
        ...key,
        payment_id: stream.id,
        invoice_id: data.invoiceId,
        amount: data.amount,
        deductions: data.deductions,
        status: 'started',
        allocated_on: data.allocatedOn,
        undone_on: null,
        code: null,
        reason: null,
        created_at: metadata.recordedAt,
      }),
      AllocationSettled: (row) => changed(row, { status: 'settled' }),
      AllocationWithdrawn: (row, { event: { data } }) =>
        changed(row, { status: 'withdrawn', code: data.code, reason: data.because }),
      AllocationUndoStarted: (row, { event: { data } }) =>
        changed(row, { status: 'undoing', reason: data.reason, undone_on: data.undoneOn }),
      AllocationUndone: (row) => changed(row, { status: 'undone' }),
      PaymentReversalStarted: 'ignored',
      PaymentReversed: 'ignored',
      PaymentRefunded: 'ignored',
    },
  },
});
