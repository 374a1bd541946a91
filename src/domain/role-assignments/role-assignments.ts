import { type Approval, fourEyesFault } from '../kernel/approval.ts';
import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import { isSamePrincipal, type Principal } from '../kernel/principal.ts';
import type { RoleRules } from '../kernel/role-rules.ts';
import type { RoleAssignmentsEvent } from './events.ts';

export interface RoleAssignmentsState {
  /** In the order in which they were granted. */
  readonly roles: readonly string[];
}

interface Change {
  readonly principal: Principal;
  readonly role: string;
  readonly by: Principal;
  readonly reason: string;
}

interface GrantRole extends Change {
  readonly kind: 'grant';
  readonly approval: Approval | null;
  readonly rules: RoleRules;
}

export type RoleAssignmentsCommand = GrantRole | ({ readonly kind: 'revoke' } & Change);

/** Which roles a person has. Nobody grants themselves one (billing rules §9); giving one up is free. */
export const roleAssignments: Decider<RoleAssignmentsState, RoleAssignmentsCommand, RoleAssignmentsEvent> = {
  initialState: { roles: [] },

  evolve({ roles }, event) {
    const others = roles.filter((role) => role !== event.data.role);
    switch (event.type) {
      case 'RoleGranted':
        return { roles: [...others, event.data.role] };
      case 'RoleRevoked':
        return { roles: others };
      default:
        return unreachable(event);
    }
  },

  decide(command, { roles }) {
    const { principal, role, by, reason } = command;
    switch (command.kind) {
      case 'grant':
        return grant(command, roles);
      case 'revoke':
        return roles.includes(role)
          ? accept({ type: 'RoleRevoked', data: { principal, role, revokedBy: by, reason } })
          : accept();
      default:
        return unreachable(command);
    }
  },
};

function grant(
  { principal, role, by, reason, approval, rules }: GrantRole,
  roles: readonly string[],
): Decision<RoleAssignmentsEvent> {
  if (isSamePrincipal(principal, by) || (approval !== null && isSamePrincipal(principal, approval.approvedBy))) {
    return reject('ROLE_SELF_GRANT', 'Nobody grants themselves a role; ask another administrator.');
  }
  if (roles.includes(role)) {
    return accept();
  }
  const after = [...roles, role];
  const rejection = rules.rolesFault(after);
  if (rejection !== undefined) {
    return { outcome: 'rejected', rejection };
  }
  const had = rules.powersOfPerson(roles);
  const adds = rules.powersOfPerson(after).filter((power) => !had.includes(power));
  return (
    fourEyesFault({ adds, fourEyes: rules.fourEyes, by, approval }) ??
    accept({ type: 'RoleGranted', data: { principal, role, grantedBy: by, reason, approval } })
  );
}
