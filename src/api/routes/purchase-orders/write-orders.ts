import { z } from 'zod';
import { DEFAULT_SELLER_ID } from '../../../application/directory/provision-defaults.ts';
import { zCurrencyCode } from '../../../domain/kernel/currency.ts';
import { zAccountId, zPurchaseOrderId, zSellerId } from '../../../domain/kernel/ids.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { zOptional, zRequiredText } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { changesInput, changesOf, papersInput, termsInput } from './order-input.ts';
import { zPurchaseOrder } from './order-record.ts';
import { orderAnswer, ordersOf } from './orders-of.ts';

const common = { permission: 'purchaseOrder.request', tags: ['Purchase orders'], groups: BILLING_GROUPS } as const;

export const postOrder = defineRoute({
  ...common,
  method: 'POST',
  url: '/api/purchase-orders',
  summary: 'Register a purchase order',
  description: 'As a draft: submit it, and documents can be issued on it once it is approved.',
  body: z
    .strictObject({
      orderNumber: zRequiredText(120),
      accountId: zAccountId,
      sellerId: zOptional(zSellerId),
      currency: zCurrencyCode,
      ...termsInput,
      ...papersInput,
    })
    .meta({ id: 'NewPurchaseOrder' }),
  response: { 201: zAccepted(zPurchaseOrder) },
  handler: async ({ body, deps, command, reply }) => {
    const input = {
      ...body,
      sellerId: body.sellerId ?? DEFAULT_SELLER_ID,
      validUntil: body.validUntil ?? null,
      contractIds: body.contractIds ?? [],
      description: body.description ?? null,
      attachments: body.attachments ?? [],
      metadata: body.metadata ?? {},
    };
    const answer = orderAnswer(await ordersOf(deps).registerOrder(input, command()));
    return respondAccepted(reply, { ...answer, status: 201, location: `/api/purchase-orders/${answer.data.id}` });
  },
});

export const patchOrder = defineRoute({
  ...common,
  method: 'PATCH',
  url: '/api/purchase-orders/:id',
  summary: 'Change a purchase order that nobody has approved yet',
  description: 'Description, attachments and metadata change at any time; the terms of an open order by amendment.',
  params: z.strictObject({ id: zPurchaseOrderId }),
  body: z.strictObject(changesInput).meta({ id: 'PurchaseOrderChanges' }),
  response: { 200: zAccepted(zPurchaseOrder) },
  handler: async ({ params: { id }, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { orderId: id, changes: changesOf(body), expectedRevision };
    return respondAccepted(reply, orderAnswer(await ordersOf(deps).changeOrder(input, provenance)));
  },
});
