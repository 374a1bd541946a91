import { suspensions } from '../billing/suspension.ts';
import { derivedId } from '../derived-ids.ts';
import type { UnfinishedPayment } from '../ports/payment-finders.ts';
import { paymentStream } from '../streams.ts';
import type { PaymentDeps } from './dependencies.ts';
import { settleAllocations } from './settle-allocations.ts';

/** What was written to a moment ago is left alone: somebody is at it. */
const LEFT_ALONE_MS = 10_000;

/** Ends the allocations and reversals that somebody began and fell over. Doing it at any time is safe. */
export async function sweepPayments(deps: PaymentDeps): Promise<void> {
  const isSuspended = suspensions(deps.eventStore);
  for (const found of await deps.finders.unfinishedPayments()) {
    try {
      if (!(await isSuspended(found.tenantId))) {
        await takeUp(deps, found);
      }
    } catch (error) {
      deps.reportFault(error, { paymentId: found.paymentId });
    }
  }
}

async function takeUp(deps: PaymentDeps, { tenantId, paymentId }: UnfinishedPayment): Promise<void> {
  const now = deps.clock.now();
  const last = await deps.eventStore.last(paymentStream(tenantId, paymentId));
  if (last === undefined || Date.parse(now) - Date.parse(last.metadata.recordedAt) < LEFT_ALONE_MS) {
    return;
  }
  const commandId = derivedId('sweep', paymentId);
  await settleAllocations(deps, paymentId, {
    tenantId,
    actor: { kind: 'system', id: 'sweeper' },
    commandId,
    correlationId: commandId,
    causationId: commandId,
    recordedAt: now,
  });
}
