import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { Grant } from '../../domain/grant-request/events.ts';
import type { Principal } from '../../domain/kernel/principal.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { GrantRequestRow } from './queries/rows.ts';

/** What may be shown of it: the hash of a secret stays in the log and in the table of keys. */
function shown(grant: Grant): GrantRequestRow['details'] {
  if (grant.kind === 'key' || grant.kind === 'keyRotation') {
    const { hash: _hash, ...rest } = grant;
    return rest;
  }
  return grant;
}

function decided(
  row: GrantRequestRow | undefined,
  status: GrantRequestRow['status'],
  by: Principal,
  reason: string,
  { metadata, revision }: RecordedEvent,
) {
  return row === undefined
    ? KEEP
    : {
        ...row,
        status,
        decided_by_kind: by.kind,
        decided_by_id: by.id,
        decided_reason: reason,
        decided_at: metadata.recordedAt,
        revision,
      };
}

/** One row per request for power that nobody gives alone. */
export const grantRequests = rowProjection<GrantRequestRow>()({
  table: 'grant_requests',
  columns: {
    tenant_id: 'uuid',
    id: 'uuid',
    kind: 'text',
    status: 'text',
    details: 'jsonb',
    requested_by_kind: 'text',
    requested_by_id: 'text',
    responsible_kind: 'text',
    responsible_id: 'text',
    reason: 'text',
    requested_at: 'timestamptz',
    decided_by_kind: 'text',
    decided_by_id: 'text',
    decided_reason: 'text',
    decided_at: 'timestamptz',
    lapsed_because: 'text',
    revision: 'integer',
  },
  key: ['tenant_id', 'id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, id: stream.id }),
  on: {
    grantRequest: {
      GrantRequested: (_row, { event: { data }, metadata, revision }, key) => ({
        ...key,
        kind: data.grant.kind,
        status: 'open',
        details: shown(data.grant),
        requested_by_kind: data.requestedBy.kind,
        requested_by_id: data.requestedBy.id,
        responsible_kind: data.responsible.kind,
        responsible_id: data.responsible.id,
        reason: data.reason,
        requested_at: metadata.recordedAt,
        decided_by_kind: null,
        decided_by_id: null,
        decided_reason: null,
        decided_at: null,
        lapsed_because: null,
        revision,
      }),
      GrantApproved: (row, recorded) => {
        const { approvedBy, reason } = recorded.event.data;
        return decided(row, 'approved', approvedBy, reason, recorded);
      },
      GrantRejected: (row, recorded) => {
        const { rejectedBy, reason } = recorded.event.data;
        return decided(row, 'rejected', rejectedBy, reason, recorded);
      },
      GrantWithdrawn: (row, recorded) => {
        const { withdrawnBy, reason } = recorded.event.data;
        return decided(row, 'withdrawn', withdrawnBy, reason, recorded);
      },
      GrantLapsed: (row, { event: { data }, revision }) =>
        row === undefined ? KEEP : { ...row, status: 'lapsed', lapsed_because: data.because, revision },
    },
  },
});
