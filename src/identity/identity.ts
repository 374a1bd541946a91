import type { Actor } from '../application/ports/event-store.ts';
import type { TenantId } from '../domain/kernel/ids.ts';

/** What somebody may do: `<resource>.<verb>`, where reading is one verb and every other way of writing another. */
export type Permission = `${string}.${string}`;

/** Who is asking, for which tenant, and what they may do. Made once at the border; everything inside trusts it. */
export interface Identity {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  /** `all` is the local user of a single machine, or the system itself. */
  readonly permissions: ReadonlySet<Permission> | 'all';
}

export function isPermitted(identity: Identity, permission: Permission): boolean {
  return identity.permissions === 'all' || identity.permissions.has(permission);
}
