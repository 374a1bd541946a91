import { z } from 'zod';
import type { KeyState } from '../../../identity/manage/keys.ts';
import type { ListedKeyRow } from '../../../projections/identity/queries/identities.ts';
import { zTimestamp, zWireUuid } from '../../values.ts';
import { approvedByOf, zApprovedBy } from './grant-record.ts';
import { zWho } from './identity-values.ts';

const zKeyStatus = z.enum(['active', 'expired', 'revoked']);

export const zApiKey = z
  .strictObject({
    id: zWireUuid,
    name: z.string(),
    prefix: z.string(),
    roles: z.array(z.string()),
    scopes: z.array(z.string()).nullable(),
    status: zKeyStatus,
    expiresAt: zTimestamp.nullable(),
    /** Until when the secret before the last rotation works. */
    previousUntil: zTimestamp.nullable(),
    createdBy: zWho,
    approvedBy: zApprovedBy,
    createdAt: zTimestamp,
    rotatedAt: zTimestamp.nullable(),
    revokedAt: zTimestamp.nullable(),
    revokedReason: z.string().nullable(),
    /** Some seconds late. */
    lastUsedAt: zTimestamp.nullable(),
  })
  .meta({ id: 'ApiKey' });

export const zDecidedKey = z
  .strictObject({
    id: zWireUuid,
    name: z.string(),
    prefix: z.string(),
    roles: z.array(z.string()),
    scopes: z.array(z.string()).nullable(),
    status: zKeyStatus,
    expiresAt: zTimestamp.nullable(),
    previousUntil: zTimestamp.nullable(),
    key: z.string().nullable().meta({
      description: 'The whole key, this once. Null when the request was a repetition: rotate the key to get another',
    }),
  })
  .meta({ id: 'DecidedApiKey' });

function statusAt(now: string, key: { readonly revoked: boolean; readonly expiresAt: string | null }) {
  if (key.revoked) {
    return 'revoked' as const;
  }
  return key.expiresAt !== null && key.expiresAt <= now ? ('expired' as const) : ('active' as const);
}

export function keyOfRow(row: ListedKeyRow, now: string): z.input<typeof zApiKey> {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    roles: [...row.roles],
    scopes: row.scopes === null ? null : [...row.scopes],
    status: statusAt(now, { revoked: row.revoked_at !== null, expiresAt: row.expires_at }),
    expiresAt: row.expires_at,
    previousUntil: row.previous_until,
    createdBy: { kind: row.created_by_kind, id: row.created_by_id },
    approvedBy: approvedByOf(row),
    createdAt: row.created_at,
    rotatedAt: row.rotated_at,
    revokedAt: row.revoked_at,
    revokedReason: row.revoked_reason,
    lastUsedAt: row.last_used_at,
  };
}

export function keyOfDecision({ key, text }: KeyState, now: string): z.input<typeof zDecidedKey> {
  return {
    id: key.keyId,
    name: key.name,
    prefix: key.prefix,
    roles: [...key.roles],
    scopes: key.scopes === null ? null : [...key.scopes],
    status: statusAt(now, { revoked: key.status === 'revoked', expiresAt: key.expiresAt }),
    expiresAt: key.expiresAt,
    previousUntil: key.previous?.until ?? null,
    key: text,
  };
}
