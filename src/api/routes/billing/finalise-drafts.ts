import { z } from 'zod';
import { type InvoiceId, zBillingRunId, zInvoiceId } from '../../../domain/kernel/ids.ts';
import type { BillingTables } from '../../../projections/billing/queries/rows.ts';
import { draftsOfRun, findRun } from '../../../projections/billing/queries/runs.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zOptional, zWireUuid } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';

/** Drafts in one request: a few seconds of work. */
const DRAFTS_MAX = 200;

const zFinalisedDrafts = z
  .strictObject({
    finalised: z.array(zWireUuid),
    held: z.array(zWireUuid).meta({ description: 'They wait for an order or for credit, and go on by themselves' }),
    refused: z.array(z.strictObject({ invoiceId: zWireUuid, code: z.string(), message: z.string() })),
    remaining: z.int().meta({ description: 'Drafts of the run that this request has not come to' }),
    next: zWireUuid.nullable().meta({ description: 'Send it as after to go on; null when the run is through' }),
  })
  .meta({ id: 'FinalisedDrafts' });

/** Approves what a run has drafted, invoices and credit notes, a few hundred at a time. */
export const postFinaliseDrafts = defineRoute({
  method: 'POST',
  url: '/api/billing/runs/:id/finalise-drafts',
  permission: 'invoice.finalise',
  summary: 'Approve the drafts of a run: finalise them',
  description:
    `At most ${DRAFTS_MAX} in one request, by their ids; the answer says how many are left and where to go on. What is ` +
    'refused stays a draft and does not stop the rest. Doing it again changes nothing.',
  tags: ['Billing'],
  params: z.strictObject({ id: zBillingRunId }),
  body: z
    .strictObject({ after: zOptional(zInvoiceId) })
    .meta({ id: 'FinaliseDrafts' })
    .optional(),
  groups: BILLING_GROUPS,
  response: { 200: zAccepted(zFinalisedDrafts) },
  handler: async ({ params: { id }, body, deps, command, read, reply }) => {
    const { expectedRevision: _, ...provenance } = command();
    const { drafts, count } = await read(async ({ db }: TenantRead<BillingTables>) => {
      foundOr404(await findRun(db, id), `billing run ${id}`);
      return draftsOfRun(db, id, body?.after ?? null, DRAFTS_MAX);
    });
    const invoiceIds = drafts as InvoiceId[]; // the column holds nothing else
    const done = await deps.useCases.billing.finaliseDrafts(invoiceIds, provenance);
    const remaining = count - drafts.length;
    return respondAccepted(reply, {
      data: {
        finalised: [...done.finalised],
        held: [...done.held],
        refused: done.refused.map(({ invoiceId, rejection: { code, message } }) => ({ invoiceId, code, message })),
        remaining,
        next: remaining === 0 ? null : (drafts.at(-1) ?? null),
      },
      position: done.position,
      groups: BILLING_GROUPS,
    });
  },
});
