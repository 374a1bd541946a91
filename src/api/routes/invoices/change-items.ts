import { z } from 'zod';
import type { ChangeLines } from '../../../application/invoices/change-lines.ts';
import { zTaxCategory } from '../../../domain/kernel/fields.ts';
import { zInvoiceId, zUuid } from '../../../domain/kernel/ids.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { zAccepted } from '../../envelope.ts';
import type { CommandContext } from '../../plugins/command.ts';
import { refuseRejection } from '../../refusal.ts';
import { zRequiredText, zWireMoney } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { recordOfDecision, zDecidedInvoice } from './decided-invoice.ts';

async function change(deps: ApiDependencies, wanted: Omit<ChangeLines, 'expectedRevision'>, command: CommandContext) {
  const { expectedRevision, ...provenance } = command;
  const outcome = await deps.useCases.invoices.changeDraftLines({ ...wanted, expectedRevision }, provenance);
  if (outcome.outcome === 'rejected') {
    throw refuseRejection(outcome.rejection);
  }
  return outcome;
}

const zItemParams = z.strictObject({ id: zInvoiceId, itemId: zUuid });

export const postInvoiceItem = defineRoute({
  method: 'POST',
  url: '/api/invoices/:id/items',
  permission: 'invoice.draft',
  summary: 'Add an adjustment to a draft',
  description: 'A line of the reviewer, with its reason. A negative quantity takes off; a price is never negative.',
  tags: ['Invoices'],
  params: z.strictObject({ id: zInvoiceId }),
  body: z.strictObject({
    description: zRequiredText(400),
    quantity: zWireMoney,
    unitPrice: zWireMoney,
    taxCategory: zTaxCategory.default('standard'),
    reason: zRequiredText(1000),
  }),
  groups: BILLING_GROUPS,
  response: { 201: zAccepted(zDecidedInvoice) },
  handler: async ({ params: { id }, body: { reason, ...line }, deps, command, read, reply }) => {
    const changed = await change(deps, { invoiceId: id, added: [line], removed: [], reason }, command());
    const data = await recordOfDecision(changed, read, command().recordedAt);
    return respondAccepted(reply, { ...changed, data, groups: BILLING_GROUPS, status: 201 });
  },
});

export const deleteInvoiceItem = defineRoute({
  method: 'DELETE',
  url: '/api/invoices/:id/items/:itemId',
  permission: 'invoice.draft',
  summary: 'Take an item off a draft',
  description: 'The charge behind it is due again: the next run bills it. Answers the draft without it.',
  tags: ['Invoices'],
  params: zItemParams,
  groups: BILLING_GROUPS,
  response: { 200: zAccepted(zDecidedInvoice) },
  handler: async ({ params: { id, itemId }, deps, command, read, reply }) => {
    const removed = [{ lineId: itemId, waive: false }];
    const changed = await change(
      deps,
      { invoiceId: id, added: [], removed, reason: 'Taken off by a reviewer' },
      command(),
    );
    const data = await recordOfDecision(changed, read, command().recordedAt);
    return respondAccepted(reply, { ...changed, data, groups: BILLING_GROUPS });
  },
});

export const postWaiveInvoiceItem = defineRoute({
  method: 'POST',
  url: '/api/invoices/:id/items/:itemId/waive',
  permission: 'invoice.correct',
  summary: 'Forgive a charge of a draft',
  description: 'It counts as charged, stands on no document, and is never billed again.',
  tags: ['Invoices'],
  params: zItemParams,
  body: z.strictObject({ reason: zRequiredText(1000) }),
  groups: BILLING_GROUPS,
  response: { 200: zAccepted(zDecidedInvoice) },
  handler: async ({ params: { id, itemId }, body: { reason }, deps, command, read, reply }) => {
    const removed = [{ lineId: itemId, waive: true }];
    const changed = await change(deps, { invoiceId: id, added: [], removed, reason }, command());
    const data = await recordOfDecision(changed, read, command().recordedAt);
    return respondAccepted(reply, { ...changed, data, groups: BILLING_GROUPS });
  },
});
