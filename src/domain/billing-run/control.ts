import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { BillingRunEvent } from './events.ts';
import type { StartedRun } from './state.ts';

/** Stops a run after the groups that are under way; it goes on where it stopped. */
export function pause(reason: string, { status }: StartedRun): Decision<BillingRunEvent> {
  switch (status) {
    case 'planning':
    case 'running':
      return accept({ type: 'BillingRunPaused', data: { reason } });
    case 'paused':
      return accept();
    case 'completed':
      return completed('pause');
    case 'cancelled':
      return cancelled();
  }
}

export function resume(reason: string | null, { status }: StartedRun): Decision<BillingRunEvent> {
  switch (status) {
    case 'paused':
      return accept({ type: 'BillingRunResumed', data: { reason } });
    case 'planning':
    case 'running':
      return accept();
    case 'completed':
      return completed('resume');
    case 'cancelled':
      return cancelled();
  }
}

/** Ends a run for good: what is not begun is not billed by it. */
export function cancel(reason: string, { status }: StartedRun): Decision<BillingRunEvent> {
  switch (status) {
    case 'planning':
    case 'running':
    case 'paused':
      return accept({ type: 'BillingRunCancelled', data: { reason } });
    case 'cancelled':
      return accept();
    case 'completed':
      return completed('cancel');
  }
}

function completed(verb: string): Decision<never> {
  return reject(
    'BILLING_RUN_COMPLETED',
    `The run is completed; there is nothing to ${verb}. What it billed is corrected document by document.`,
  );
}

export function cancelled(): Decision<never> {
  return reject('BILLING_RUN_CANCELLED', 'The run was cancelled and never goes on; start another one.');
}
