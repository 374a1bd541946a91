import { type Identity, isPermitted } from '../identity/identity.ts';
import type { Permission } from '../identity/permissions.ts';
import { type Refusal, refusal } from './refusal.ts';

/** What the caller lacks, named, so that an administrator knows what to grant. */
export function forbidden(permission: Permission | 'public' | undefined, what: string): Refusal {
  return refusal('FORBIDDEN', `${what} needs the permission ${permission}, which you do not have.`, {
    details: { permission },
  });
}

/**
 * For a form whose values mean different facts: beside the permission that the route declares, the one of the fact that
 * this request means. To be called before anything is done.
 */
export function requirePermission(identity: Identity, permission: Permission, what: string): void {
  if (!isPermitted(identity, permission)) {
    throw forbidden(permission, what);
  }
}
