import type { Kysely } from 'kysely';
import type { ClientBase } from 'pg';
import type {
  GrantRequestRow,
  RoleAssignmentRow,
  RolePermissionsRow,
  ShownApiKeyRow,
  TenantChangeRow,
  TenantRow,
} from './rows.ts';

/** More than any tenant has; a review must not leave somebody out without a word. */
export const REVIEW_ROWS_MAX = 10_000;

export type ListedKeyRow = ShownApiKeyRow & { readonly last_used_at: string | null };

/** For Kysely: what queries about identities read. */
export interface IdentityTables {
  'identity.api_keys': ShownApiKeyRow;
  'identity.role_assignments': RoleAssignmentRow;
  'identity.role_permissions': RolePermissionsRow;
  'identity.grant_requests': GrantRequestRow;
  'identity.tenants': TenantRow;
  'identity.tenant_changes': TenantChangeRow;
  'ops.projection_checkpoints': { readonly schema_name: string; readonly position: string | null };
  'ops.api_key_uses': { readonly tenant_id: string; readonly key_id: string; readonly last_used_at: string };
}

/** Last position of the log that these rows have seen. */
export async function identityPosition(db: Kysely<IdentityTables>): Promise<string | null> {
  const checkpoint = await db
    .selectFrom('ops.projection_checkpoints')
    .select('position')
    .where('schema_name', '=', 'identity')
    .executeTakeFirst();
  return checkpoint?.position ?? null;
}

/** Every key of the tenant, the newest first. */
export async function allKeys(db: Kysely<IdentityTables>): Promise<ListedKeyRow[]> {
  return db
    .selectFrom('identity.api_keys as k')
    .leftJoin('ops.api_key_uses as u', (join) =>
      join.onRef('u.tenant_id', '=', 'k.tenant_id').onRef('u.key_id', '=', 'k.id'),
    )
    .select([
      'k.tenant_id',
      'k.id',
      'k.name',
      'k.prefix',
      'k.previous_prefix',
      'k.previous_until',
      'k.roles',
      'k.scopes',
      'k.expires_at',
      'k.created_by_kind',
      'k.created_by_id',
      'k.created_at',
      'k.rotated_at',
      'k.revoked_at',
      'k.revoked_reason',
      'k.approved_by_kind',
      'k.approved_by_id',
      'k.request_id',
      'k.revision',
      'u.last_used_at',
    ])
    .orderBy('k.created_at', 'desc')
    .orderBy('k.id')
    .limit(REVIEW_ROWS_MAX)
    .execute();
}

/** Roles of all people of the tenant, person by person. */
export async function allAssignments(db: Kysely<IdentityTables>): Promise<RoleAssignmentRow[]> {
  return db
    .selectFrom('identity.role_assignments')
    .selectAll()
    .orderBy('principal_kind')
    .orderBy('principal_id')
    .orderBy('role')
    .limit(REVIEW_ROWS_MAX)
    .execute();
}

/** Roles that the tenant has changed. */
export async function changedRoles(db: Kysely<IdentityTables>): Promise<RolePermissionsRow[]> {
  return db.selectFrom('identity.role_permissions').selectAll().orderBy('role').limit(REVIEW_ROWS_MAX).execute();
}

/** Requests for power, the newest first; all of them, or those of one status. */
export async function grantRequestRows(
  db: Kysely<IdentityTables>,
  status?: GrantRequestRow['status'],
): Promise<GrantRequestRow[]> {
  const all = db.selectFrom('identity.grant_requests').selectAll();
  return (status === undefined ? all : all.where('status', '=', status))
    .orderBy('requested_at', 'desc')
    .orderBy('id')
    .limit(REVIEW_ROWS_MAX)
    .execute();
}

export async function findGrantRequest(db: Kysely<IdentityTables>, id: string): Promise<GrantRequestRow | undefined> {
  return db.selectFrom('identity.grant_requests').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The caller's own tenant: row-level security shows no other. */
export async function ownTenant(db: Kysely<IdentityTables>): Promise<TenantRow | undefined> {
  return db.selectFrom('identity.tenants').selectAll().executeTakeFirst();
}

/** Changes of its settings, the newest first. */
export async function tenantChanges(db: Kysely<IdentityTables>): Promise<TenantChangeRow[]> {
  return db
    .selectFrom('identity.tenant_changes')
    .selectAll()
    .orderBy('revision', 'desc')
    .limit(REVIEW_ROWS_MAX)
    .execute();
}

/** What an operator may know of all tenants; the function in the database gives no more. */
export type KnownTenantRow = Omit<TenantRow, 'revision' | 'four_eyes' | 'account_tree_depth_max'>;

export async function allTenants(client: ClientBase): Promise<KnownTenantRow[]> {
  return (await client.query<KnownTenantRow>('SELECT * FROM identity.all_tenants()')).rows;
}
