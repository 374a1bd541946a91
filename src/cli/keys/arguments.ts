import { InvalidArgumentError } from 'commander';
import { type TenantId, zTenantId, zUuid } from '../../domain/kernel/ids.ts';
import { isRole, ROLES, type Role } from '../../identity/permissions.ts';

/** What stands behind the options of `keys`, read and checked. */

export function aRole(text: string, before: Role[] | undefined): Role[] {
  if (!isRole(text)) {
    throw new InvalidArgumentError(`It is one of ${ROLES.join(', ')}.`);
  }
  return [...(before ?? []), text];
}

export function aTenant(text: string): TenantId {
  const parsed = zTenantId.safeParse(text);
  if (!parsed.success) {
    throw new InvalidArgumentError('It is the id of a tenant, a UUID.');
  }
  return parsed.data;
}

export function anId(text: string): string {
  if (!zUuid.safeParse(text).success) {
    throw new InvalidArgumentError('It is the id of a key, a UUID, as `list` shows it.');
  }
  return text;
}

export function aMoment(text: string): string {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) {
    throw new InvalidArgumentError('It is a date or moment, such as 2027-01-31.');
  }
  return new Date(millis).toISOString();
}

const HOURS_MAX = 7 * 24;

export function hours(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}$/.test(text) || value > HOURS_MAX) {
    throw new InvalidArgumentError(`It is a whole number of hours, up to ${HOURS_MAX}.`);
  }
  return value;
}

export function aPerson(text: string): string {
  if (!/^(oidc|session):\S/.test(text) || text.length > 300) {
    throw new InvalidArgumentError('It begins with oidc: or session:, as GET /api/identity/me shows it.');
  }
  return text;
}
