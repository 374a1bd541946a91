import { z } from 'zod';
import { DEFAULT_SELLER_ID } from '../../../application/directory/provision-defaults.ts';
import { STAGGER_DAYS_MAX, zRunGrouping, zRunScope } from '../../../domain/billing-run/events.ts';
import { zSellerId } from '../../../domain/kernel/ids.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { refuseRejection } from '../../refusal.ts';
import { zOptional, zWireDate } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { runInBrief, zRunInBrief } from './run-in-brief.ts';

const zStartRun = z
  .strictObject({
    /** The seller whose contracts are billed; the first one when left out. */
    sellerId: zOptional(zSellerId),
    /** Which of them; all when left out. */
    scope: zRunScope.optional(),
    /** Everything due by this day; today where the seller is when left out. */
    through: zOptional(zWireDate),
    /** False leaves drafts to be reviewed. */
    finalise: z.boolean().optional(),
    grouping: zRunGrouping.optional(),
    /** Spreads the documents over so many days, chunk by chunk. */
    staggerDays: z.int().min(0).max(STAGGER_DAYS_MAX).optional(),
  })
  .meta({ id: 'StartBillingRun' });

export const postRun = defineRoute({
  method: 'POST',
  url: '/api/billing/runs',
  permission: 'billing.run',
  summary: 'Start a billing run',
  description:
    'Over everything there is one run per seller at a time: asking again for the same one returns it, asking for ' +
    'another is refused. Runs over a tree, contracts by name or one rhythm go on beside it.',
  tags: ['Billing'],
  body: zStartRun,
  groups: BILLING_GROUPS,
  response: { 202: zAccepted(zRunInBrief) },
  handler: async ({ body, deps, command, reply }) => {
    const { expectedRevision: _, ...provenance } = command();
    const { sellerId, scope, through, finalise, grouping, staggerDays } = body;
    const started = await deps.useCases.billing.startRun(
      {
        sellerId: sellerId ?? DEFAULT_SELLER_ID,
        scope,
        through: through ?? null,
        finalise: finalise ?? true,
        grouping,
        staggerDays,
      },
      provenance,
    );
    if (started.outcome === 'rejected') {
      throw refuseRejection(started.rejection);
    }
    return respondAccepted(reply, {
      data: runInBrief(started.state),
      position: started.position,
      groups: BILLING_GROUPS,
      status: 202,
      location: `/api/billing/runs/${started.runId}`,
    });
  },
});
