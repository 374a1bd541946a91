import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { zTenantId } from '../../../domain/kernel/ids.ts';
import type { TenantOutcome } from '../../../identity/manage/tenants.ts';
import { allTenants } from '../../../projections/identity/queries/identities.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zAccepted, zList } from '../../envelope.ts';
import { acceptedOrRefuse } from '../../refusal.ts';
import { zOptional, zRequiredText, zTimestamp, zWireUuid } from '../../values.ts';
import { IDENTITY_GROUPS, zPersonInput, zReason } from './identity-values.ts';

const zParams = z.strictObject({ id: zTenantId });
const zStatus = z.enum(['active', 'suspended']);

const zTenant = z
  .strictObject({
    id: zWireUuid,
    name: z.string(),
    status: zStatus,
    /** Of the last suspension or resumption. */
    reason: z.string().nullable(),
    since: zTimestamp,
    createdAt: zTimestamp,
  })
  .meta({ id: 'Tenant' });

const zDecidedTenant = z
  .strictObject({ id: zWireUuid, name: z.string(), status: zStatus })
  .meta({ id: 'DecidedTenant' });

async function respondWithTenant(reply: FastifyReply, outcome: TenantOutcome, status: 200 | 201 = 200) {
  const { state, position } = acceptedOrRefuse(outcome);
  const data = {
    id: state.tenantId,
    name: state.name,
    status: state.status === 'suspended' ? ('suspended' as const) : ('active' as const),
  };
  return respondAccepted(reply, { data, position, groups: IDENTITY_GROUPS, status });
}

export const listTenants = defineRoute({
  method: 'GET',
  url: '/api/tenants',
  permission: 'tenant.manage',
  summary: 'All tenants of this installation',
  tags: ['Tenants'],
  groups: IDENTITY_GROUPS,
  response: { 200: zList(zTenant) },
  handler: async ({ read }) => {
    const rows = await read(({ client }) => allTenants(client));
    return list(
      rows.map((row) => ({
        id: row.tenant_id,
        name: row.name,
        status: row.status,
        reason: row.status_reason,
        since: row.status_since,
        createdAt: row.created_at,
      })),
    );
  },
});

export const postTenant = defineRoute({
  method: 'POST',
  url: '/api/tenants',
  permission: 'tenant.manage',
  summary: 'Provision a tenant',
  description:
    'With its first administrators, who let others in: two where four eyes are wanted, since one alone cannot give anybody power. Others are added with `npm run keys`.',
  tags: ['Tenants'],
  body: z
    .strictObject({
      name: zRequiredText(200),
      firstAdmin: zOptional(zPersonInput),
      secondAdmin: zOptional(zPersonInput),
      fourEyes: z.boolean().optional().meta({ description: 'Whether nobody gives power alone; true unless given' }),
    })
    .meta({ id: 'NewTenant' }),
  groups: IDENTITY_GROUPS,
  response: { 201: zAccepted(zDecidedTenant) },
  handler: async ({ body, deps, command, reply }) => {
    const { name, firstAdmin, secondAdmin, fourEyes = true } = body;
    const admins = [firstAdmin, secondAdmin].filter((person) => person !== null && person !== undefined);
    const input = { name, admins, fourEyes };
    return respondWithTenant(reply, await deps.useCases.identity.provisionTenant(input, command()), 201);
  },
});

export const suspendTenant = defineRoute({
  method: 'POST',
  url: '/api/tenants/:id/suspend',
  permission: 'tenant.manage',
  summary: 'Serve no more requests of a tenant, and put its billing off',
  tags: ['Tenants'],
  params: zParams,
  body: z.strictObject({ reason: zReason }).meta({ id: 'SuspendTenant' }),
  groups: IDENTITY_GROUPS,
  response: { 200: zAccepted(zDecidedTenant) },
  handler: async ({ params, body, deps, command, reply }) => {
    const input = { tenantId: params.id, reason: body.reason };
    return respondWithTenant(reply, await deps.useCases.identity.suspendTenant(input, command()));
  },
});

export const resumeTenant = defineRoute({
  method: 'POST',
  url: '/api/tenants/:id/resume',
  permission: 'tenant.manage',
  summary: 'Serve a suspended tenant again',
  tags: ['Tenants'],
  params: zParams,
  body: z.strictObject({ reason: zReason }).meta({ id: 'ResumeTenant' }),
  groups: IDENTITY_GROUPS,
  response: { 200: zAccepted(zDecidedTenant) },
  handler: async ({ params, body, deps, command, reply }) => {
    const input = { tenantId: params.id, reason: body.reason };
    return respondWithTenant(reply, await deps.useCases.identity.resumeTenant(input, command()));
  },
});
