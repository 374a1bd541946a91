import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { zGrantRequestId } from '../../../domain/kernel/ids.ts';
import type { Requested } from '../../../identity/manage/ask-for-grant.ts';
import type { GrantRequestOutcome } from '../../../identity/manage/decide-grant.ts';
import {
  findGrantRequest,
  grantRequestRows,
  type IdentityTables,
} from '../../../projections/identity/queries/identities.ts';
import { respondAccepted, setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zAccepted, zList, zSingle } from '../../envelope.ts';
import { acceptedOrRefuse, foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import {
  grantRequestOfDecision,
  grantRequestOfRow,
  zDecidedGrantRequest,
  zGrantRequest,
  zGrantStatus,
} from './grant-record.ts';
import { IDENTITY_GROUPS, zReason } from './identity-values.ts';

const zParams = z.strictObject({ id: zGrantRequestId });
const zJudgement = z.strictObject({ reason: zReason }).meta({ id: 'JudgeGrantRequest' });

/** 202: nothing has happened yet but that somebody has asked. */
export async function respondRequested(reply: FastifyReply, { request, position, revision }: Requested) {
  return respondAccepted(reply, {
    data: grantRequestOfDecision(request),
    position,
    revision,
    groups: IDENTITY_GROUPS,
    status: 202,
    location: `/api/identity/requests/${request.requestId}`,
  });
}

async function respondDecided(reply: FastifyReply, outcome: GrantRequestOutcome) {
  const { state, position, revision } = acceptedOrRefuse(outcome);
  return respondAccepted(reply, { data: grantRequestOfDecision(state), position, revision, groups: IDENTITY_GROUPS });
}

export const listGrantRequests = defineRoute({
  method: 'GET',
  url: '/api/identity/requests',
  permission: 'identity.review',
  summary: 'Power that people have asked for, and what others have said to it',
  tags: ['Identity'],
  query: z.strictObject({ status: zGrantStatus.optional() }),
  groups: IDENTITY_GROUPS,
  response: { 200: zList(zGrantRequest) },
  handler: async ({ read, query: { status }, deps }) => {
    const recorded = status === 'expired' ? 'open' : status;
    const rows = await read(({ db }: TenantRead<IdentityTables>) => grantRequestRows(db, recorded));
    const requests = rows.map((row) => grantRequestOfRow(row, deps.clock.now()));
    return list(status === undefined ? requests : requests.filter((request) => request.status === status));
  },
});

export const getGrantRequest = defineRoute({
  method: 'GET',
  url: '/api/identity/requests/:id',
  permission: 'identity.review',
  summary: 'One request for power',
  tags: ['Identity'],
  params: zParams,
  groups: IDENTITY_GROUPS,
  response: { 200: zSingle(zGrantRequest) },
  handler: async ({ params: { id }, read, reply, deps }) => {
    const row = await read(({ db }: TenantRead<IdentityTables>) => findGrantRequest(db, id));
    const found = foundOr404(row, `request ${id}`);
    setRevision(reply, found.revision);
    return single(grantRequestOfRow(found, deps.clock.now()));
  },
});

export const approveGrantRequest = defineRoute({
  method: 'POST',
  url: '/api/identity/requests/:id/approve',
  permission: 'identity.manage',
  summary: 'Approve what another administrator has asked for',
  description:
    'Done at once. Only people approve, and nobody what they have asked for or what is for themselves. When a rule has come to stand against it, the request lapses and says why.',
  tags: ['Identity'],
  params: zParams,
  body: zJudgement,
  groups: IDENTITY_GROUPS,
  response: { 200: zAccepted(zDecidedGrantRequest) },
  handler: async ({ params, body, deps, identity, command, reply }) => {
    const input = { requestId: params.id, reason: body.reason, ownRoles: identity().roles ?? [] };
    return respondDecided(reply, await deps.useCases.identity.approveGrant(input, command()));
  },
});

export const rejectGrantRequest = defineRoute({
  method: 'POST',
  url: '/api/identity/requests/:id/reject',
  permission: 'identity.manage',
  summary: 'Reject what another administrator has asked for',
  tags: ['Identity'],
  params: zParams,
  body: zJudgement,
  groups: IDENTITY_GROUPS,
  response: { 200: zAccepted(zDecidedGrantRequest) },
  handler: async ({ params, body, deps, identity, command, reply }) => {
    const input = { requestId: params.id, reason: body.reason, ownRoles: identity().roles ?? [] };
    return respondDecided(reply, await deps.useCases.identity.rejectGrant(input, command()));
  },
});

export const withdrawGrantRequest = defineRoute({
  method: 'POST',
  url: '/api/identity/requests/:id/withdraw',
  permission: 'identity.manage',
  summary: 'Withdraw what you have asked for',
  tags: ['Identity'],
  params: zParams,
  body: zJudgement,
  groups: IDENTITY_GROUPS,
  response: { 200: zAccepted(zDecidedGrantRequest) },
  handler: async ({ params, body, deps, command, reply }) => {
    const input = { requestId: params.id, reason: body.reason };
    return respondDecided(reply, await deps.useCases.identity.withdrawGrant(input, command()));
  },
});
