import { type BillingRunCommand, billingRun } from '../../domain/billing-run/billing-run.ts';
import type { BillingRunEvent } from '../../domain/billing-run/events.ts';
import type { BillingRunState } from '../../domain/billing-run/state.ts';
import type { BillingRunId } from '../../domain/kernel/ids.ts';
import { type ExecuteOptions, execute, type Outcome } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { runStream } from '../streams.ts';
import type { BillingDeps } from './dependencies.ts';

/** One command on a run, decided on what this process knows of it and what has come since. */
export async function onRun(
  { eventStore, runs }: Pick<BillingDeps, 'eventStore' | 'runs'>,
  runId: BillingRunId,
  command: BillingRunCommand,
  provenance: Provenance,
  options: ExecuteOptions = {},
): Promise<Outcome<BillingRunState, BillingRunEvent>> {
  const { tenantId } = provenance;
  return execute(eventStore, billingRun, runStream(tenantId, runId), command, provenance, {
    ...options,
    load: () => runs.load(tenantId, runId),
  });
}
