import { execute, type Outcome, rejected } from '../../application/execute.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import { step } from '../../application/step.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import type { Principal } from '../../domain/kernel/principal.ts';
import type { TenantEvent } from '../../domain/tenant/events.ts';
import { type Tenant, tenant } from '../../domain/tenant/tenant.ts';
import { grantRole } from './roles.ts';
import { tenantStream } from './streams.ts';

export interface ProvisionTenantInput {
  readonly name: string;
  /** Whom to make its first administrator, so that somebody can let others in. */
  readonly firstAdmin: Principal | null;
}

export interface TenantStatusInput {
  readonly tenantId: TenantId;
  readonly reason: string;
}

export type TenantOutcome = Outcome<Tenant, TenantEvent>;

/** Makes a tenant; its id is the command's. What happens in it from now on stands in its own streams. */
export async function provisionTenant(
  eventStore: EventStore,
  { name, firstAdmin }: ProvisionTenantInput,
  provenance: Provenance,
): Promise<TenantOutcome> {
  const tenantId = provenance.commandId as TenantId; // the id of a new record is its command's
  const within = { ...provenance, tenantId };
  const provisioned = await onTenant(eventStore, tenantId, { kind: 'provision', tenantId, name }, within);
  if (provisioned.outcome === 'rejected' || firstAdmin === null) {
    return provisioned;
  }
  const input = { principal: firstAdmin, role: 'admin', reason: 'First administrator of the tenant' } as const;
  const granted = await grantRole(eventStore, input, step(within, 'first admin'));
  return granted.outcome === 'rejected' ? granted : { ...provisioned, position: granted.position };
}

/** No request of the tenant's people and keys is served any more; its data stays, and scheduled work goes on. */
export async function suspendTenant(
  eventStore: EventStore,
  { tenantId, reason }: TenantStatusInput,
  provenance: Provenance,
): Promise<TenantOutcome> {
  return tenantId === provenance.tenantId
    ? rejected({ code: 'TENANT_OF_YOUR_OWN', message: 'You cannot suspend your own tenant: nobody could resume it.' })
    : onTenant(eventStore, tenantId, { kind: 'suspend', by: provenance.actor, reason }, { ...provenance, tenantId });
}

export async function resumeTenant(
  eventStore: EventStore,
  { tenantId, reason }: TenantStatusInput,
  provenance: Provenance,
): Promise<TenantOutcome> {
  const command = { kind: 'resume', by: provenance.actor, reason } as const;
  return onTenant(eventStore, tenantId, command, { ...provenance, tenantId });
}

async function onTenant(
  eventStore: EventStore,
  tenantId: TenantId,
  command: Parameters<typeof tenant.decide>[0],
  provenance: Provenance,
): Promise<TenantOutcome> {
  const outcome = await execute(eventStore, tenant, tenantStream(tenantId), command, provenance);
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const { state } = outcome;
  if (state.status === 'none') {
    throw new Error('A command was accepted on a tenant that does not exist');
  }
  return { ...outcome, state };
}
