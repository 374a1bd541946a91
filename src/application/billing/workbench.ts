import type { Provenance } from '../ports/event-store.ts';
import type { Backing } from './backing.ts';
import type { BillingDeps } from './dependencies.ts';
import { createNumberRequests, type NumberRequests } from './number-requests.ts';
import { createParties, type Parties } from './parties.ts';

/** What the documents of one piece of work share: what one of them has looked up is there for the next. */
export interface Workbench {
  readonly deps: BillingDeps;
  readonly parties: Parties;
  readonly backing: Backing;
  readonly numberRequests: NumberRequests;
}

export function createWorkbench(deps: BillingDeps, provenance: Provenance): Workbench {
  const parties = createParties(deps.eventStore, deps.vault, provenance.tenantId);
  return {
    deps,
    parties,
    backing: deps.backing(provenance.tenantId, parties),
    numberRequests: createNumberRequests(deps.eventStore, provenance),
  };
}
