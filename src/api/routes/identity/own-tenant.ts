import { z } from 'zod';
import { type IdentityTables, ownTenant, tenantChanges } from '../../../projections/identity/queries/identities.ts';
import type { TenantChangeRow } from '../../../projections/identity/queries/rows.ts';
import { respondAccepted, setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { single, zAccepted, zSingle } from '../../envelope.ts';
import { acceptedOrRefuse, foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zRequiredText, zTimestamp, zWireInteger, zWireUuid } from '../../values.ts';
import { approvedByOf, zApprovedBy, zDecidedGrantRequest } from './grant-record.ts';
import { IDENTITY_GROUPS, zReason, zWho } from './identity-values.ts';
import { respondRequested } from './requests.ts';

const TREE_DEPTH_MAX = 50;

const zChange = z.strictObject({
  setting: z.enum(['name', 'accountTreeDepthMax', 'fourEyes']),
  before: z.union([z.string(), z.number(), z.boolean()]),
  after: z.union([z.string(), z.number(), z.boolean()]),
  reason: z.string(),
  changedBy: zWho,
  approvedBy: zApprovedBy,
  changedAt: zTimestamp,
});

const settings = {
  id: zWireUuid,
  name: z.string(),
  /** How deep below its root an account may stand. */
  accountTreeDepthMax: z.int(),
  /** Whether nobody gives power alone. */
  fourEyes: z.boolean(),
};

const zOwnTenant = z
  .strictObject({ ...settings, createdAt: zTimestamp, changes: z.array(zChange) })
  .meta({ id: 'OwnTenant' });

const zTenantSettings = z.strictObject(settings).meta({ id: 'TenantSettings' });

function changeOfRow(row: TenantChangeRow): z.input<typeof zChange> {
  const { setting, before, after, reason, changed_by_kind: kind, changed_by_id: id, changed_at: changedAt } = row;
  return { setting, before, after, reason, changedBy: { kind, id }, approvedBy: approvedByOf(row), changedAt };
}

interface Settings {
  readonly tenantId: string;
  readonly name: string;
  readonly accountTreeDepthMax: number;
  readonly fourEyes: boolean;
}

function settingsOf(state: Settings | { readonly status: 'none' }): z.input<typeof zTenantSettings> {
  if (!('tenantId' in state)) {
    throw new Error('A command was accepted on a tenant that does not exist');
  }
  const { tenantId: id, name, accountTreeDepthMax, fourEyes } = state;
  return { id, name, accountTreeDepthMax, fourEyes };
}

export const getOwnTenant = defineRoute({
  method: 'GET',
  url: '/api/tenant',
  permission: 'identity.review',
  summary: 'Settings of your tenant, with every change of them',
  tags: ['Tenants'],
  groups: IDENTITY_GROUPS,
  response: { 200: zSingle(zOwnTenant) },
  handler: async ({ read, reply }) => {
    const [row, changes] = await read(async ({ db }: TenantRead<IdentityTables>) => [
      await ownTenant(db),
      await tenantChanges(db),
    ]);
    const found = foundOr404(row, 'tenant of yours in the read model yet');
    setRevision(reply, found.revision);
    return single({
      id: found.tenant_id,
      name: found.name,
      accountTreeDepthMax: found.account_tree_depth_max,
      fourEyes: found.four_eyes,
      createdAt: found.created_at,
      changes: changes.map(changeOfRow),
    });
  },
});

export const patchOwnTenant = defineRoute({
  method: 'PATCH',
  url: '/api/tenant',
  permission: 'identity.manage',
  summary: 'Change settings of your tenant',
  description: 'Each setting that differs is recorded with before, after and reason.',
  tags: ['Tenants'],
  body: z
    .strictObject({
      name: zRequiredText(200).optional(),
      accountTreeDepthMax: zWireInteger(1, TREE_DEPTH_MAX).optional(),
      reason: zReason,
    })
    .meta({ id: 'ChangeTenant' }),
  groups: IDENTITY_GROUPS,
  response: { 200: zAccepted(zTenantSettings) },
  handler: async ({ body, deps, command, reply }) => {
    const outcome = await deps.useCases.identity.changeTenantSettings(body, command());
    const { state, position, revision } = acceptedOrRefuse(outcome);
    return respondAccepted(reply, { data: settingsOf(state), position, revision, groups: IDENTITY_GROUPS });
  },
});

export const changeFourEyes = defineRoute({
  method: 'POST',
  url: '/api/tenant/change-four-eyes',
  permission: 'identity.manage',
  summary: 'Switch four eyes on, or ask for switching them off',
  description: 'Switching off takes two people itself: it is a request (202) that another administrator approves.',
  tags: ['Tenants'],
  body: z.strictObject({ on: z.boolean(), reason: zReason }).meta({ id: 'ChangeFourEyes' }),
  groups: IDENTITY_GROUPS,
  response: { 200: zAccepted(zTenantSettings), 202: zAccepted(zDecidedGrantRequest) },
  handler: async ({ body, deps, command, reply }) => {
    const outcome = await deps.useCases.identity.changeFourEyes(body, command());
    if (outcome.outcome === 'requested') {
      return respondRequested(reply, outcome);
    }
    const { state, position, revision } = acceptedOrRefuse(outcome);
    return respondAccepted(reply, { data: settingsOf(state), position, revision, groups: IDENTITY_GROUPS });
  },
});
