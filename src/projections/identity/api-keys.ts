import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import { approvedColumns } from './approved.ts';
import type { ApiKeyRow } from './queries/rows.ts';

/** One row per machine key, revoked ones included: an access review asks for those too. */
export const apiKeys = rowProjection<ApiKeyRow>()({
  table: 'api_keys',
  columns: {
    tenant_id: 'uuid',
    id: 'uuid',
    name: 'text',
    prefix: 'text',
    hash: 'text',
    previous_prefix: 'text',
    previous_hash: 'text',
    previous_until: 'timestamptz',
    roles: 'text[]',
    scopes: 'text[]',
    expires_at: 'timestamptz',
    created_by_kind: 'text',
    created_by_id: 'text',
    created_at: 'timestamptz',
    rotated_at: 'timestamptz',
    revoked_at: 'timestamptz',
    revoked_reason: 'text',
    approved_by_kind: 'text',
    approved_by_id: 'text',
    request_id: 'uuid',
    revision: 'integer',
  },
  key: ['tenant_id', 'id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, id: stream.id }),
  on: {
    apiKey: {
      ApiKeyIssued: (_row, { event: { data }, metadata, revision }, key) => ({
        ...key,
        name: data.name,
        prefix: data.prefix,
        hash: data.hash,
        previous_prefix: null,
        previous_hash: null,
        previous_until: null,
        roles: data.roles,
        scopes: data.scopes,
        expires_at: data.expiresAt,
        created_by_kind: data.createdBy.kind,
        created_by_id: data.createdBy.id,
        created_at: metadata.recordedAt,
        rotated_at: null,
        revoked_at: null,
        revoked_reason: null,
        ...approvedColumns(data.approval),
        revision,
      }),
      ApiKeyRotated: (row, { event: { data }, metadata, revision }) =>
        row === undefined
          ? KEEP
          : {
              ...row,
              prefix: data.prefix,
              hash: data.hash,
              previous_prefix: row.prefix,
              previous_hash: row.hash,
              previous_until: data.overlapUntil,
              rotated_at: metadata.recordedAt,
              revision,
            },
      ApiKeyRevoked: (row, { event: { data }, metadata, revision }) =>
        row === undefined ? KEEP : { ...row, revoked_at: metadata.recordedAt, revoked_reason: data.reason, revision },
    },
  },
});
