import { z } from 'zod';
import { zPurchaseOrderId } from '../../../domain/kernel/ids.ts';
import { ROLES } from '../../../identity/permissions.ts';
import {
  drawsOfOrder,
  findOrder,
  orderRows,
  ordersWaitingFor,
  stepsOfOrder,
} from '../../../projections/billing/orders/queries/purchase-orders.ts';
import type { OrderTables } from '../../../projections/billing/orders/queries/rows.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import {
  drawRecord,
  ORDER_STATUSES,
  orderRecordOfRow,
  stepRecord,
  zOrderDraw,
  zPurchaseOrder,
  zPurchaseOrderInFull,
} from './order-record.ts';

const orderFields: ListDeclaration['fields'] = {
  orderNumber: { column: 'o.order_number', type: 'text' },
  accountId: { column: 'o.account_id', type: 'uuid', sortable: false },
  sellerId: { column: 'o.seller_id', type: 'uuid', sortable: false },
  status: { column: 'o.status', type: 'enum', values: ORDER_STATUSES, sortable: false },
  isPending: { column: 'o.is_pending', type: 'boolean', sortable: false },
  currency: { column: 'o.currency', type: 'text', sortable: false },
  amount: { column: 'o.amount', type: 'decimal', sortable: false },
  used: { column: 'o.used', type: 'decimal', sortable: false },
  remaining: { column: 'o.remaining', type: 'decimal', sortable: false },
  validFrom: { column: 'o.valid_from', type: 'date', sortable: false },
  validUntil: { column: 'o.valid_until', type: 'date', nullable: true },
  createdAt: { column: 'o.created_at', type: 'timestamp' },
};

const orderList: ListDeclaration = { name: 'purchase-orders', idColumn: 'o.order_id', fields: orderFields };
const approvalList: ListDeclaration = { ...orderList, name: 'purchase-order-approvals', defaultSort: 'createdAt' };

const drawList: ListDeclaration = {
  name: 'purchase-order-draws',
  idColumn: 'd.invoice_id',
  defaultSort: '-drawnAt',
  fields: {
    status: { column: 'd.status', type: 'enum', values: ['drawn', 'confirmed', 'released'], sortable: false },
    amount: { column: 'd.amount', type: 'decimal', sortable: false },
    drawnOn: { column: 'd.drawn_on', type: 'date', sortable: false },
    drawnAt: { column: 'd.drawn_at', type: 'timestamp' },
  },
};

const DRAWS_SHOWN = 100;

const common = {
  method: 'GET',
  permission: 'purchaseOrder.read',
  tags: ['Purchase orders'],
  groups: BILLING_GROUPS,
} as const;

const zParams = z.strictObject({ id: zPurchaseOrderId });

export const listOrders = defineRoute({
  ...common,
  url: '/api/purchase-orders',
  summary: 'Purchase orders',
  list: orderList,
  response: { 200: zList(zPurchaseOrder) },
  handler: async ({ list: query, read }) => {
    const page = await read(({ db }: TenantRead<OrderTables>) => fetchPage(db, orderRows(db), query));
    return list(page.rows.map(orderRecordOfRow), page.paging);
  },
});

export const listApprovals = defineRoute({
  ...common,
  url: '/api/purchase-orders/approvals',
  permission: 'purchaseOrder.approve',
  summary: 'Orders and amendments that wait for my approval',
  description: 'By name, by a role, or since somebody has delegated it to me; the oldest first.',
  list: approvalList,
  response: { 200: zList(zPurchaseOrder) },
  handler: async ({ list: query, read, identity }) => {
    const { actor, roles = ROLES } = identity();
    const page = await read(({ db }: TenantRead<OrderTables>) =>
      fetchPage(db, ordersWaitingFor(db, actor, roles), query),
    );
    return list(page.rows.map(orderRecordOfRow), page.paging);
  },
});

export const getOrder = defineRoute({
  ...common,
  url: '/api/purchase-orders/:id',
  summary: 'One purchase order, with what was said to it and what documents have drawn',
  params: zParams,
  response: { 200: zSingle(zPurchaseOrderInFull) },
  handler: async ({ params: { id }, read, reply }) => {
    const { row, steps, draws } = await read(async ({ db }: TenantRead<OrderTables>) => ({
      row: foundOr404(await findOrder(db, id), `purchase order ${id}`),
      steps: await stepsOfOrder(db, id),
      draws: await drawsOfOrder(db, id)
        .orderBy('d.drawn_at', 'desc')
        .orderBy('d.invoice_id', 'desc')
        .limit(DRAWS_SHOWN)
        .execute(),
    }));
    setRevision(reply, row.revision);
    return single({ ...orderRecordOfRow(row), history: steps.map(stepRecord), draws: draws.map(drawRecord) });
  },
});

export const listDraws = defineRoute({
  ...common,
  url: '/api/purchase-orders/:id/draws',
  summary: 'What documents have drawn of a purchase order',
  params: zParams,
  list: drawList,
  response: { 200: zList(zOrderDraw) },
  handler: async ({ params: { id }, list: query, read }) => {
    const page = await read(async ({ db }: TenantRead<OrderTables>) => {
      foundOr404(await findOrder(db, id), `purchase order ${id}`);
      return fetchPage(db, drawsOfOrder(db, id), query);
    });
    return list(page.rows.map(drawRecord), page.paging);
  },
});
