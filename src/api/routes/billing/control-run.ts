import { z } from 'zod';
import { type ChangedRun, RETRIED_AT_ONCE_MAX } from '../../../application/billing/control-run.ts';
import { zBillingRunId, zContractId } from '../../../domain/kernel/ids.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { refusal, refuseRejection } from '../../refusal.ts';
import { zOptionalText, zRequiredText } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { runInBrief, zRunInBrief } from './run-in-brief.ts';

const common = {
  method: 'POST',
  permission: 'billing.run',
  tags: ['Billing'],
  params: z.strictObject({ id: zBillingRunId }),
  groups: BILLING_GROUPS,
  response: { 200: zAccepted(zRunInBrief) },
} as const;

const zWithReason = z.strictObject({ reason: zRequiredText(1000) }).meta({ id: 'ReasonForRun' });

function answer(reply: Parameters<typeof respondAccepted>[0], changed: ChangedRun) {
  if (changed.outcome === 'rejected') {
    throw refuseRejection(changed.rejection);
  }
  const { state, position, revision } = changed;
  return respondAccepted(reply, { data: runInBrief(state), position, revision, groups: BILLING_GROUPS });
}

export const postPauseRun = defineRoute({
  ...common,
  url: '/api/billing/runs/:id/pause',
  summary: 'Pause a run',
  description: 'The documents that are under way are ended; the rest waits until the run is resumed.',
  body: zWithReason,
  handler: async ({ params: { id }, body: { reason }, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const run = { runId: id, expectedRevision };
    return answer(reply, await deps.useCases.billing.controlRun(run, { kind: 'pause', reason }, provenance));
  },
});

export const postResumeRun = defineRoute({
  ...common,
  url: '/api/billing/runs/:id/resume',
  summary: 'Resume a paused run',
  body: z
    .strictObject({ reason: zOptionalText(1000) })
    .meta({ id: 'ResumeRun' })
    .optional(),
  handler: async ({ params: { id }, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const wanted = { kind: 'resume', reason: body?.reason ?? null } as const;
    return answer(reply, await deps.useCases.billing.controlRun({ runId: id, expectedRevision }, wanted, provenance));
  },
});

export const postCancelRun = defineRoute({
  ...common,
  url: '/api/billing/runs/:id/cancel',
  summary: 'Cancel a run',
  description: 'What is not begun is not billed by it. Finalised documents stay, and so do drafts. It never goes on.',
  body: zWithReason,
  handler: async ({ params: { id }, body: { reason }, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const run = { runId: id, expectedRevision };
    return answer(reply, await deps.useCases.billing.controlRun(run, { kind: 'cancel', reason }, provenance));
  },
});

const zRetry = z
  .strictObject({
    /** The exceptions to try again; all that are open, a thousand at a time, when left out. */
    contractIds: z.array(zContractId).min(1).max(RETRIED_AT_ONCE_MAX).optional(),
    /** Lets charges out of proportion pass. */
    acceptGuard: z.boolean().optional(),
    /** Wanted with `acceptGuard`. */
    reason: zOptionalText(1000),
  })
  .meta({ id: 'RetryExceptions' });

export const postRetryExceptions = defineRoute({
  ...common,
  url: '/api/billing/runs/:id/retry-exceptions',
  summary: 'Try exceptions of a run again',
  description: 'On documents of their own. A completed run goes on until they are done.',
  body: zRetry.optional(),
  handler: async ({ params: { id }, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const reason = body?.reason ?? null;
    if (body?.acceptGuard === true && reason === null) {
      throw refusal('VALIDATION_FAILED', 'Say why charges out of proportion pass.', {
        fields: { reason: 'is wanted with acceptGuard' },
      });
    }
    const acceptGuard = body?.acceptGuard === true && reason !== null ? { reason, acceptedBy: provenance.actor } : null;
    const input = { runId: id, expectedRevision, contractIds: body?.contractIds ?? null, acceptGuard };
    return answer(reply, await deps.useCases.billing.retryExceptions(input, provenance));
  },
});

export const postAcceptException = defineRoute({
  ...common,
  url: '/api/billing/runs/:id/accept-exception',
  summary: 'Go on without a contract',
  description: 'The run is whole without it; the next run meets the contract again.',
  body: z.strictObject({ contractId: zContractId, reason: zRequiredText(1000) }).meta({ id: 'AcceptException' }),
  handler: async ({ params: { id }, body: { contractId, reason }, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const accepted = { kind: 'acceptException', contractId, reason, acceptedBy: provenance.actor } as const;
    return answer(reply, await deps.useCases.billing.controlRun({ runId: id, expectedRevision }, accepted, provenance));
  },
});
