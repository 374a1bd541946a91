import { z } from 'zod';
import { withoutApproval, zApproval } from '../kernel/approval.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zReason, zShortText } from '../kernel/fields.ts';
import { zTenantId } from '../kernel/ids.ts';
import { zPermissionName, zPrincipal, zRoleName } from '../kernel/principal.ts';

const zPermissions = z.array(zPermissionName).max(200);

/** A setting before and after, who changed it and why. */
const changeOf = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ before: value, after: value, changedBy: zPrincipal, reason: zReason });

export const tenantEvents = {
  TenantProvisioned: event(
    z.strictObject({
      tenantId: zTenantId,
      name: zShortText,
      /** Whether nobody gives power alone. */
      fourEyes: z.boolean(),
    }),
    // Tenants from before the rule was one: it holds for them.
    (data) => ({ ...(data as object), fourEyes: true }),
  ),
  TenantSuspended: event(z.strictObject({ suspendedBy: zPrincipal, reason: zReason })),
  TenantResumed: event(z.strictObject({ resumedBy: zPrincipal, reason: zReason })),
  /** What a role holds in this tenant, whole, before and after. */
  TenantRoleChanged: event(
    z.strictObject({
      role: zRoleName,
      before: zPermissions,
      after: zPermissions,
      /** Whoever asked for it. */
      changedBy: zPrincipal,
      reason: zReason,
      /** Null: one person was enough, or there was only one. */
      approval: zApproval.nullable(),
    }),
    withoutApproval,
  ),
  TenantRenamed: event(changeOf(zShortText)),
  /** How deep below its root an account may stand. */
  AccountTreeDepthChanged: event(changeOf(z.int().min(1).max(50))),
  /** Switching it off takes two people; then `approval` is never null. */
  FourEyesChanged: event(changeOf(z.boolean()).extend({ approval: zApproval.nullable() })),
};

export type TenantEvent = EventsOf<typeof tenantEvents>;
