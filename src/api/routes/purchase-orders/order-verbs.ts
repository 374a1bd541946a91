import { z } from 'zod';
import { zPurchaseOrderId } from '../../../domain/kernel/ids.ts';
import type { Identity } from '../../../identity/identity.ts';
import { ROLES } from '../../../identity/permissions.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { zOptionalText, zRequiredText } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { changesInput, changesOf, termsChangesOf } from './order-input.ts';
import { zPurchaseOrder } from './order-record.ts';
import { orderAnswer, ordersOf } from './orders-of.ts';

const common = {
  method: 'POST',
  tags: ['Purchase orders'],
  params: z.strictObject({ id: zPurchaseOrderId }),
  groups: BILLING_GROUPS,
  response: { 200: zAccepted(zPurchaseOrder) },
} as const;

const zOptionalReason = z.strictObject({ reason: zOptionalText(1000) });
const zReason = z.strictObject({ reason: zRequiredText(1000) });

/** The local user of a single machine has every role. */
function rolesOf({ roles }: Identity): readonly string[] {
  return roles ?? ROLES;
}

export const submitOrder = defineRoute({
  ...common,
  url: '/api/purchase-orders/:id/submit',
  permission: 'purchaseOrder.request',
  summary: 'Lay an order before those who must approve it',
  description:
    'Who that is follows from the seller’s policy for amount and account; where it is nobody, the order opens.',
  body: zOptionalReason.meta({ id: 'SubmitPurchaseOrder' }).optional(),
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { orderId: params.id, changes: {}, reason: body?.reason ?? null, expectedRevision };
    return respondAccepted(reply, orderAnswer(await ordersOf(deps).submitOrder(input, provenance)));
  },
});

export const resubmitOrder = defineRoute({
  ...common,
  url: '/api/purchase-orders/:id/resubmit',
  permission: 'purchaseOrder.request',
  summary: 'Ask again after a rejection, or when nobody has decided in time',
  description: 'What is different is changed in the same step.',
  body: z.strictObject({ ...changesInput, reason: zRequiredText(1000) }).meta({ id: 'ResubmitPurchaseOrder' }),
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { orderId: params.id, changes: changesOf(body), reason: body.reason, expectedRevision };
    return respondAccepted(reply, orderAnswer(await ordersOf(deps).submitOrder(input, provenance)));
  },
});

export const approveOrder = defineRoute({
  ...common,
  url: '/api/purchase-orders/:id/approve',
  permission: 'purchaseOrder.approve',
  summary: 'Approve the next step of an order or of its amendment',
  description: 'By a person whom the step names, by name, role or delegation, and who has not asked for it.',
  body: zOptionalReason.meta({ id: 'ApprovePurchaseOrder' }).optional(),
  handler: async ({ params, body, deps, command, identity, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { orderId: params.id, roles: rolesOf(identity()), reason: body?.reason ?? null, expectedRevision };
    return respondAccepted(reply, orderAnswer(await ordersOf(deps).approveOrder(input, provenance)));
  },
});

export const rejectOrder = defineRoute({
  ...common,
  url: '/api/purchase-orders/:id/reject',
  permission: 'purchaseOrder.approve',
  summary: 'Turn an order or its amendment down',
  description: 'An order can be changed and submitted again; of an open one the terms stay as they are.',
  body: zReason.meta({ id: 'RejectPurchaseOrder' }),
  handler: async ({ params, body, deps, command, identity, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { orderId: params.id, roles: rolesOf(identity()), reason: body.reason, expectedRevision };
    return respondAccepted(reply, orderAnswer(await ordersOf(deps).rejectOrder(input, provenance)));
  },
});

export const delegateOrder = defineRoute({
  ...common,
  url: '/api/purchase-orders/:id/delegate',
  permission: 'purchaseOrder.approve',
  summary: 'Let another person decide in one’s place',
  description:
    'The other one needs the permission to approve, too. Whoever has delegated takes it back by naming themselves.',
  body: z
    .strictObject({ to: zRequiredText(300).meta({ description: 'Id of the person' }), reason: zRequiredText(1000) })
    .meta({ id: 'DelegatePurchaseOrder' }),
  handler: async ({ params, body, deps, command, identity, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const to = { kind: 'user', id: body.to } as const;
    const input = { orderId: params.id, roles: rolesOf(identity()), to, reason: body.reason, expectedRevision };
    return respondAccepted(reply, orderAnswer(await ordersOf(deps).delegateOrder(input, provenance)));
  },
});

export const amendOrder = defineRoute({
  ...common,
  url: '/api/purchase-orders/:id/amend',
  permission: 'purchaseOrder.request',
  summary: 'Ask for other terms of an open order: a top-up, an extension, other contracts',
  description: 'Approved as an order of the new amount is; until then the terms of before hold.',
  body: z
    .strictObject({
      amount: changesInput.amount,
      validFrom: changesInput.validFrom,
      validUntil: changesInput.validUntil,
      contractIds: changesInput.contractIds,
      reason: zRequiredText(1000),
    })
    .meta({ id: 'AmendPurchaseOrder' }),
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { orderId: params.id, terms: termsChangesOf(body), reason: body.reason, expectedRevision };
    return respondAccepted(reply, orderAnswer(await ordersOf(deps).amendOrder(input, provenance)));
  },
});

export const closeOrder = defineRoute({
  ...common,
  url: '/api/purchase-orders/:id/close',
  permission: 'purchaseOrder.request',
  summary: 'Close an order: nothing more is drawn on it',
  description: 'What was drawn stays. Its number is free again.',
  body: zReason.meta({ id: 'ClosePurchaseOrder' }),
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { orderId: params.id, reason: body.reason, expectedRevision };
    return respondAccepted(reply, orderAnswer(await ordersOf(deps).closeOrder(input, provenance)));
  },
});
