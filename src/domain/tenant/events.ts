import { z } from 'zod';
import { type EventsOf, event } from '../kernel/events.ts';
import { zReason, zShortText } from '../kernel/fields.ts';
import { zTenantId } from '../kernel/ids.ts';
import { zPermissionName, zPrincipal, zRoleName } from '../kernel/principal.ts';

const zPermissions = z.array(zPermissionName).max(200);

export const tenantEvents = {
  TenantProvisioned: event(z.strictObject({ tenantId: zTenantId, name: zShortText })),
  TenantSuspended: event(z.strictObject({ suspendedBy: zPrincipal, reason: zReason })),
  TenantResumed: event(z.strictObject({ resumedBy: zPrincipal, reason: zReason })),
  /** What a role holds in this tenant, whole, before and after. */
  TenantRoleChanged: event(
    z.strictObject({
      role: zRoleName,
      before: zPermissions,
      after: zPermissions,
      changedBy: zPrincipal,
      reason: zReason,
    }),
  ),
};

export type TenantEvent = EventsOf<typeof tenantEvents>;
