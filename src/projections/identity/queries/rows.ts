/** Rows of the group's tables, as tables.sql has them. Timestamps are ISO 8601 UTC. */

export interface TenantRow {
  readonly tenant_id: string;
  readonly name: string;
  readonly status: 'active' | 'suspended';
  /** Of the last suspension or resumption. */
  readonly status_reason: string | null;
  readonly status_since: string;
  readonly revision: number;
  readonly created_at: string;
}

export interface RolePermissionsRow {
  readonly tenant_id: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly reason: string;
  readonly changed_by_kind: string;
  readonly changed_by_id: string;
  readonly changed_at: string;
}

export interface RoleAssignmentRow {
  readonly tenant_id: string;
  readonly principal_kind: string;
  readonly principal_id: string;
  readonly role: string;
  readonly reason: string;
  readonly granted_by_kind: string;
  readonly granted_by_id: string;
  readonly granted_at: string;
}

/** What of a key may be shown. */
export interface ShownApiKeyRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly previous_prefix: string | null;
  readonly previous_until: string | null;
  readonly roles: readonly string[];
  /** Null: no limit. */
  readonly scopes: readonly string[] | null;
  readonly expires_at: string | null;
  readonly created_by_kind: string;
  readonly created_by_id: string;
  readonly created_at: string;
  readonly rotated_at: string | null;
  readonly revoked_at: string | null;
  readonly revoked_reason: string | null;
  readonly revision: number;
}

export interface ApiKeyRow extends ShownApiKeyRow {
  readonly hash: string;
  readonly previous_hash: string | null;
}
