import { z } from 'zod';
import type { Grant } from '../../../domain/grant-request/events.ts';
import type { GrantRequest } from '../../../domain/grant-request/grant-request.ts';
import { grantExpiry } from '../../../identity/manage/grant-expiry.ts';
import type { ApprovedRow, GrantRequestRow, ShownGrant } from '../../../projections/identity/queries/rows.ts';
import { zTimestamp, zWireUuid } from '../../values.ts';
import { zWho } from './identity-values.ts';

const zNames = z.array(z.string());

/** What is asked for, with before and after; of a key everything but what proves it. */
const zShownGrant = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('role'), principal: zWho, role: z.string(), before: zNames, after: zNames }),
    z.strictObject({
      kind: z.literal('key'),
      keyId: zWireUuid,
      name: z.string(),
      prefix: z.string(),
      roles: zNames,
      scopes: zNames.nullable(),
      expiresAt: zTimestamp.nullable(),
    }),
    z.strictObject({
      kind: z.literal('keyRotation'),
      keyId: zWireUuid,
      name: z.string(),
      prefix: z.string(),
      roles: zNames,
      overlapSeconds: z.int(),
    }),
    z.strictObject({ kind: z.literal('rolePermissions'), role: z.string(), before: zNames, after: zNames }),
    z.strictObject({ kind: z.literal('fourEyes'), before: z.boolean(), after: z.boolean() }),
  ])
  .meta({ id: 'Grant' });

/** `expired` is no event: it follows from the clock. */
export const zGrantStatus = z.enum(['open', 'approved', 'rejected', 'withdrawn', 'lapsed', 'expired']);
export type GrantStatus = z.infer<typeof zGrantStatus>;

export const zGrantRequest = z
  .strictObject({
    id: zWireUuid,
    status: zGrantStatus,
    grant: zShownGrant,
    requestedBy: zWho,
    /** The person behind a key that has asked. */
    responsible: zWho,
    reason: z.string(),
    requestedAt: zTimestamp,
    expiresAt: zTimestamp.meta({ description: 'From then on nobody decides on it any more' }),
    decision: z.strictObject({ by: zWho, reason: z.string(), at: zTimestamp }).nullable(),
    /** Why it was approved and has no effect all the same. */
    lapsedBecause: z.string().nullable(),
  })
  .meta({ id: 'GrantRequest' });

const decidedFields = {
  id: zWireUuid,
  status: zGrantStatus,
  grant: zShownGrant,
  requestedBy: zWho,
  reason: z.string(),
  approvedBy: zWho.nullable(),
  lapsedBecause: z.string().nullable(),
};

export const zDecidedGrantRequest = z.strictObject(decidedFields).meta({ id: 'DecidedGrantRequest' });

export const zRequestedKey = z
  .strictObject({
    ...decidedFields,
    key: z.string().nullable().meta({
      description: 'The whole key, this once. It lets nobody in before the request is approved',
    }),
  })
  .meta({ id: 'RequestedApiKey' });

export function shownGrantStatus({ status, requested_at }: GrantRequestRow, now: string): GrantStatus {
  return status === 'open' && grantExpiry(requested_at) <= now ? 'expired' : status;
}

export function grantRequestOfRow(row: GrantRequestRow, now: string): z.input<typeof zGrantRequest> {
  const { decided_by_kind: kind, decided_by_id: id, decided_reason: reason, decided_at: at } = row;
  const isDecided = kind !== null && id !== null && reason !== null && at !== null;
  return {
    id: row.id,
    status: shownGrantStatus(row, now),
    grant: wireGrant(row.details),
    requestedBy: { kind: row.requested_by_kind, id: row.requested_by_id },
    responsible: { kind: row.responsible_kind, id: row.responsible_id },
    reason: row.reason,
    requestedAt: row.requested_at,
    expiresAt: grantExpiry(row.requested_at),
    decision: isDecided ? { by: { kind, id }, reason, at } : null,
    lapsedBecause: row.lapsed_because,
  };
}

export function grantRequestOfDecision(request: GrantRequest): z.input<typeof zDecidedGrantRequest> {
  const { requestId, status, grant, requestedBy, reason, approvedBy, lapsedBecause } = request;
  return {
    id: requestId,
    status,
    grant: wireGrant(withoutHash(grant)),
    requestedBy,
    reason,
    approvedBy,
    lapsedBecause,
  };
}

export const zApprovedBy = zWho.nullable();

/** The second person, where one was needed. */
export function approvedByOf({ approved_by_kind: kind, approved_by_id: id }: Omit<ApprovedRow, 'request_id'>) {
  return kind === null || id === null ? null : { kind, id };
}

function withoutHash(grant: Grant): ShownGrant {
  if (grant.kind === 'key' || grant.kind === 'keyRotation') {
    const { hash: _hash, ...rest } = grant;
    return rest;
  }
  return grant;
}

/** A copy that belongs to the answer. */
function wireGrant(grant: ShownGrant): z.input<typeof zShownGrant> {
  return structuredClone(grant);
}
