import { z } from 'zod';
import { DEFAULT_SELLER_ID } from '../../../application/directory/provision-defaults.ts';
import { zBillingFrequency } from '../../../domain/contract/events.ts';
import { type CivilDate, civilDate, endOfMonth } from '../../../domain/kernel/calendar.ts';
import { zSellerId } from '../../../domain/kernel/ids.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { refuseRejection } from '../../refusal.ts';
import { zOptional, zWireDate } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { queuedJob, zQueuedJob } from './queued-job.ts';

const zMonth = z.string().regex(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/, 'must be a month as YYYY-MM, or a billing frequency');

const zBatch = z.strictObject({
  /** Horizon: everything due by this day; today where the seller is when left out. */
  billingDate: zOptional(zWireDate),
  /**
   * A month moves the horizon to its last day. A frequency, which older callers send, narrows nothing: what is due is
   * due, whatever its rhythm, and a contract that has nothing due gets no invoice.
   */
  billingPeriod: zOptional(z.union([zBillingFrequency, zMonth])),
  sellerId: zOptional(zSellerId),
  /** False leaves drafts to be reviewed. */
  finalise: z.boolean().optional(),
});

function horizon({ billingDate, billingPeriod }: z.output<typeof zBatch>): CivilDate | null {
  if (billingDate !== undefined && billingDate !== null) {
    return billingDate;
  }
  const month = zMonth.safeParse(billingPeriod);
  return month.success ? endOfMonth(civilDate(`${month.data}-01`)) : null;
}

export const postBatch = defineRoute({
  method: 'POST',
  url: '/api/billing/batch',
  permission: 'billing.run',
  summary: 'Bill everything that is due',
  description: 'One run per seller at a time: asking again for the same one returns it, asking for another is refused.',
  tags: ['Billing'],
  body: zBatch,
  groups: BILLING_GROUPS,
  response: { 202: zAccepted(zQueuedJob) },
  handler: async ({ body, deps, command, reply }) => {
    const { expectedRevision: _, ...provenance } = command();
    const through = horizon(body);
    const started = await deps.useCases.billing.startRun(
      { sellerId: body.sellerId ?? DEFAULT_SELLER_ID, through, finalise: body.finalise ?? true },
      provenance,
    );
    if (started.outcome === 'rejected') {
      throw refuseRejection(started.rejection);
    }
    const until = started.state.status === 'none' ? 'today' : started.state.request.through;
    return respondAccepted(reply, queuedJob(started, `Everything due by ${until} is billed in the background.`));
  },
});
