import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { TenantEvent } from '../../domain/tenant/events.ts';
import { ACCOUNT_TREE_DEPTH_MAX } from '../../domain/tenant/state.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import { approvedColumns } from './approved.ts';
import type { RolePermissionsRow, TenantRow } from './queries/rows.ts';

/** One row per tenant: whether it is served. */
export const tenants = rowProjection<TenantRow>()({
  table: 'tenants',
  columns: {
    tenant_id: 'uuid',
    name: 'text',
    status: 'text',
    status_reason: 'text',
    status_since: 'timestamptz',
    four_eyes: 'boolean',
    account_tree_depth_max: 'integer',
    revision: 'integer',
    created_at: 'timestamptz',
  },
  key: ['tenant_id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId }),
  on: {
    tenant: {
      TenantProvisioned: (_row, { event: { data }, metadata, revision }, key) => ({
        ...key,
        name: data.name,
        status: 'active',
        status_reason: null,
        status_since: metadata.recordedAt,
        four_eyes: data.fourEyes,
        account_tree_depth_max: ACCOUNT_TREE_DEPTH_MAX,
        revision,
        created_at: metadata.recordedAt,
      }),
      TenantSuspended: (row, { event: { data }, metadata, revision }) =>
        row === undefined
          ? KEEP
          : {
              ...row,
              status: 'suspended',
              status_reason: data.reason,
              status_since: metadata.recordedAt,
              revision,
            },
      TenantResumed: (row, { event: { data }, metadata, revision }) =>
        row === undefined
          ? KEEP
          : { ...row, status: 'active', status_reason: data.reason, status_since: metadata.recordedAt, revision },
      TenantRoleChanged: (row, { revision }) => (row === undefined ? KEEP : { ...row, revision }),
      TenantRenamed: (row, { event: { data }, revision }) =>
        row === undefined ? KEEP : { ...row, name: data.after, revision },
      AccountTreeDepthChanged: (row, { event: { data }, revision }) =>
        row === undefined ? KEEP : { ...row, account_tree_depth_max: data.after, revision },
      FourEyesChanged: (row, { event: { data }, revision }) =>
        row === undefined ? KEEP : { ...row, four_eyes: data.after, revision },
    },
  },
});

function changedRoleOf({ stream, event }: RecordedEvent) {
  const { type, data } = event as TenantEvent; // asked for events of that category only
  return type === 'TenantRoleChanged' ? [{ tenant_id: stream.tenantId, role: data.role }] : [];
}

/** One row per role that a tenant has changed. */
export const rolePermissions = rowProjection<RolePermissionsRow>()({
  table: 'role_permissions',
  columns: {
    tenant_id: 'uuid',
    role: 'text',
    permissions: 'text[]',
    reason: 'text',
    changed_by_kind: 'text',
    changed_by_id: 'text',
    changed_at: 'timestamptz',
    approved_by_kind: 'text',
    approved_by_id: 'text',
    request_id: 'uuid',
  },
  key: ['tenant_id', 'role'],
  keyOf: changedRoleOf,
  on: {
    tenant: {
      TenantProvisioned: 'ignored',
      TenantSuspended: 'ignored',
      TenantResumed: 'ignored',
      TenantRoleChanged: (_row, { event: { data }, metadata }, key) => ({
        ...key,
        permissions: data.after,
        reason: data.reason,
        changed_by_kind: data.changedBy.kind,
        changed_by_id: data.changedBy.id,
        changed_at: metadata.recordedAt,
        ...approvedColumns(data.approval),
      }),
      TenantRenamed: 'ignored',
      AccountTreeDepthChanged: 'ignored',
      FourEyesChanged: 'ignored',
    },
  },
});
