import type { BillingRunState } from '../../domain/billing-run/billing-run.ts';
import { release } from '../natural-keys.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import type { BillingDeps } from './dependencies.ts';

/** After the last chunk, or cancelled, the seller is free for its next batch run. Doing this again changes nothing. */
export async function completeRun(deps: BillingDeps, run: BillingRunState, provenance: Provenance): Promise<void> {
  if ((run.status === 'completed' || run.status === 'cancelled') && run.request.scope.kind === 'batch') {
    const { sellerId, runId } = run.request;
    await release(deps, 'activeBillingRun', sellerId, runId, step(provenance, 'release-run'));
  }
}
