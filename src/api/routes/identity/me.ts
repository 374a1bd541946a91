import { z } from 'zod';
import { PERMISSIONS } from '../../../identity/permissions.ts';
import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { zWireUuid } from '../../values.ts';
import { zWho } from './identity-values.ts';

const zMe = z
  .strictObject({ tenantId: zWireUuid, who: zWho, roles: z.array(z.string()), permissions: z.array(z.string()) })
  .meta({ id: 'Me' });

export const getMe = defineRoute({
  method: 'GET',
  url: '/api/identity/me',
  permission: 'identity.read',
  summary: 'Who you are here, and what you may do',
  tags: ['Identity'],
  response: { 200: zSingle(zMe) },
  handler: async ({ identity }) => {
    const { tenantId, actor, roles, permissions } = identity();
    return single({
      tenantId,
      who: { kind: actor.kind, id: actor.id },
      roles: [...(roles ?? [])],
      permissions: PERMISSIONS.filter((permission) => permissions === 'all' || permissions.has(permission)),
    });
  },
});
