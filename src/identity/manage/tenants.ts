import { execute, type Outcome, rejected } from '../../application/execute.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import { step } from '../../application/step.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import { isSamePrincipal, type Principal } from '../../domain/kernel/principal.ts';
import type { TenantEvent } from '../../domain/tenant/events.ts';
import type { Tenant } from '../../domain/tenant/state.ts';
import { tenant } from '../../domain/tenant/tenant.ts';
import { grantFounder } from './roles.ts';
import { tenantStream } from './streams.ts';

export interface ProvisionTenantInput {
  readonly name: string;
  /** Whom to make its first administrators, so that somebody can let others in: two where four eyes are wanted. */
  readonly admins: readonly Principal[];
  /** Whether nobody gives power alone. */
  readonly fourEyes: boolean;
}

export interface TenantStatusInput {
  readonly tenantId: TenantId;
  readonly reason: string;
}

export type TenantOutcome = Outcome<Tenant, TenantEvent>;

/** Makes a tenant; its id is the command's. What happens in it from now on stands in its own streams. */
export async function provisionTenant(
  eventStore: EventStore,
  { name, admins, fourEyes }: ProvisionTenantInput,
  provenance: Provenance,
): Promise<TenantOutcome> {
  if (admins.some((principal) => isSamePrincipal(principal, provenance.actor))) {
    return rejected({
      code: 'ROLE_SELF_GRANT',
      message: 'Name others as administrators: nobody grants themselves a role.',
    });
  }
  const tenantId = provenance.commandId as TenantId; // the id of a new record is its command's
  const within = { ...provenance, tenantId };
  const command = { kind: 'provision', tenantId, name, fourEyes } as const;
  const provisioned = await onTenant(eventStore, tenantId, command, within);
  if (provisioned.outcome === 'rejected') {
    return provisioned;
  }
  let { position } = provisioned;
  for (const principal of admins) {
    const input = { principal, role: 'admin', reason: 'One of the first administrators of the tenant' } as const;
    const granted = await grantFounder(eventStore, input, step(within, 'admin', principal.kind, principal.id));
    if (granted.outcome === 'rejected') {
      return granted;
    }
    position = granted.position;
  }
  return { ...provisioned, position };
}

/** No request of the tenant's people and keys is served any more; its data stays, and its billing waits until it is resumed. */
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
