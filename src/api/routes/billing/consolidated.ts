import { z } from 'zod';
import type { BillConsolidated, Consolidated } from '../../../application/billing/bill-consolidated.ts';
import { DEFAULT_SELLER_ID } from '../../../application/directory/provision-defaults.ts';
import { zAccountId, zSellerId } from '../../../domain/kernel/ids.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { refusal, refuseRejection } from '../../refusal.ts';
import { zMoneyText, zOptional, zWireDate, zWireUuid } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { queuedJob, zQueuedJob } from './queued-job.ts';

const zConsolidate = z.strictObject({
  parentAccountId: zAccountId,
  /** Service periods that start from this day on. */
  periodStart: zOptional(zWireDate),
  /** Service periods that start by this day; today when left out. */
  periodEnd: zOptional(zWireDate),
  /** With everything below the account; true unless given. */
  includeChildren: z.boolean().optional(),
  sellerId: zOptional(zSellerId),
});

const zConsolidated = z
  .strictObject({
    id: zWireUuid,
    invoiceId: zWireUuid,
    kind: z
      .enum(['summary', 'invoice', 'credit_note'])
      .meta({ description: 'A summary over the invoices of several buyers, or the one document that was made' }),
    invoiceNumber: z.string().nullable().meta({ description: 'Null for a summary, which is no tax document' }),
    currency: z.string(),
    subtotal: zMoneyText,
    tax: zMoneyText,
    total: zMoneyText,
    subsidiariesIncluded: z.int().meta({ description: 'Buyers beside the account itself' }),
    documents: z.array(zWireUuid).meta({ description: 'The invoices and credit notes' }),
    runId: zWireUuid,
  })
  .meta({ id: 'ConsolidatedInvoice' });

function wanted(body: z.output<typeof zConsolidate>): BillConsolidated {
  return {
    sellerId: body.sellerId ?? DEFAULT_SELLER_ID,
    parentAccountId: body.parentAccountId,
    periodStart: body.periodStart ?? null,
    periodEnd: body.periodEnd ?? null,
    includeChildren: body.includeChildren ?? true,
  };
}

export const postConsolidated = defineRoute({
  method: 'POST',
  url: '/api/billing/consolidated',
  permission: 'billing.run',
  summary: 'Bill an account with everything below it now',
  description:
    'Each contracting buyer gets its own invoice; one summary shows them to the parent. What is the cost of subsidiaries ' +
    'on a contract of the parent itself stands on one invoice, in sections. Nothing due: 409 NOTHING_DUE.',
  tags: ['Billing'],
  body: zConsolidate,
  groups: BILLING_GROUPS,
  response: { 201: zAccepted(zConsolidated) },
  handler: async ({ body, deps, command, reply }) => {
    const { expectedRevision: _, ...provenance } = command();
    const outcome = await deps.useCases.billing.billConsolidated(wanted(body), provenance);
    if (outcome.outcome === 'rejected') {
      throw refuseRejection(outcome.rejection);
    }
    const data = recordOf(outcome, body.parentAccountId);
    const home = { summary: 'invoice-summaries', invoice: 'invoices', credit_note: 'credit-notes' }[data.kind];
    return respondAccepted(reply, {
      data,
      position: outcome.position,
      revision: outcome.revision,
      groups: BILLING_GROUPS,
      status: 201,
      location: `/api/${home}/${data.id}`,
    });
  },
});

export const postConsolidatedQueue = defineRoute({
  method: 'POST',
  url: '/api/billing/consolidated/queue',
  permission: 'billing.run',
  summary: 'Bill an account with everything below it by a job',
  tags: ['Billing'],
  body: zConsolidate,
  groups: BILLING_GROUPS,
  response: { 202: zAccepted(zQueuedJob) },
  handler: async ({ body, deps, command, reply }) => {
    const { expectedRevision: _, ...provenance } = command();
    const started = await deps.useCases.billing.startConsolidated(wanted(body), provenance);
    if (started.outcome === 'rejected') {
      throw refuseRejection(started.rejection);
    }
    return respondAccepted(reply, queuedJob(started, 'The account tree is billed in the background.'));
  },
});

function recordOf(
  { of, runId }: Extract<Consolidated, { outcome: 'accepted' }>,
  parent: string,
): z.input<typeof zConsolidated> {
  if (of.outcome === 'issued') {
    const { currency, subtotal, tax, total, documents, sections } = of.summary;
    return {
      id: of.invoiceId,
      invoiceId: of.invoiceId,
      kind: 'summary',
      invoiceNumber: null,
      currency,
      subtotal,
      tax,
      total,
      subsidiariesIncluded: sections.filter(({ accountId }) => accountId !== parent).length,
      documents: documents.map(({ invoiceId }) => invoiceId),
      runId,
    };
  }
  const { state, invoiceId } = of;
  if (!('draft' in state)) {
    throw refusal('CONCURRENT_CHANGE', 'The document is being made by somebody else at this moment; ask again.');
  }
  const { documentType, currency, subtotal, tax, total, lines } = state.draft;
  const others = new Set(lines.map(({ accountId }) => accountId as string));
  others.delete(parent);
  return {
    id: invoiceId,
    invoiceId,
    kind: documentType,
    invoiceNumber: state.status === 'finalised' ? state.final.invoiceNumber : null,
    currency,
    subtotal,
    tax,
    total,
    subsidiariesIncluded: others.size,
    documents: [invoiceId],
    runId,
  };
}
