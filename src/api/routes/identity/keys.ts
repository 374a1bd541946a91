import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { zApiKeyId } from '../../../domain/kernel/ids.ts';
import type { KeyGrantOutcome } from '../../../identity/manage/keys.ts';
import { allKeys, type IdentityTables } from '../../../projections/identity/queries/identities.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zAccepted, zList } from '../../envelope.ts';
import { acceptedOrRefuse } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zOptional, zRequiredText, zTimestamp, zWireInteger } from '../../values.ts';
import { grantRequestOfDecision, zRequestedKey } from './grant-record.ts';
import { IDENTITY_GROUPS, zPermission, zReason, zRole } from './identity-values.ts';
import { keyOfDecision, keyOfRow, zApiKey, zDecidedKey } from './key-record.ts';

const zParams = z.strictObject({ id: zApiKeyId });
const OVERLAP_SECONDS = 24 * 3_600;
const OVERLAP_SECONDS_MAX = 7 * 24 * 3_600;

const zNewKey = z
  .strictObject({
    name: zRequiredText(200),
    roles: z.array(zRole).min(1, 'must name at least one role').max(20),
    scopes: zOptional(z.array(zPermission).max(100)).meta({
      description: 'At most these permissions of what the roles hold; all of them unless given',
    }),
    expiresAt: zOptional(zTimestamp).meta({ description: 'Never unless given' }),
    reason: zOptional(zReason).meta({ description: 'For whoever has to approve it' }),
  })
  .meta({ id: 'NewApiKey' });

async function respondWithKey(
  reply: FastifyReply,
  outcome: Exclude<KeyGrantOutcome, { outcome: 'requested' }>,
  now: string,
  status: 200 | 201 = 200,
) {
  const { state, position, revision } = acceptedOrRefuse(outcome);
  const data = keyOfDecision(state, now);
  return respondAccepted(reply, { data, position, revision, groups: IDENTITY_GROUPS, status });
}

/** 202: the key is shown, and lets nobody in before another person has approved it. */
async function respondWithRequest(
  reply: FastifyReply,
  { request, text, position, revision }: Extract<KeyGrantOutcome, { outcome: 'requested' }>,
) {
  return respondAccepted(reply, {
    data: { ...grantRequestOfDecision(request), key: text },
    position,
    revision,
    groups: IDENTITY_GROUPS,
    status: 202,
    location: `/api/identity/requests/${request.requestId}`,
  });
}

export const listKeys = defineRoute({
  method: 'GET',
  url: '/api/identity/keys',
  permission: 'identity.review',
  summary: 'Keys of machines, revoked ones included',
  tags: ['Identity'],
  groups: IDENTITY_GROUPS,
  response: { 200: zList(zApiKey) },
  handler: async ({ read, deps }) => {
    const rows = await read(({ db }: TenantRead<IdentityTables>) => allKeys(db));
    const now = deps.clock.now();
    return list(rows.map((row) => keyOfRow(row, now)));
  },
});

export const postKey = defineRoute({
  method: 'POST',
  url: '/api/identity/keys',
  permission: 'identity.manage',
  summary: 'Issue a key for a machine',
  description:
    'The answer shows the key this once: only its hash is kept. A key with a part in the business is only asked for (202): it lets nobody in until another administrator approves it.',
  tags: ['Identity'],
  body: zNewKey,
  groups: IDENTITY_GROUPS,
  response: { 201: zAccepted(zDecidedKey), 202: zAccepted(zRequestedKey) },
  handler: async ({ body, deps, command, reply }) => {
    const { name, roles } = body;
    const { scopes = null, expiresAt = null } = body;
    const input = { name, roles, scopes, expiresAt, reason: body.reason ?? undefined };
    const outcome = await deps.useCases.identity.issueKey(input, command());
    return outcome.outcome === 'requested'
      ? respondWithRequest(reply, outcome)
      : respondWithKey(reply, outcome, deps.clock.now(), 201);
  },
});

export const rotateKey = defineRoute({
  method: 'POST',
  url: '/api/identity/keys/:id/rotate',
  permission: 'identity.manage',
  summary: 'Give a key a new secret',
  description:
    'The secret of before works on for overlapSeconds: a day unless given. Whoever sees the new one can do what the key may, so a key with a part in the business gets it when another administrator approves (202); one that has leaked is revoked at once.',
  tags: ['Identity'],
  params: zParams,
  body: z
    .strictObject({ overlapSeconds: zOptional(zWireInteger(0, OVERLAP_SECONDS_MAX)), reason: zOptional(zReason) })
    .meta({ id: 'RotateApiKey' })
    .optional(),
  groups: IDENTITY_GROUPS,
  response: { 200: zAccepted(zDecidedKey), 202: zAccepted(zRequestedKey) },
  handler: async ({ params, body, deps, command, reply }) => {
    const overlapSeconds = body?.overlapSeconds ?? OVERLAP_SECONDS;
    const input = { keyId: params.id, overlapSeconds, reason: body?.reason ?? undefined };
    const outcome = await deps.useCases.identity.rotateKey(input, command());
    return outcome.outcome === 'requested'
      ? respondWithRequest(reply, outcome)
      : respondWithKey(reply, outcome, deps.clock.now());
  },
});

export const revokeKey = defineRoute({
  method: 'POST',
  url: '/api/identity/keys/:id/revoke',
  permission: 'identity.manage',
  summary: 'Revoke a key, within seconds and for good',
  tags: ['Identity'],
  params: zParams,
  body: z.strictObject({ reason: zReason }).meta({ id: 'RevokeApiKey' }),
  groups: IDENTITY_GROUPS,
  response: { 200: zAccepted(zDecidedKey) },
  handler: async ({ params, body, deps, command, reply }) => {
    const input = { keyId: params.id, reason: body.reason };
    return respondWithKey(reply, await deps.useCases.identity.revokeKey(input, command()), deps.clock.now());
  },
});
