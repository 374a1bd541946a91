import type { Rejection } from '../domain/kernel/decider.ts';
import type { RoleRules } from '../domain/kernel/role-rules.ts';
import { conflictsOf, effectivePermissions, permissionsOfRole, type RoleChanges } from './effective-permissions.ts';
import { isPermission, isRole, mayHold, type Permission, POWERS } from './permissions.ts';

/** The table of roles and permissions as one tenant has it, for deciders. */
export function roleRules({ changes, fourEyes }: { changes: RoleChanges; fourEyes: boolean }): RoleRules {
  const powersOf = (permissions: readonly string[]) => POWERS.filter((power) => permissions.includes(power));
  const powersHeld = (kind: 'user' | 'key', roles: readonly string[], scopes?: readonly string[]) =>
    powersOf([...effectivePermissions({ roles: roles.filter(isRole), changes, kind, scopes, ofDefaultTenant: true })]);
  return {
    fourEyes,
    rolesFault: (roles) =>
      conflictFault(
        roles.filter(isRole).flatMap((role) => permissionsOfRole(role, changes)),
        'These roles together',
      ),
    permissionsFault(role, permissions) {
      const known = permissions.filter(isPermission);
      return neverFault(role, known) ?? conflictFault(known, 'These permissions');
    },
    powersOf,
    powersOfPerson: (roles) => powersHeld('user', roles),
    powersOfKey: (roles, scopes) => powersHeld('key', roles, scopes ?? undefined),
  };
}

function neverFault(role: string, permissions: readonly Permission[]): Rejection | undefined {
  const never = permissions.filter((permission) => !(isRole(role) && mayHold(role, permission)));
  return never.length === 0
    ? undefined
    : {
        code: 'DUTIES_NOT_APART',
        message: `The role ${role} never holds ${never.join(', ')}.`,
        fields: { permissions: `must be without ${never.join(', ')}` },
      };
}

function conflictFault(permissions: readonly Permission[], what: string): Rejection | undefined {
  const [conflict] = conflictsOf(new Set(permissions));
  return conflict === undefined
    ? undefined
    : { code: 'DUTIES_NOT_APART', message: `${what} would break a rule: ${conflict.rule}.` };
}
