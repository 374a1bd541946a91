import {
  APPROVALS,
  isPermission,
  mayHold,
  type Permission,
  ROLE_PERMISSIONS,
  type Role,
  SEPARATIONS,
  SYSTEM_PERMISSIONS,
} from './permissions.ts';

/** What roles hold in one tenant, where it differs from the table. */
export type RoleChanges = ReadonlyMap<Role, readonly string[]>;

export interface Grounds {
  readonly roles: readonly Role[];
  readonly changes: RoleChanges;
  readonly kind: 'user' | 'key';
  /** Of a key: at most these; undefined is no limit. */
  readonly scopes?: readonly string[] | undefined;
  /** Whether the tenant is the one whose operators run the installation. */
  readonly ofDefaultTenant: boolean;
}

/** What a role holds in a tenant. A name that this build no longer knows gives nothing. */
export function permissionsOfRole(role: Role, changes: RoleChanges): readonly Permission[] {
  const changed = changes.get(role);
  return changed === undefined
    ? ROLE_PERMISSIONS[role]
    : changed.filter(isPermission).filter((permission) => mayHold(role, permission));
}

/**
 * What somebody may do: everything that the roles hold, less what duties apart, machines and scopes take away. Taking
 * away is done here, at the end, so that no combination of roles, keys and tenants' changes gets around it. Whoever is
 * known may ask who they are.
 */
export function effectivePermissions(grounds: Grounds): ReadonlySet<Permission> {
  const { roles, changes, kind, scopes, ofDefaultTenant } = grounds;
  const held = new Set<Permission>(['identity.read', ...roles.flatMap((role) => permissionsOfRole(role, changes))]);
  const lost = new Set(conflictsOf(held).flatMap(({ excludes }) => excludes));
  return new Set(
    [...held].filter(
      (permission) =>
        !lost.has(permission) &&
        !(kind === 'key' && APPROVALS.includes(permission)) &&
        (ofDefaultTenant || !SYSTEM_PERMISSIONS.includes(permission)) &&
        (scopes === undefined || scopes.includes(permission) || permission === 'identity.read'),
    ),
  );
}

/** Separations that a set of permissions breaks. */
export function conflictsOf(held: ReadonlySet<Permission>) {
  return SEPARATIONS.filter(
    ({ holding, excludes }) => holding.some((name) => held.has(name)) && excludes.some((name) => held.has(name)),
  );
}
