import { z } from 'zod';
import type { ChangedDocument } from '../../../application/billing/draft-documents.ts';
import { zInvoiceId } from '../../../domain/kernel/ids.ts';
import { respondAccepted, respondDeleted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { zAccepted } from '../../envelope.ts';
import type { CommandContext } from '../../plugins/command.ts';
import { type Refusal, refusal, refuseRejection } from '../../refusal.ts';
import { requirePermission } from '../../require-permission.ts';
import { zOptionalText } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { voidDocument } from './correct-invoice.ts';
import { recordOfDecision, zDecidedInvoice } from './decided-invoice.ts';

const zParams = z.strictObject({ id: zInvoiceId });

const STATUSES = ['draft', 'held', 'sent', 'partially_paid', 'paid', 'overdue', 'cancelled', 'void'] as const;

/** Fields that a document gets from its contract, its number series or its charges, and nobody sets. */
const DERIVED_FIELDS = ['items', 'notes', 'internalNotes', 'metadata', 'purchaseOrderNumber', 'issueDate', 'dueDate'];

const zInvoiceChanges = z.strictObject({
  status: z.enum(STATUSES).optional(),
  reason: zOptionalText(1000),
  ...Object.fromEntries(DERIVED_FIELDS.map((field) => [field, z.unknown().optional()])),
});

const WHAT_TO_DO: Readonly<Record<Exclude<(typeof STATUSES)[number], 'sent' | 'paid' | 'cancelled' | 'void'>, string>> =
  {
    draft: 'A document is a draft until it is finalised, and none becomes one again.',
    held: 'A document is held by itself, for as long as an order or credit is wanting; nobody sets it.',
    partially_paid: 'Partially paid follows from payments; record one, or set it to paid.',
    overdue: 'Overdue follows from the due date; nobody sets it.',
  };

function cannotBecome(status: keyof typeof WHAT_TO_DO): Refusal {
  return refusal('INVOICE_STATUS_NOT_SETTABLE', WHAT_TO_DO[status], {
    fields: { status: 'must be sent, paid, cancelled or void' },
  });
}

function acceptedDocument(outcome: ChangedDocument) {
  if (outcome.outcome === 'rejected') {
    throw refuseRejection(outcome.rejection);
  }
  return outcome;
}

export async function finalise(deps: ApiDependencies, invoiceId: z.infer<typeof zInvoiceId>, command: CommandContext) {
  const { expectedRevision, ...provenance } = command;
  const input = { invoiceId, expectedRevision };
  return acceptedDocument(await deps.useCases.billing.finaliseInvoice(input, provenance));
}

export async function discard(
  deps: ApiDependencies,
  invoiceId: z.infer<typeof zInvoiceId>,
  reason: string | null | undefined,
  command: CommandContext,
) {
  const { expectedRevision, ...provenance } = command;
  const input = { invoiceId, reason: reason ?? 'Discarded by a reviewer', expectedRevision };
  return acceptedDocument(await deps.useCases.billing.discardInvoice(input, provenance));
}

/** The balance has come: a payment of it is recorded. */
async function pay(deps: ApiDependencies, invoiceId: z.infer<typeof zInvoiceId>, command: CommandContext) {
  const { expectedRevision, ...provenance } = command;
  return acceptedDocument(await deps.useCases.payments.payInvoice({ invoiceId, expectedRevision }, provenance));
}

export const patchInvoice = defineRoute({
  method: 'PATCH',
  url: '/api/invoices/:id',
  permission: 'invoice.discard',
  summary: 'Finalise, discard, pay or void an invoice by its status',
  description:
    '`sent` finalises a draft, `cancelled` discards it, `paid` records a payment of the balance, `void` voids a finalised one. Everything else on a document follows from facts.',
  tags: ['Invoices'],
  params: zParams,
  body: zInvoiceChanges,
  groups: BILLING_GROUPS,
  response: { 200: zAccepted(zDecidedInvoice) },
  handler: async ({ params: { id }, body, deps, command, identity, read, reply }) => {
    const derived = DERIVED_FIELDS.filter((field) => Object.hasOwn(body, field));
    if (derived.length > 0 || body.status === undefined) {
      throw refusal(
        'INVOICE_CHANGE_NOT_SUPPORTED',
        'A document says what its contracts owe: amend the contract, discard the draft, and bill again.',
        { fields: Object.fromEntries(derived.map((field) => [field, 'cannot be changed on a document'])) },
      );
    }
    const statusSet = (
      status: (typeof STATUSES)[number],
    ): Promise<Extract<ChangedDocument, { outcome: 'accepted' }>> => {
      switch (status) {
        case 'sent':
          requirePermission(identity(), 'invoice.finalise', 'Finalising an invoice');
          return finalise(deps, id, command());
        case 'paid':
          requirePermission(identity(), 'payment.record', 'Recording a payment');
          return pay(deps, id, command());
        case 'cancelled':
          return discard(deps, id, body.reason, command());
        case 'void':
          requirePermission(identity(), 'invoice.correct', 'Voiding an invoice');
          return voidDocument(deps, { invoiceId: id, reason: body.reason ?? 'Voided' }, command());
        default:
          throw cannotBecome(status);
      }
    };
    const changed = await statusSet(body.status);
    const data = await recordOfDecision(changed, read, command().recordedAt);
    return respondAccepted(reply, { ...changed, data, groups: BILLING_GROUPS });
  },
});

export const postFinaliseInvoice = defineRoute({
  method: 'POST',
  url: '/api/invoices/:id/finalise',
  permission: 'invoice.finalise',
  summary: 'Finalise a draft: it gets its number and never changes again',
  tags: ['Invoices'],
  params: zParams,
  groups: BILLING_GROUPS,
  response: { 200: zAccepted(zDecidedInvoice) },
  handler: async ({ params: { id }, deps, command, read, reply }) => {
    const finalised = await finalise(deps, id, command());
    const data = await recordOfDecision(finalised, read, command().recordedAt);
    return respondAccepted(reply, { ...finalised, data, groups: BILLING_GROUPS });
  },
});

export const deleteInvoice = defineRoute({
  method: 'DELETE',
  url: '/api/invoices/:id',
  permission: 'invoice.discard',
  summary: 'Discard a draft',
  description: 'Its charges go back to their contracts, and the next run bills them. A finalised invoice stays.',
  tags: ['Invoices'],
  params: zParams,
  groups: BILLING_GROUPS,
  response: { 204: z.undefined() },
  handler: async ({ params: { id }, deps, command, reply }) => {
    const { position } = await discard(deps, id, null, command());
    return respondDeleted(reply, { position, groups: BILLING_GROUPS });
  },
});
