import { execute, type Outcome } from '../../application/execute.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import type { Principal } from '../../domain/kernel/principal.ts';
import type { RoleAssignmentsEvent } from '../../domain/role-assignments/events.ts';
import { type RoleAssignmentsState, roleAssignments } from '../../domain/role-assignments/role-assignments.ts';
import type { TenantEvent } from '../../domain/tenant/events.ts';
import type { TenantState } from '../../domain/tenant/state.ts';
import { tenant } from '../../domain/tenant/tenant.ts';
import { rolePermissions } from '../../domain/tenant/tenant-roles.ts';
import { type Permission, ROLE_PERMISSIONS, type Role } from '../permissions.ts';
import { doOrAsk, type GrantOutcome } from './ask-for-grant.ts';
import { roleAssignmentsStream, tenantStream } from './streams.ts';
import { rulesOf, rulesOfTenant } from './tenant-rules.ts';

export interface RoleInput {
  readonly principal: Principal;
  readonly role: Role;
  readonly reason: string;
}

export type RoleOutcome = Outcome<RoleAssignmentsState, RoleAssignmentsEvent>;
export type RoleGrantOutcome = GrantOutcome<RoleAssignmentsState, RoleAssignmentsEvent>;

export interface ChangeRoleInput {
  readonly role: Role;
  /** All that it is to hold. */
  readonly permissions: readonly Permission[];
  readonly reason: string;
  /** Roles of whoever asks: nobody makes their own role larger. */
  readonly ownRoles: readonly Role[];
}

export type RoleChangeOutcome = GrantOutcome<TenantState, TenantEvent>;

/** Gives a person a role, or asks for what a second person has to approve. */
export async function grantRole(
  eventStore: EventStore,
  { principal, role, reason }: RoleInput,
  provenance: Provenance,
): Promise<RoleGrantOutcome> {
  const { tenantId, actor } = provenance;
  const stream = roleAssignmentsStream(tenantId, principal);
  const rules = await rulesOf(eventStore, tenantId);
  const command = { kind: 'grant', principal, role, by: actor, reason, approval: null, rules } as const;
  const asking = {
    reason,
    act: () => execute(eventStore, roleAssignments, stream, command, provenance),
    grant: async () => {
      const { state } = await eventStore.load<RoleAssignmentsState, RoleAssignmentsEvent>(stream, roleAssignments);
      const before = [...state.roles];
      return { kind: 'role' as const, principal, role, before, after: [...before, role] };
    },
  };
  return doOrAsk(eventStore, asking, provenance);
}

/** The first people of a tenant: there is nobody yet who could approve. */
export async function grantFounder(
  eventStore: EventStore,
  { principal, role, reason }: RoleInput,
  provenance: Provenance,
): Promise<RoleOutcome> {
  const { tenantId, actor } = provenance;
  const rules = { ...(await rulesOf(eventStore, tenantId)), fourEyes: false };
  const command = { kind: 'grant', principal, role, by: actor, reason, approval: null, rules } as const;
  return execute(eventStore, roleAssignments, roleAssignmentsStream(tenantId, principal), command, provenance);
}

export async function revokeRole(
  eventStore: EventStore,
  { principal, role, reason }: RoleInput,
  provenance: Provenance,
): Promise<RoleOutcome> {
  const command = { kind: 'revoke', principal, role, by: provenance.actor, reason } as const;
  const stream = roleAssignmentsStream(provenance.tenantId, principal);
  return execute(eventStore, roleAssignments, stream, command, provenance);
}

/** Changes what a role holds in the caller's tenant, or asks for what a second person has to approve. */
export async function changeRole(
  eventStore: EventStore,
  { role, permissions, reason, ownRoles }: ChangeRoleInput,
  provenance: Provenance,
): Promise<RoleChangeOutcome> {
  const { tenantId, actor } = provenance;
  const stream = tenantStream(tenantId);
  const wanted = { role, standard: ROLE_PERMISSIONS[role], permissions };
  const found = await eventStore.load<TenantState, TenantEvent>(stream, tenant);
  const rules = rulesOfTenant(found.state);
  const command = { kind: 'changeRole', ...wanted, by: actor, reason, ownRoles, approval: null, rules } as const;
  const asking = {
    reason,
    act: () => execute(eventStore, tenant, stream, command, provenance, { loaded: found }),
    grant: async () => {
      if (found.state.status === 'none') {
        throw new Error('A tenant that asks for more permissions is there');
      }
      return { kind: 'rolePermissions' as const, role, ...rolePermissions(wanted, found.state) };
    },
  };
  return doOrAsk(eventStore, asking, provenance);
}
