import { z } from 'zod';
import { zContractId } from '../../../domain/kernel/ids.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { refuseRejection } from '../../refusal.ts';
import { zOptional, zWireDate } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { recordOfDecision, zDecidedInvoice } from '../invoices/decided-invoice.ts';
import { queuedJob, zQueuedJob } from './queued-job.ts';

const zOneContract = z.strictObject({
  contractId: zContractId,
  /** Service periods that start from this day on. */
  periodStart: zOptional(zWireDate),
  /** Service periods that start by this day; today when left out. */
  periodEnd: zOptional(zWireDate),
});

function wanted({ contractId, periodStart, periodEnd }: z.output<typeof zOneContract>) {
  return { contractId, periodStart: periodStart ?? null, periodEnd: periodEnd ?? null };
}

export const postGenerate = defineRoute({
  method: 'POST',
  url: '/api/billing/generate',
  permission: 'billing.run',
  summary: 'Bill one contract now',
  description:
    'Bills the service periods that start in [periodStart, periodEnd], true-ups included, and finalises. Done before: ' +
    'the same document. Nothing due: 409 NOTHING_DUE.',
  tags: ['Billing'],
  body: zOneContract,
  groups: BILLING_GROUPS,
  response: { 201: zAccepted(zDecidedInvoice) },
  handler: async ({ body, deps, command, read, reply }) => {
    const { expectedRevision: _, ...provenance } = command();
    const generated = await deps.useCases.billing.generateInvoice(wanted(body), provenance);
    if (generated.outcome === 'rejected') {
      throw refuseRejection(generated.rejection);
    }
    const data = await recordOfDecision(generated, read, provenance.recordedAt);
    const { invoiceId, position, revision } = generated;
    const home = data.documentType === 'invoice' ? 'invoices' : 'credit-notes';
    return respondAccepted(reply, {
      data,
      position,
      revision,
      groups: BILLING_GROUPS,
      status: 201,
      location: `/api/${home}/${invoiceId}`,
    });
  },
});

export const postQueue = defineRoute({
  method: 'POST',
  url: '/api/billing/queue',
  permission: 'billing.run',
  summary: 'Bill one contract by a job',
  tags: ['Billing'],
  body: zOneContract,
  groups: BILLING_GROUPS,
  response: { 202: zAccepted(zQueuedJob) },
  handler: async ({ body, deps, command, reply }) => {
    const { expectedRevision: _, ...provenance } = command();
    const queued = await deps.useCases.billing.queueSingle(wanted(body), provenance);
    if (queued.outcome === 'rejected') {
      throw refuseRejection(queued.rejection);
    }
    return respondAccepted(reply, queuedJob(queued, 'The contract is billed in the background.'));
  },
});
