import type { Grant } from '../../../domain/grant-request/events.ts';

/** Rows of the group's tables, as tables.sql has them. Timestamps are ISO 8601 UTC. */

export interface TenantRow {
  readonly tenant_id: string;
  readonly name: string;
  readonly status: 'active' | 'suspended';
  /** Of the last suspension or resumption. */
  readonly status_reason: string | null;
  readonly status_since: string;
  readonly four_eyes: boolean;
  readonly account_tree_depth_max: number;
  readonly revision: number;
  readonly created_at: string;
}

/** The second person, where one was needed. */
export interface ApprovedRow {
  readonly approved_by_kind: string | null;
  readonly approved_by_id: string | null;
  readonly request_id: string | null;
}

export interface RolePermissionsRow extends ApprovedRow {
  readonly tenant_id: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly reason: string;
  readonly changed_by_kind: string;
  readonly changed_by_id: string;
  readonly changed_at: string;
}

export interface RoleAssignmentRow extends ApprovedRow {
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
export interface ShownApiKeyRow extends ApprovedRow {
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

/** A grant without what proves a key. */
export type ShownGrant = Grant extends infer Kind ? (Kind extends Grant ? Omit<Kind, 'hash'> : never) : never;

export interface GrantRequestRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly kind: Grant['kind'];
  readonly status: 'open' | 'approved' | 'rejected' | 'withdrawn' | 'lapsed';
  readonly details: ShownGrant;
  readonly requested_by_kind: string;
  readonly requested_by_id: string;
  readonly responsible_kind: string;
  readonly responsible_id: string;
  readonly reason: string;
  readonly requested_at: string;
  readonly decided_by_kind: string | null;
  readonly decided_by_id: string | null;
  readonly decided_reason: string | null;
  readonly decided_at: string | null;
  readonly lapsed_because: string | null;
  readonly revision: number;
}

/** A change of a tenant's settings. */
export interface TenantChangeRow {
  readonly tenant_id: string;
  readonly revision: number;
  readonly setting: 'name' | 'accountTreeDepthMax' | 'fourEyes';
  readonly before: string | number | boolean;
  readonly after: string | number | boolean;
  readonly reason: string;
  readonly changed_by_kind: string;
  readonly changed_by_id: string;
  readonly approved_by_kind: string | null;
  readonly approved_by_id: string | null;
  readonly changed_at: string;
}
