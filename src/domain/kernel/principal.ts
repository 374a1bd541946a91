import { z } from 'zod';

/** Who did something, or is given something: a person, a machine's key, the system itself, or nobody that we could ask. */
export const zPrincipal = z.strictObject({
  kind: z.enum(['user', 'key', 'system', 'anonymous']),
  id: z.string().min(1).max(300),
});
export type Principal = z.infer<typeof zPrincipal>;

export function isSamePrincipal(one: Principal, other: Principal): boolean {
  return one.kind === other.kind && one.id === other.id;
}

/** Roles and permissions as events keep them: words, so that an old event outlives a word that is no longer in use. */
export const zRoleName = z.string().regex(/^[a-z][A-Za-z]{0,39}$/, 'must be the name of a role');
export const zPermissionName = z.string().regex(/^[a-z][A-Za-z]{0,39}\.[a-z][A-Za-z]{0,39}$/, 'must be a permission');

/** A moment: UTC, ISO 8601 with milliseconds, such as 2026-01-31T09:30:00.000Z. */
export const zMoment = z.iso.datetime({ precision: 3, error: 'must be a moment such as 2026-01-31T09:30:00.000Z' });
