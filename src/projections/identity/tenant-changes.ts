import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { TenantEvent } from '../../domain/tenant/events.ts';
import { rowProjection } from '../runner/row-projection.ts';
import { approvedColumns } from './approved.ts';
import type { TenantChangeRow } from './queries/rows.ts';

type SettingChanged = Extract<TenantEvent, { type: 'TenantRenamed' | 'AccountTreeDepthChanged' | 'FourEyesChanged' }>;

function isSettingChanged(event: TenantEvent): event is SettingChanged {
  return ['TenantRenamed', 'AccountTreeDepthChanged', 'FourEyesChanged'].includes(event.type);
}

function changeOf({ stream, revision, event }: RecordedEvent) {
  // asked for events of that category only
  return isSettingChanged(event as TenantEvent) ? [{ tenant_id: stream.tenantId, revision }] : [];
}

function rowOf(
  setting: TenantChangeRow['setting'],
  { event: { data }, metadata }: RecordedEvent<SettingChanged>,
): Omit<TenantChangeRow, 'tenant_id' | 'revision'> {
  const { request_id: _request, ...approved } = approvedColumns('approval' in data ? data.approval : null);
  return {
    setting,
    before: data.before,
    after: data.after,
    reason: data.reason,
    changed_by_kind: data.changedBy.kind,
    changed_by_id: data.changedBy.id,
    ...approved,
    changed_at: metadata.recordedAt,
  };
}

/** One row per change of a tenant's settings, for ever. */
export const tenantChanges = rowProjection<TenantChangeRow>()({
  table: 'tenant_changes',
  columns: {
    tenant_id: 'uuid',
    revision: 'integer',
    setting: 'text',
    before: 'jsonb',
    after: 'jsonb',
    reason: 'text',
    changed_by_kind: 'text',
    changed_by_id: 'text',
    approved_by_kind: 'text',
    approved_by_id: 'text',
    changed_at: 'timestamptz',
  },
  key: ['tenant_id', 'revision'],
  keyOf: changeOf,
  on: {
    tenant: {
      TenantProvisioned: 'ignored',
      TenantSuspended: 'ignored',
      TenantResumed: 'ignored',
      TenantRoleChanged: 'ignored',
      TenantRenamed: (_row, recorded, key) => ({ ...key, ...rowOf('name', recorded) }),
      AccountTreeDepthChanged: (_row, recorded, key) => ({ ...key, ...rowOf('accountTreeDepthMax', recorded) }),
      FourEyesChanged: (_row, recorded, key) => ({ ...key, ...rowOf('fourEyes', recorded) }),
    },
  },
});
