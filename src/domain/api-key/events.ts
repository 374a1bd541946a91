import { z } from 'zod';
import { withoutApproval, zApproval } from '../kernel/approval.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zReason, zShortText } from '../kernel/fields.ts';
import { zApiKeyId } from '../kernel/ids.ts';
import { zMoment, zPermissionName, zPrincipal, zRoleName } from '../kernel/principal.ts';

/** The part of a key that may be seen, by which it is found. */
export const zKeyPrefix = z.string().regex(/^[a-z0-9]{12}$/);
/** SHA-256 of the whole key, hex. The key has 256 random bits: nothing slower would make guessing harder. */
export const zKeyHash = z.string().regex(/^[0-9a-f]{64}$/);

/** A machine's way in. The key itself is shown once and stands nowhere. */
export const apiKeyEvents = {
  ApiKeyIssued: event(
    z.strictObject({
      keyId: zApiKeyId,
      name: zShortText,
      prefix: zKeyPrefix,
      hash: zKeyHash,
      roles: z.array(zRoleName).min(1).max(20),
      /** At most these permissions of what the roles hold; null is no limit. */
      scopes: z.array(zPermissionName).max(100).nullable(),
      expiresAt: zMoment.nullable(),
      /** Whoever asked for it. */
      createdBy: zPrincipal,
      /** Null: one person was enough, or there was only one. */
      approval: zApproval.nullable(),
    }),
    withoutApproval,
  ),
  /** A new secret. The one before it works until `overlapUntil`, so that nobody has to be faster than light. */
  ApiKeyRotated: event(
    z.strictObject({
      prefix: zKeyPrefix,
      hash: zKeyHash,
      overlapUntil: zMoment,
      rotatedBy: zPrincipal,
      approval: zApproval.nullable(),
    }),
    withoutApproval,
  ),
  ApiKeyRevoked: event(z.strictObject({ revokedBy: zPrincipal, reason: zReason })),
};

export type ApiKeyEvent = EventsOf<typeof apiKeyEvents>;
