import { z } from 'zod';
import { withoutApproval, zApproval } from '../kernel/approval.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zReason } from '../kernel/fields.ts';
import { zPrincipal, zRoleName } from '../kernel/principal.ts';

/** Roles of one person in one tenant: a stream for each. */
export const roleAssignmentsEvents = {
  RoleGranted: event(
    z.strictObject({
      principal: zPrincipal,
      role: zRoleName,
      /** Whoever asked for it. */
      grantedBy: zPrincipal,
      reason: zReason,
      /** Null: one person was enough, or there was only one. */
      approval: zApproval.nullable(),
    }),
    withoutApproval,
  ),
  RoleRevoked: event(
    z.strictObject({ principal: zPrincipal, role: zRoleName, revokedBy: zPrincipal, reason: zReason }),
  ),
};

export type RoleAssignmentsEvent = EventsOf<typeof roleAssignmentsEvents>;
