import type { RunRequest } from '../../domain/billing-run/billing-run.ts';
import type { Provenance } from '../ports/event-store.ts';
import type { BillingDeps } from './dependencies.ts';
import type { NumberRequests } from './number-requests.ts';
import type { Parties } from './parties.ts';

/** What the groups of one chunk share. */
export interface GroupContext {
  readonly deps: BillingDeps;
  readonly parties: Parties;
  readonly run: RunRequest;
  readonly provenance: Provenance;
  readonly numberRequests: NumberRequests;
}
