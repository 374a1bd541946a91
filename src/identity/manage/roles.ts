import { execute, type Outcome, rejected } from '../../application/execute.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import type { Principal } from '../../domain/kernel/principal.ts';
import type { RoleAssignmentsEvent } from '../../domain/role-assignments/events.ts';
import { type RoleAssignmentsState, roleAssignments } from '../../domain/role-assignments/role-assignments.ts';
import type { TenantEvent } from '../../domain/tenant/events.ts';
import { type TenantState, tenant } from '../../domain/tenant/tenant.ts';
import { conflictsOf, permissionsOfRole, type RoleChanges } from '../effective-permissions.ts';
import { isRole, mayHold, type Permission, ROLE_PERMISSIONS, type Role } from '../permissions.ts';
import { roleAssignmentsStream, tenantStream } from './streams.ts';

export interface RoleInput {
  readonly principal: Principal;
  readonly role: Role;
  readonly reason: string;
}

export type RoleOutcome = Outcome<RoleAssignmentsState, RoleAssignmentsEvent>;

export interface ChangeRoleInput {
  readonly role: Role;
  /** All that it is to hold. */
  readonly permissions: readonly Permission[];
  readonly reason: string;
  /** Roles of whoever asks: nobody makes their own role larger. */
  readonly ownRoles: readonly Role[];
}

/** Gives a person a role, unless it would bring together what must stay apart. */
export async function grantRole(
  eventStore: EventStore,
  { principal, role, reason }: RoleInput,
  provenance: Provenance,
): Promise<RoleOutcome> {
  const { tenantId, actor } = provenance;
  const stream = roleAssignmentsStream(tenantId, principal);
  const loaded = await eventStore.load<RoleAssignmentsState, RoleAssignmentsEvent>(stream, roleAssignments);
  const changes = await roleChangesOf(eventStore, tenantId);
  const roles = [...loaded.state.roles.filter(isRole), role];
  const fault = faultOf(new Set(roles.flatMap((each) => permissionsOfRole(each, changes))), 'Both roles together');
  if (fault !== undefined && !loaded.state.roles.includes(role)) {
    return fault;
  }
  const command = { kind: 'grant', principal, role, by: actor, reason } as const;
  return execute(eventStore, roleAssignments, stream, command, provenance, { loaded });
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

/** Changes what a role holds in the caller's tenant. */
export async function changeRole(
  eventStore: EventStore,
  { role, permissions, reason, ownRoles }: ChangeRoleInput,
  provenance: Provenance,
): Promise<Outcome<TenantState, TenantEvent>> {
  if (ownRoles.includes(role)) {
    return rejected({
      code: 'ROLE_OF_YOUR_OWN',
      message: `You have the role ${role} yourself; another may change it.`,
    });
  }
  const never = permissions.filter((permission) => !mayHold(role, permission));
  if (never.length > 0) {
    return rejected({
      code: 'DUTIES_NOT_APART',
      message: `The role ${role} never holds ${never.join(', ')}.`,
      fields: { permissions: `must be without ${never.join(', ')}` },
    });
  }
  const fault = faultOf(new Set(permissions), 'These permissions');
  if (fault !== undefined) {
    return fault;
  }
  const { tenantId, actor } = provenance;
  const standard = ROLE_PERMISSIONS[role];
  const command = { kind: 'changeRole', role, standard, permissions, by: actor, reason } as const;
  return execute(eventStore, tenant, tenantStream(tenantId), command, provenance);
}

async function roleChangesOf(eventStore: EventStore, tenantId: TenantId): Promise<RoleChanges> {
  const { state } = await eventStore.load<TenantState, TenantEvent>(tenantStream(tenantId), tenant);
  const entries = state.status === 'none' ? [] : Object.entries(state.roles);
  return new Map(entries.flatMap(([role, held]): [Role, readonly string[]][] => (isRole(role) ? [[role, held]] : [])));
}

function faultOf(held: ReadonlySet<Permission>, what: string) {
  const [conflict] = conflictsOf(held);
  return conflict === undefined
    ? undefined
    : rejected({ code: 'DUTIES_NOT_APART', message: `${what} would break a rule: ${conflict.rule}.` });
}
