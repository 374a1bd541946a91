import { type Approval, fourEyesFault } from '../kernel/approval.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { Principal } from '../kernel/principal.ts';
import type { RoleRules } from '../kernel/role-rules.ts';
import type { TenantEvent } from './events.ts';
import type { Tenant } from './state.ts';

export interface ChangeRole {
  readonly kind: 'changeRole';
  readonly role: string;
  /** What the role holds where no tenant has changed it. */
  readonly standard: readonly string[];
  readonly permissions: readonly string[];
  readonly by: Principal;
  readonly reason: string;
  /** Roles of whoever asks: nobody makes their own role larger. */
  readonly ownRoles: readonly string[];
  readonly approval: Approval | null;
  readonly rules: RoleRules;
}

/** Changes what a role holds: never what must stay apart, and nothing that nobody gives alone without a second person. */
export function changeRole(command: ChangeRole, state: Tenant): Decision<TenantEvent> {
  const { role, by, reason, ownRoles, approval, rules } = command;
  if (ownRoles.includes(role)) {
    return reject('ROLE_OF_YOUR_OWN', `You have the role ${role} yourself; another may change it.`);
  }
  const { before, after } = rolePermissions(command, state);
  if (before.join() === after.join()) {
    return accept();
  }
  const rejection = rules.permissionsFault(role, after);
  if (rejection !== undefined) {
    return { outcome: 'rejected', rejection };
  }
  const adds = rules.powersOf(after.filter((permission) => !before.includes(permission)));
  return (
    fourEyesFault({ adds, fourEyes: state.fourEyes, by, approval }) ??
    accept({ type: 'TenantRoleChanged', data: { role, before, after, changedBy: by, reason, approval } })
  );
}

/** In the order of the alphabet, so that equal ones are equal texts. */
export function rolePermissions(
  { role, standard, permissions }: Pick<ChangeRole, 'role' | 'standard' | 'permissions'>,
  state: Tenant,
) {
  return { before: [...(state.roles[role] ?? standard)].sort(), after: [...new Set(permissions)].sort() };
}
