import type { InvoiceTexts } from '../../../projections/billing/queries/candidates.ts';
import { SHOWN_STATUSES, type ShownStatus } from '../../../projections/billing/queries/invoice-status.ts';
import type { ListDeclaration, ListField } from '../../list-fields.ts';
import type { ListQuery } from '../../list-query.ts';
import { likeTexts } from '../like-texts.ts';

/** Every status that an invoice can have one day; a filter may name those that no invoice has yet. */
const INVOICE_STATUSES = ['draft', 'held', 'sent', 'partially_paid', 'paid', 'overdue', 'cancelled', 'void'];

const SHARED: Readonly<Record<string, ListField>> = {
  purchaseOrderNumber: { column: 'i.purchase_order_number', type: 'text', nullable: true, sortable: false },
  accountId: { column: 'i.account_id', type: 'uuid', sortable: false },
  contractId: { column: 'i.contract_id', type: 'uuid', nullable: true, sortable: false },
  sellerId: { column: 'i.seller_id', type: 'uuid', sortable: false },
  runId: { column: 'i.run_id', type: 'uuid', sortable: false },
  currency: { column: 'i.currency', type: 'text', sortable: false },
  issueDate: { column: 'i.issue_date', type: 'date', nullable: true },
  total: { column: 'i.total', type: 'decimal' },
  createdAt: { column: 'i.created_at', type: 'timestamp' },
};

export const invoiceList: ListDeclaration = {
  name: 'invoices',
  idColumn: 'i.invoice_id',
  fields: {
    invoiceNumber: { column: 'i.invoice_number', type: 'text', nullable: true },
    status: { column: 'i.shown_status', type: 'enum', values: INVOICE_STATUSES, sortable: false },
    billingType: {
      column: 'i.billing_type',
      type: 'enum',
      values: ['recurring', 'one_time', 'adjustment'],
      sortable: false,
    },
    consolidated: { column: 'i.consolidated', type: 'boolean', sortable: false },
    dueDate: { column: 'i.due_date', type: 'date', nullable: true },
    paidDate: { column: 'i.paid_date', type: 'date', nullable: true, sortable: false },
    ...SHARED,
  },
};

export const creditNoteList: ListDeclaration = {
  name: 'credit-notes',
  idColumn: 'i.invoice_id',
  fields: {
    invoiceNumber: { column: 'i.invoice_number', type: 'text', nullable: true },
    status: {
      column: 'i.shown_status',
      type: 'enum',
      values: ['draft', 'issued', 'cancelled', 'void'],
      sortable: false,
    },
    ...SHARED,
  },
};

/** The texts that the caller looks for, for the index that finds them. */
export function textsOf(query: ListQuery): InvoiceTexts {
  return {
    invoices_numbered_like: likeTexts(query, 'invoiceNumber'),
    invoices_with_order_like: likeTexts(query, 'purchaseOrderNumber'),
  };
}

/** The statuses that the caller limits the list to; undefined when it is not limited. */
export function statusesOf({ list, conditions }: ListQuery): readonly ShownStatus[] | undefined {
  const named = conditions.find(
    ({ field, operator }) => field === list.fields.status && (operator === 'eq' || operator === 'in'),
  );
  const statuses = named?.values.filter(isShown);
  return statuses?.length === 0 ? undefined : statuses;
}

function isShown(status: string): status is ShownStatus {
  return status === 'issued' || (SHOWN_STATUSES as readonly string[]).includes(status);
}
