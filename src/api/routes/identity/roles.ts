import { z } from 'zod';
import { permissionsOfRole, type RoleChanges } from '../../../identity/effective-permissions.ts';
import { isRole, ROLES, type Role } from '../../../identity/permissions.ts';
import { changedRoles, type IdentityTables } from '../../../projections/identity/queries/identities.ts';
import type { RolePermissionsRow } from '../../../projections/identity/queries/rows.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zAccepted, zList } from '../../envelope.ts';
import { acceptedOrRefuse } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zTimestamp } from '../../values.ts';
import { approvedByOf, zApprovedBy, zDecidedGrantRequest } from './grant-record.ts';
import { IDENTITY_GROUPS, zPermission, zReason, zRole, zWho } from './identity-values.ts';
import { respondRequested } from './requests.ts';

export const zRoleInTenant = z
  .strictObject({
    role: z.string(),
    permissions: z.array(z.string()),
    /** Null: it holds here what it holds everywhere. */
    changed: z.strictObject({ by: zWho, approvedBy: zApprovedBy, at: zTimestamp, reason: z.string() }).nullable(),
  })
  .meta({ id: 'RoleInTenant' });

export function roleChangesOf(rows: readonly RolePermissionsRow[]): RoleChanges {
  return new Map(
    rows.flatMap(({ role, permissions }): [Role, readonly string[]][] => (isRole(role) ? [[role, permissions]] : [])),
  );
}

export function rolesInTenant(rows: readonly RolePermissionsRow[]): z.input<typeof zRoleInTenant>[] {
  const changes = roleChangesOf(rows);
  const byRole = new Map(rows.map((row) => [row.role, row]));
  return ROLES.map((role) => {
    const row = byRole.get(role);
    const permissions = [...permissionsOfRole(role, changes)];
    return row === undefined
      ? { role, permissions, changed: null }
      : {
          role,
          permissions,
          changed: {
            by: { kind: row.changed_by_kind, id: row.changed_by_id },
            approvedBy: approvedByOf(row),
            at: row.changed_at,
            reason: row.reason,
          },
        };
  });
}

export const listRoles = defineRoute({
  method: 'GET',
  url: '/api/identity/roles',
  permission: 'identity.review',
  summary: 'What each role holds in this tenant',
  tags: ['Identity'],
  groups: IDENTITY_GROUPS,
  response: { 200: zList(zRoleInTenant) },
  handler: async ({ read }) =>
    list(rolesInTenant(await read(({ db }: TenantRead<IdentityTables>) => changedRoles(db)))),
});

export const putRole = defineRoute({
  method: 'PUT',
  url: '/api/identity/roles/:role',
  permission: 'identity.manage',
  summary: 'Set what a role holds in this tenant',
  description:
    'Recorded with before and after. What must stay apart stays apart, and nobody changes their own role. More of the business is only asked for (202) until another administrator approves it.',
  tags: ['Identity'],
  params: z.strictObject({ role: zRole }),
  body: z.strictObject({ permissions: z.array(zPermission).max(200), reason: zReason }).meta({ id: 'SetRole' }),
  groups: IDENTITY_GROUPS,
  response: {
    200: zAccepted(z.strictObject({ role: z.string(), permissions: z.array(z.string()) }).meta({ id: 'RoleSet' })),
    202: zAccepted(zDecidedGrantRequest),
  },
  handler: async ({ params: { role }, body, deps, identity, command, reply }) => {
    const input = { role, ...body, ownRoles: identity().roles ?? [] };
    const outcome = await deps.useCases.identity.changeRole(input, command());
    if (outcome.outcome === 'requested') {
      return respondRequested(reply, outcome);
    }
    const { position } = acceptedOrRefuse(outcome);
    const data = { role, permissions: [...new Set(body.permissions)].sort() };
    return respondAccepted(reply, { data, position, groups: IDENTITY_GROUPS });
  },
});
