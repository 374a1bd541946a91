import { z } from 'zod';
import { zKeyHash, zKeyPrefix } from '../api-key/events.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zReason, zShortText } from '../kernel/fields.ts';
import { zApiKeyId, zGrantRequestId } from '../kernel/ids.ts';
import { zMoment, zPermissionName, zPrincipal, zRoleName } from '../kernel/principal.ts';

const zRoles = z.array(zRoleName).max(20);
const zPermissions = z.array(zPermissionName).max(200);

/** What is asked for: power that nobody gives alone. */
export const zGrant = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('role'), principal: zPrincipal, role: zRoleName, before: zRoles, after: zRoles }),
  /** The secret was shown to whoever asked, and lets nobody in before the approval. */
  z.strictObject({
    kind: z.literal('key'),
    keyId: zApiKeyId,
    name: zShortText,
    prefix: zKeyPrefix,
    hash: zKeyHash,
    roles: zRoles,
    scopes: z.array(zPermissionName).max(100).nullable(),
    expiresAt: zMoment.nullable(),
  }),
  z.strictObject({
    kind: z.literal('keyRotation'),
    keyId: zApiKeyId,
    name: zShortText,
    prefix: zKeyPrefix,
    hash: zKeyHash,
    roles: zRoles,
    /** How long the secret of before still works after the approval. */
    overlapSeconds: z.int().min(0),
  }),
  z.strictObject({ kind: z.literal('rolePermissions'), role: zRoleName, before: zPermissions, after: zPermissions }),
  z.strictObject({ kind: z.literal('fourEyes'), before: z.literal(true), after: z.literal(false) }),
]);
export type Grant = z.infer<typeof zGrant>;

/** Power that somebody has asked for, and what another person has said to it. One stream for each request. */
export const grantRequestEvents = {
  GrantRequested: event(
    z.strictObject({
      requestId: zGrantRequestId,
      grant: zGrant,
      requestedBy: zPrincipal,
      /** The person behind it: of a machine's key, who had asked for that key. */
      responsible: zPrincipal,
      reason: zReason,
    }),
  ),
  GrantApproved: event(z.strictObject({ approvedBy: zPrincipal, reason: zReason })),
  GrantRejected: event(z.strictObject({ rejectedBy: zPrincipal, reason: zReason })),
  GrantWithdrawn: event(z.strictObject({ withdrawnBy: zPrincipal, reason: zReason })),
  /** Approved, and by then a rule stood against it: it has no effect. */
  GrantLapsed: event(z.strictObject({ code: z.string().min(1).max(100), because: z.string().min(1).max(1000) })),
};

export type GrantRequestEvent = EventsOf<typeof grantRequestEvents>;
