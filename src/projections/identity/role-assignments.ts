import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { RoleAssignmentsEvent } from '../../domain/role-assignments/events.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import { approvedColumns } from './approved.ts';
import type { RoleAssignmentRow } from './queries/rows.ts';

function assignmentOf({ stream, event }: RecordedEvent) {
  const { data } = event as RoleAssignmentsEvent; // asked for events of that category only
  return {
    tenant_id: stream.tenantId,
    principal_kind: data.principal.kind,
    principal_id: data.principal.id,
    role: data.role,
  };
}

/** One row per role that somebody has now. */
export const roleAssignments = rowProjection<RoleAssignmentRow>()({
  table: 'role_assignments',
  columns: {
    tenant_id: 'uuid',
    principal_kind: 'text',
    principal_id: 'text',
    role: 'text',
    reason: 'text',
    granted_by_kind: 'text',
    granted_by_id: 'text',
    granted_at: 'timestamptz',
    approved_by_kind: 'text',
    approved_by_id: 'text',
    request_id: 'uuid',
  },
  key: ['tenant_id', 'principal_kind', 'principal_id', 'role'],
  keyOf: assignmentOf,
  on: {
    roleAssignments: {
      RoleGranted: (row, { event: { data }, metadata }, key) =>
        row === undefined
          ? {
              ...key,
              reason: data.reason,
              granted_by_kind: data.grantedBy.kind,
              granted_by_id: data.grantedBy.id,
              granted_at: metadata.recordedAt,
              ...approvedColumns(data.approval),
            }
          : KEEP,
      RoleRevoked: () => undefined,
    },
  },
});
