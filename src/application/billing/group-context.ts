import type { RunRequest } from '../../domain/billing-run/billing-run.ts';
import type { BillingGuard } from '../../domain/seller/policies.ts';
import type { Provenance } from '../ports/event-store.ts';
import type { Workbench } from './workbench.ts';

/** What the groups of one chunk share. */
export interface GroupContext extends Workbench {
  readonly run: RunRequest;
  readonly provenance: Provenance;
  /** What holds charges out of proportion; null: somebody lets them pass. */
  readonly guard: BillingGuard | null;
}
