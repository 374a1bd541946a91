import { z } from 'zod';
import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { zTimestamp } from '../../values.ts';
import { grantRequestOfRow, zGrantRequest } from './grant-record.ts';
import { IDENTITY_GROUPS } from './identity-values.ts';
import { readAccessReview, zReviewed } from './reviewed-identity.ts';
import { rolesInTenant, zRoleInTenant } from './roles.ts';

const zReview = z
  .strictObject({
    at: zTimestamp,
    /** Whether nobody gives power alone. */
    fourEyes: z.boolean(),
    roles: z.array(zRoleInTenant),
    identities: z.array(zReviewed),
    /** Power that waits for a second person. */
    openRequests: z.array(zGrantRequest),
  })
  .meta({ id: 'AccessReview' });

export const getAccessReview = defineRoute({
  method: 'GET',
  url: '/api/identity/access-review',
  permission: 'identity.review',
  summary: 'Who may do what, since when, granted by whom',
  tags: ['Identity'],
  groups: IDENTITY_GROUPS,
  response: { 200: zSingle(zReview) },
  handler: async ({ read, deps, identity }) => {
    const ofDefaultTenant = identity().tenantId === deps.config.defaultTenantId;
    const { at, tenant, changed, identities, open } = await readAccessReview(read, {
      ofDefaultTenant,
      now: deps.clock.now(),
    });
    return single({
      at,
      fourEyes: tenant?.four_eyes ?? true,
      roles: rolesInTenant(changed),
      identities: [...identities],
      openRequests: open.map((row) => grantRequestOfRow(row, at)).filter(({ status }) => status === 'open'),
    });
  },
});
