import { z } from 'zod';
import { zInvoiceId, zPaymentId } from '../../../domain/kernel/ids.ts';
import { zPaymentMethod } from '../../../domain/payment/events.ts';
import { PAYMENT_STATUSES, type PaymentTables } from '../../../projections/billing/queries/payment-rows.ts';
import {
  allocationsOf,
  findPayment,
  isInvoice,
  numbersOf,
  paymentRows,
  paymentsOfInvoice,
  refundsOf,
} from '../../../projections/billing/queries/payments.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zMoneyText, zWireDate, zWireUuid } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import {
  ALLOCATION_STATUSES,
  allocationOfRow,
  paymentListRecord,
  paymentOfRows,
  zDeductionOut,
  zPayment,
  zPaymentRow,
} from './payment-record.ts';

const common = { permission: 'payment.read', tags: ['Payments'], groups: BILLING_GROUPS } as const;

const paymentList: ListDeclaration = {
  name: 'payments',
  idColumn: 'p.payment_id',
  fields: {
    sellerId: { column: 'p.seller_id', type: 'uuid', sortable: false },
    accountId: { column: 'p.account_id', type: 'uuid', sortable: false },
    currency: { column: 'p.currency', type: 'text', sortable: false },
    amount: { column: 'p.amount', type: 'decimal' },
    unappliedAmount: { column: 'p.unapplied_amount', type: 'decimal', sortable: false },
    method: { column: 'p.method', type: 'enum', values: zPaymentMethod.options, sortable: false },
    reference: { column: 'p.reference', type: 'text', nullable: true, sortable: false },
    status: { column: 'p.status', type: 'enum', values: PAYMENT_STATUSES, sortable: false },
    receivedOn: { column: 'p.received_on', type: 'date' },
    createdAt: { column: 'p.created_at', type: 'timestamp' },
  },
};

/** Of one invoice: few. */
const invoicePaymentList: ListDeclaration = {
  name: 'invoicePayments',
  idColumn: 'l.allocation_id',
  fields: {
    paymentId: { column: 'l.payment_id', type: 'uuid', sortable: false },
    status: { column: 'l.status', type: 'enum', values: ALLOCATION_STATUSES, sortable: false },
    allocatedOn: { column: 'l.allocated_on', type: 'date' },
    createdAt: { column: 'l.created_at', type: 'timestamp' },
  },
};

const zText = z.string().nullable();

/** A payment as one invoice sees it. */
const zInvoicePayment = z
  .strictObject({
    id: zWireUuid.meta({ description: 'Of the allocation' }),
    paymentId: zWireUuid,
    /** Who paid. */
    accountId: zWireUuid,
    method: zPaymentMethod,
    reference: zText,
    receivedOn: zWireDate,
    amount: zMoneyText,
    deductions: z.array(zDeductionOut),
    settledAmount: zMoneyText,
    status: z.enum(ALLOCATION_STATUSES),
    allocatedOn: zWireDate,
    undoneOn: zWireDate.nullable(),
    code: zText,
    reason: zText,
  })
  .meta({ id: 'InvoicePayment' });

export const listPayments = defineRoute({
  ...common,
  method: 'GET',
  url: '/api/payments',
  summary: 'Payments',
  description: 'With `unappliedAmount[gt]=0`: cash that is still to be used.',
  list: paymentList,
  response: { 200: zList(zPaymentRow) },
  handler: async ({ list: query, read }) => {
    const page = await read(({ db }: TenantRead<PaymentTables>) => fetchPage(db, paymentRows(db), query));
    return list(page.rows.map(paymentListRecord), page.paging);
  },
});

export const getPayment = defineRoute({
  ...common,
  method: 'GET',
  url: '/api/payments/:id',
  summary: 'One payment, with what it was used for',
  params: z.strictObject({ id: zPaymentId }),
  response: { 200: zSingle(zPayment) },
  handler: async ({ params: { id }, read, reply }) => {
    const found = await read(async ({ db, client }: TenantRead<PaymentTables>) => {
      const row = foundOr404(await findPayment(db, id), `payment ${id}`);
      const allocations = await allocationsOf(client, id);
      const numbers = await numbersOf(
        client,
        allocations.map(({ invoice_id }) => invoice_id),
      );
      return { row, allocations, refunds: await refundsOf(client, id), numbers };
    });
    setRevision(reply, found.row.revision);
    return single(paymentOfRows(found));
  },
});

export const listInvoicePayments = defineRoute({
  ...common,
  method: 'GET',
  url: '/api/invoices/:id/payments',
  summary: 'The payments of an invoice',
  description: 'Those included that were taken off again; `status[eq]=settled` gives those that count.',
  params: z.strictObject({ id: zInvoiceId }),
  list: invoicePaymentList,
  response: { 200: zList(zInvoicePayment) },
  handler: async ({ params: { id }, list: query, read }) => {
    const page = await read(async ({ db }: TenantRead<PaymentTables>) => {
      foundOr404((await isInvoice(db, id)) ? id : undefined, `invoice ${id}`);
      return fetchPage(db, paymentsOfInvoice(db, id), query);
    });
    return list(
      page.rows.map((row) => ({
        ...allocationOfRow(row, row.currency),
        paymentId: row.payment_id,
        accountId: row.account_id,
        method: row.method,
        reference: row.reference,
        receivedOn: row.received_on,
      })),
      page.paging,
    );
  },
});
