import { z } from 'zod';
import { exactAmount } from '../../../domain/kernel/money.ts';
import { zPrincipal } from '../../../domain/kernel/principal.ts';
import {
  isStepDone,
  nextStepOf,
  type OrderRequest,
  type PurchaseOrder,
  remainingOf,
} from '../../../domain/purchase-order/state.ts';
import { orderOfRow } from '../../../projections/billing/orders/queries/order-of-row.ts';
import type { ListedDraw } from '../../../projections/billing/orders/queries/purchase-orders.ts';
import type { OrderStepRow, PurchaseOrderRow } from '../../../projections/billing/orders/queries/rows.ts';
import { zMetadataAnswer, zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';

export const ORDER_STATUSES = ['draft', 'pending', 'rejected', 'expired', 'open', 'closed'] as const;

const zPerson = zPrincipal.meta({ id: 'Principal' });

const zTerms = {
  amount: zMoneyText,
  validFrom: zWireDate,
  validUntil: zWireDate.nullable(),
  contractIds: z.array(zWireUuid),
};

const zRequest = z
  .strictObject({
    number: z.int(),
    kind: z.enum(['order', 'amendment']),
    status: z.enum(['pending', 'approved', 'rejected', 'expired']),
    ...zTerms,
    requestedBy: zPerson,
    expiresOn: zWireDate.nullable(),
    nextStep: z.int().nullable().meta({ description: 'The step that is decided on now' }),
    steps: z.array(
      z.strictObject({
        needs: z.enum(['any', 'all']),
        isDone: z.boolean(),
        approvers: z.array(
          z.strictObject({
            kind: z.enum(['role', 'user']),
            name: z.string(),
            delegatedTo: zPerson.nullable(),
            approvedBy: zPerson.nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'PurchaseOrderRequest' });

const orderFields = {
  id: zWireUuid,
  orderNumber: z.string(),
  sellerId: zWireUuid,
  accountId: zWireUuid,
  currency: z.string(),
  ...zTerms,
  used: zMoneyText,
  remaining: zMoneyText,
  status: z.enum(ORDER_STATUSES),
  warnings: z.array(z.enum(['four_fifths_used', 'ends_soon'])),
  description: z.string().nullable(),
  attachments: z.array(
    z.strictObject({
      name: z.string(),
      mediaType: z.string(),
      bytes: z.int(),
      sha256: z.string(),
      location: z.string().nullable(),
    }),
  ),
  metadata: zMetadataAnswer,
  registeredBy: zPerson,
  request: zRequest.nullable().meta({ description: 'The last request: for the order, or for an amendment of it' }),
  createdAt: zTimestamp,
  updatedAt: zTimestamp,
};

export const zPurchaseOrder = z.strictObject(orderFields).meta({ id: 'PurchaseOrder' });
export type PurchaseOrderRecord = z.input<typeof zPurchaseOrder>;

const zStep = z
  .strictObject({
    revision: z.int(),
    request: z.int().nullable(),
    kind: z.string(),
    step: z.int().nullable(),
    approver: z.int().nullable(),
    by: zPerson.nullable(),
    otherPerson: zPerson
      .nullable()
      .meta({ description: 'To whom it was delegated, or on whose behalf it was approved' }),
    on: zWireDate,
    reason: z.string().nullable(),
    recordedAt: zTimestamp,
  })
  .meta({ id: 'PurchaseOrderStep' });

export const zOrderDraw = z
  .strictObject({
    invoiceId: zWireUuid,
    invoiceNumber: z.string().nullable(),
    amount: zMoneyText,
    givenBack: zMoneyText,
    remaining: zMoneyText.meta({ description: 'What the document still takes of the order' }),
    status: z.enum(['drawn', 'confirmed', 'released']),
    drawnOn: zWireDate,
    tolerancePercent: zMoneyText.nullable(),
    releasedBecause: z.string().nullable(),
  })
  .meta({ id: 'PurchaseOrderDraw' });

export const zPurchaseOrderInFull = z
  .strictObject({
    ...orderFields,
    history: z.array(zStep),
    draws: z.array(zOrderDraw).meta({ description: 'The newest hundred; all of them at …/draws' }),
  })
  .meta({ id: 'PurchaseOrderInFull' });

interface OrderMoments {
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** An order as its events have left it. */
export function orderRecord(order: PurchaseOrder, { createdAt, updatedAt }: OrderMoments): PurchaseOrderRecord {
  const { request } = order;
  return {
    id: order.orderId,
    orderNumber: order.orderNumber,
    sellerId: order.sellerId,
    accountId: order.accountId,
    currency: order.currency,
    amount: order.amount,
    validFrom: order.validFrom,
    validUntil: order.validUntil,
    contractIds: [...order.contractIds],
    used: order.used,
    remaining: exactAmount(remainingOf(order), order.currency),
    status: order.status,
    warnings: warningsOf(order),
    description: order.description,
    attachments: order.attachments,
    metadata: order.metadata,
    registeredBy: order.registeredBy,
    request: request === null ? null : requestRecord(request),
    createdAt,
    updatedAt,
  };
}

export function orderRecordOfRow(row: PurchaseOrderRow): PurchaseOrderRecord {
  return orderRecord(orderOfRow(row), { createdAt: row.created_at, updatedAt: row.updated_at });
}

function warningsOf({ status, isUsageWarned, warnedOf, validUntil }: PurchaseOrder) {
  const isEnding = status === 'open' && validUntil !== null && warnedOf === validUntil;
  return [...(isUsageWarned ? (['four_fifths_used'] as const) : []), ...(isEnding ? (['ends_soon'] as const) : [])];
}

function requestRecord(request: OrderRequest): z.input<typeof zRequest> {
  const { number, kind, status, terms, requestedBy, expiresOn } = request;
  return {
    number,
    kind,
    status,
    amount: terms.amount,
    validFrom: terms.validFrom,
    validUntil: terms.validUntil,
    contractIds: [...terms.contractIds],
    requestedBy,
    expiresOn,
    nextStep: status === 'pending' ? (nextStepOf(request)?.number ?? null) : null,
    steps: request.steps.map((step) => ({
      needs: step.needs,
      isDone: isStepDone(step),
      approvers: step.seats.map(({ approver, delegation, approvedBy }) => ({
        kind: approver.kind,
        name: approver.kind === 'role' ? approver.role : approver.id,
        delegatedTo: delegation?.to ?? null,
        approvedBy,
      })),
    })),
  };
}

export function stepRecord(row: OrderStepRow): z.input<typeof zStep> {
  return {
    revision: row.revision,
    request: row.request,
    kind: row.kind,
    step: row.step,
    approver: row.approver,
    by: row.said_by,
    otherPerson: row.other_person,
    on: row.said_on,
    reason: row.reason,
    recordedAt: row.recorded_at,
  };
}

export function drawRecord(row: ListedDraw): z.input<typeof zOrderDraw> {
  return {
    invoiceId: row.invoice_id,
    invoiceNumber: row.invoice_number,
    amount: row.amount,
    givenBack: row.given_back,
    remaining: row.remaining,
    status: row.status,
    drawnOn: row.drawn_on,
    tolerancePercent: row.tolerance_percent,
    releasedBecause: row.released_because,
  };
}
