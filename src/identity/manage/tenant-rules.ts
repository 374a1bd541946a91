import type { EventStore } from '../../application/ports/event-store.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import type { RoleRules } from '../../domain/kernel/role-rules.ts';
import type { TenantEvent } from '../../domain/tenant/events.ts';
import type { TenantState } from '../../domain/tenant/state.ts';
import { tenant } from '../../domain/tenant/tenant.ts';
import type { RoleChanges } from '../effective-permissions.ts';
import { isRole, type Role } from '../permissions.ts';
import { roleRules } from '../role-rules.ts';
import { tenantStream } from './streams.ts';

/** The rules of roles as the tenant's stream has them now. */
export async function rulesOf(eventStore: EventStore, tenantId: TenantId): Promise<RoleRules> {
  const { state } = await eventStore.load<TenantState, TenantEvent>(tenantStream(tenantId), tenant);
  return rulesOfTenant(state);
}

export function rulesOfTenant(state: TenantState): RoleRules {
  return state.status === 'none'
    ? roleRules({ changes: new Map(), fourEyes: true })
    : roleRules({ changes: changesOf(state.roles), fourEyes: state.fourEyes });
}

function changesOf(roles: Readonly<Record<string, readonly string[]>>): RoleChanges {
  return new Map(
    Object.entries(roles).flatMap(([role, held]): [Role, readonly string[]][] => (isRole(role) ? [[role, held]] : [])),
  );
}
