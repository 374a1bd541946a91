import { z } from 'zod';
import type { DocumentOutcome } from '../../../application/invoices/on-document.ts';
import { zCreditKind } from '../../../domain/contract/credit-events.ts';
import { type InvoiceId, zInvoiceId, zUuid } from '../../../domain/kernel/ids.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { zAccepted } from '../../envelope.ts';
import type { CommandContext } from '../../plugins/command.ts';
import { refuseRejection } from '../../refusal.ts';
import { zOptional, zRequiredText, zWireMoney, zWireUuid } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { recordOfDecision, zDecidedInvoice } from './decided-invoice.ts';

const zParams = z.strictObject({ id: zInvoiceId });
const zReasoned = z.strictObject({ reason: zRequiredText(1000) });

function acceptedDocument<Outcome extends DocumentOutcome>(outcome: Outcome) {
  if (outcome.outcome === 'rejected') {
    throw refuseRejection(outcome.rejection);
  }
  return outcome as Extract<Outcome, { outcome: 'accepted' }>; // the other one has been thrown
}

export async function voidDocument(
  deps: ApiDependencies,
  { invoiceId, reason }: { readonly invoiceId: InvoiceId; readonly reason: string },
  command: CommandContext,
) {
  const { expectedRevision, ...provenance } = command;
  return acceptedDocument(
    await deps.useCases.invoices.voidInvoice({ invoiceId, reason, expectedRevision }, provenance),
  );
}

const VOID = {
  method: 'POST',
  permission: 'invoice.correct',
  description:
    'Possible while it is undelivered, nothing is paid or credited on it, and its period is open; else 409 VOID_NOT_POSSIBLE. ' +
    'It keeps its number; its charges are due again.',
  params: zParams,
  body: zReasoned,
  groups: BILLING_GROUPS,
  response: { 200: zAccepted(zDecidedInvoice) },
} as const;

export const postVoidInvoice = defineRoute({
  ...VOID,
  url: '/api/invoices/:id/void',
  summary: 'Void a finalised invoice',
  tags: ['Invoices'],
  handler: async ({ params: { id }, body: { reason }, deps, command, read, reply }) => {
    const voided = await voidDocument(deps, { invoiceId: id, reason }, command());
    const data = await recordOfDecision(voided, read, command().recordedAt);
    return respondAccepted(reply, { ...voided, data, groups: BILLING_GROUPS });
  },
});

export const postVoidCreditNote = defineRoute({
  ...VOID,
  url: '/api/credit-notes/:id/void',
  summary: 'Void a finalised credit note',
  tags: ['Credit notes'],
  handler: async ({ params: { id }, body: { reason }, deps, command, read, reply }) => {
    const voided = await voidDocument(deps, { invoiceId: id, reason }, command());
    const data = await recordOfDecision(voided, read, command().recordedAt);
    return respondAccepted(reply, { ...voided, data, groups: BILLING_GROUPS });
  },
});

const zCredit = z.strictObject({
  /** `goodwill` gives money back; `rebill` takes charges back, which are due again. */
  kind: zCreditKind,
  /** All of the invoice when left out. */
  lines: zOptional(
    z
      .array(
        z
          .strictObject({ lineId: zUuid, amount: zOptional(zWireMoney), quantity: zOptional(zWireMoney) })
          .refine(({ amount, quantity }) => (amount ?? null) === null || (quantity ?? null) === null, {
            message: 'has an amount or a quantity, not both',
            path: ['quantity'],
          }),
      )
      .min(1)
      .max(5000),
  ),
  reason: zRequiredText(1000),
  /** False leaves a draft to be reviewed. */
  finalise: z.boolean().default(true),
});

export const postCreditInvoice = defineRoute({
  method: 'POST',
  url: '/api/invoices/:id/credit',
  permission: 'invoice.correct',
  summary: 'Make a credit note for an invoice, in full or by line',
  description:
    'A line is credited by a net amount, by a quantity at its own price, or (with neither) with all that is left of it. ' +
    'Tax is taken back as it was charged. Never more than is left: 409 CREDIT_TOO_HIGH.',
  tags: ['Invoices'],
  params: zParams,
  body: zCredit,
  groups: BILLING_GROUPS,
  response: { 201: zAccepted(zDecidedInvoice) },
  handler: async ({ params: { id }, body, deps, command, read, reply }) => {
    const { expectedRevision: _, ...provenance } = command();
    const { kind, reason, finalise } = body;
    const lines =
      body.lines?.map(({ lineId, amount = null, quantity = null }) => ({ lineId, amount, quantity })) ?? null;
    const input = { invoiceId: id, kind, lines, reason, finalise };
    const credited = acceptedDocument(await deps.useCases.invoices.creditInvoice(input, provenance));
    const data = await recordOfDecision(credited, read, provenance.recordedAt);
    const location = `/api/credit-notes/${credited.invoiceId}`;
    return respondAccepted(reply, { ...credited, data, groups: BILLING_GROUPS, status: 201, location });
  },
});

export const postRebillInvoice = defineRoute({
  method: 'POST',
  url: '/api/invoices/:id/rebill',
  permission: 'invoice.correct',
  summary: 'Take an invoice back and bill its contracts and periods again',
  description:
    'Voids it where that is possible, else makes a full credit note. The new documents name it, and it names them: `related`.',
  tags: ['Invoices'],
  params: zParams,
  body: zReasoned,
  groups: BILLING_GROUPS,
  response: { 200: zAccepted(zDecidedInvoice) },
  handler: async ({ params: { id }, body: { reason }, deps, command, read, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { invoiceId: id, reason, expectedRevision };
    const rebilled = acceptedDocument(await deps.useCases.invoices.rebillInvoice(input, provenance));
    const data = await recordOfDecision(rebilled, read, provenance.recordedAt);
    return respondAccepted(reply, { ...rebilled, data, groups: BILLING_GROUPS });
  },
});

const zRegenerated = zDecidedInvoice
  .extend({ regeneratedAs: z.array(zWireUuid).meta({ description: 'The drafts that took its place' }) })
  .meta({ id: 'RegeneratedInvoice' });

export const postRegenerateInvoice = defineRoute({
  method: 'POST',
  url: '/api/invoices/:id/regenerate',
  permission: 'invoice.draft',
  summary: 'Discard a draft and draft its contracts and periods anew',
  description: 'Answers the discarded draft with what took its place: nothing, where nothing is owed any more.',
  tags: ['Invoices'],
  params: zParams,
  body: zReasoned,
  groups: BILLING_GROUPS,
  response: { 200: zAccepted(zRegenerated) },
  handler: async ({ params: { id }, body: { reason }, deps, command, read, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { invoiceId: id, reason, expectedRevision };
    const done = acceptedDocument(await deps.useCases.invoices.regenerateInvoice(input, provenance));
    const record = await recordOfDecision(done, read, provenance.recordedAt);
    const data = { ...record, regeneratedAs: [...done.regeneratedAs] };
    return respondAccepted(reply, { ...done, data, groups: BILLING_GROUPS });
  },
});
