import type { TenantId } from '../../domain/kernel/ids.ts';
import type { BillingFinders } from '../ports/billing-finders.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cron } from '../ports/cron.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Vault } from '../ports/vault.ts';
import type { Backing } from './backing.ts';
import type { Parties } from './parties.ts';
import type { RunStates } from './run-states.ts';

/** What billing needs from outside. */
export interface BillingDeps {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly finders: BillingFinders;
  readonly jobs: Jobs;
  readonly cron: Cron;
  /** Orders and limits, for one piece of work. */
  readonly backing: (tenantId: TenantId, parties: Parties) => Backing;
  readonly runs: RunStates;
  /** Told about a group that could not be billed for a reason that is not a business rule: it means a bug. */
  readonly reportFault: (error: unknown, context: Readonly<Record<string, string>>) => void;
}
