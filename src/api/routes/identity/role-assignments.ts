import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Requested } from '../../../identity/manage/ask-for-grant.ts';
import type { RoleGrantOutcome, RoleInput } from '../../../identity/manage/roles.ts';
import { allAssignments, type IdentityTables } from '../../../projections/identity/queries/identities.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zAccepted, zList } from '../../envelope.ts';
import { acceptedOrRefuse } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zTimestamp } from '../../values.ts';
import { approvedByOf, zApprovedBy, zDecidedGrantRequest } from './grant-record.ts';
import { IDENTITY_GROUPS, zPersonInput, zReason, zRole, zWho } from './identity-values.ts';
import { respondRequested } from './requests.ts';

const zAssignment = z
  .strictObject({
    principal: zWho,
    role: z.string(),
    grantedBy: zWho,
    approvedBy: zApprovedBy,
    grantedAt: zTimestamp,
    reason: z.string(),
  })
  .meta({ id: 'RoleAssignment' });

const zRolesOfPerson = z.strictObject({ principal: zWho, roles: z.array(z.string()) }).meta({ id: 'RolesOfPerson' });

const zRoleChange = z.strictObject({ principal: zPersonInput, role: zRole, reason: zReason });

async function respondWithRoles(
  reply: FastifyReply,
  { principal }: RoleInput,
  outcome: Exclude<RoleGrantOutcome, Requested>,
) {
  const { state, position } = acceptedOrRefuse(outcome);
  const data = { principal: { ...principal }, roles: [...state.roles] };
  return respondAccepted(reply, { data, position, groups: IDENTITY_GROUPS });
}

export const listRoleAssignments = defineRoute({
  method: 'GET',
  url: '/api/identity/role-assignments',
  permission: 'identity.review',
  summary: 'Which people have which roles',
  tags: ['Identity'],
  groups: IDENTITY_GROUPS,
  response: { 200: zList(zAssignment) },
  handler: async ({ read }) => {
    const rows = await read(({ db }: TenantRead<IdentityTables>) => allAssignments(db));
    return list(
      rows.map((row) => ({
        principal: { kind: row.principal_kind, id: row.principal_id },
        role: row.role,
        grantedBy: { kind: row.granted_by_kind, id: row.granted_by_id },
        approvedBy: approvedByOf(row),
        grantedAt: row.granted_at,
        reason: row.reason,
      })),
    );
  },
});

export const grantRole = defineRoute({
  method: 'POST',
  url: '/api/identity/role-assignments',
  permission: 'identity.manage',
  summary: 'Give a person a role',
  description:
    'Nobody grants themselves one, and no two that would bring together what must stay apart. A role with a part in the business is only asked for (202) until another administrator approves it.',
  tags: ['Identity'],
  body: zRoleChange.meta({ id: 'GrantRole' }),
  groups: IDENTITY_GROUPS,
  response: { 200: zAccepted(zRolesOfPerson), 202: zAccepted(zDecidedGrantRequest) },
  handler: async ({ body, deps, command, reply }) => {
    const outcome = await deps.useCases.identity.grantRole(body, command());
    return outcome.outcome === 'requested' ? respondRequested(reply, outcome) : respondWithRoles(reply, body, outcome);
  },
});

export const revokeRole = defineRoute({
  method: 'POST',
  url: '/api/identity/role-assignments/revoke',
  permission: 'identity.manage',
  summary: 'Take a role from a person',
  tags: ['Identity'],
  body: zRoleChange.meta({ id: 'RevokeRole' }),
  groups: IDENTITY_GROUPS,
  response: { 200: zAccepted(zRolesOfPerson) },
  handler: async ({ body, deps, command, reply }) =>
    respondWithRoles(reply, body, await deps.useCases.identity.revokeRole(body, command())),
});
