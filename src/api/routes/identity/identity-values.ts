import { z } from 'zod';
import { PERMISSIONS, ROLES } from '../../../identity/permissions.ts';
import { zRequiredText } from '../../values.ts';

/** Projection groups that show who may come in. */
export const IDENTITY_GROUPS = ['identity'] as const;

export const zRole = z.enum(ROLES);
export const zPermission = z.enum(PERMISSIONS);

export const zReason = zRequiredText(1000);

/** Whoever did something. */
export const zWho = z.strictObject({ kind: z.string(), id: z.string() }).meta({ id: 'Who' });

/** A person, as identities name them: `oidc:<sub>` of a token, `session:<id>` of the login service. */
export const zPersonInput = z
  .strictObject({
    kind: z.literal('user'),
    id: z
      .string()
      .max(300, 'must have at most 300 characters')
      .regex(/^(oidc|session):\S/, 'must begin with oidc: or session:, as GET /api/identity/me shows it'),
  })
  .meta({ id: 'Person' });
