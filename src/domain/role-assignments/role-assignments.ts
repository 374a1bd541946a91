import { accept, type Decider, reject, unreachable } from '../kernel/decider.ts';
import { isSamePrincipal, type Principal } from '../kernel/principal.ts';
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

export type RoleAssignmentsCommand = ({ readonly kind: 'grant' } & Change) | ({ readonly kind: 'revoke' } & Change);

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

  decide({ kind, principal, role, by, reason }, { roles }) {
    switch (kind) {
      case 'grant':
        if (isSamePrincipal(principal, by)) {
          return reject('ROLE_SELF_GRANT', 'Nobody grants themselves a role; ask another administrator.');
        }
        return roles.includes(role)
          ? accept()
          : accept({ type: 'RoleGranted', data: { principal, role, grantedBy: by, reason } });
      case 'revoke':
        return roles.includes(role)
          ? accept({ type: 'RoleRevoked', data: { principal, role, revokedBy: by, reason } })
          : accept();
      default:
        return unreachable(kind);
    }
  },
};
