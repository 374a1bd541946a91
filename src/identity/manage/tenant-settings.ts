import { execute, type Outcome } from '../../application/execute.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import type { TenantEvent } from '../../domain/tenant/events.ts';
import type { TenantState } from '../../domain/tenant/state.ts';
import { tenant } from '../../domain/tenant/tenant.ts';
import { doOrAsk, type GrantOutcome } from './ask-for-grant.ts';
import { tenantStream } from './streams.ts';

export interface ChangeSettingsInput {
  readonly name?: string | undefined;
  readonly accountTreeDepthMax?: number | undefined;
  readonly reason: string;
}

export interface ChangeFourEyesInput {
  readonly on: boolean;
  readonly reason: string;
}

/** Changes settings of the caller's own tenant: a fact for each one that differs. */
export async function changeTenantSettings(
  eventStore: EventStore,
  input: ChangeSettingsInput,
  provenance: Provenance,
): Promise<Outcome<TenantState, TenantEvent>> {
  const command = { kind: 'changeSettings', ...input, by: provenance.actor } as const;
  return execute(eventStore, tenant, tenantStream(provenance.tenantId), command, provenance);
}

/** Switches four eyes on, or asks for switching them off: that takes two people itself. */
export async function changeFourEyes(
  eventStore: EventStore,
  { on, reason }: ChangeFourEyesInput,
  provenance: Provenance,
): Promise<GrantOutcome<TenantState, TenantEvent>> {
  const command = { kind: 'changeFourEyes', on, by: provenance.actor, reason, approval: null } as const;
  const asking = {
    reason,
    act: () => execute(eventStore, tenant, tenantStream(provenance.tenantId), command, provenance),
    grant: async () => ({ kind: 'fourEyes' as const, before: true as const, after: false as const }),
  };
  return doOrAsk(eventStore, asking, provenance);
}
