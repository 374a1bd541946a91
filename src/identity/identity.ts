import type { Actor } from '../application/ports/event-store.ts';
import type { TenantId } from '../domain/kernel/ids.ts';
import type { Permission, Role } from './permissions.ts';

/** Who is asking, for which tenant, and what they may do. Made once at the border; everything inside trusts it. */
export interface Identity {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  /** `all` is the local user of a single machine, or the system itself. */
  readonly permissions: ReadonlySet<Permission> | 'all';
  /** Where the permissions come from; left out for the local user. */
  readonly roles?: readonly Role[];
}

export function isPermitted(identity: Identity, permission: Permission): boolean {
  return identity.permissions === 'all' || identity.permissions.has(permission);
}
