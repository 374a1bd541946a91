import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import type { TenantEvent } from './events.ts';

export interface Tenant {
  readonly status: 'provisioned' | 'suspended';
  readonly tenantId: TenantId;
  readonly name: string;
  /** Role → what it holds here; a role that is not in it holds what it holds everywhere. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

export type TenantState = { readonly status: 'none' } | Tenant;

interface ChangeRole {
  readonly kind: 'changeRole';
  readonly role: string;
  /** What the role holds where no tenant has changed it. */
  readonly standard: readonly string[];
  readonly permissions: readonly string[];
  readonly by: Principal;
  readonly reason: string;
}

export type TenantCommand =
  | { readonly kind: 'provision'; readonly tenantId: TenantId; readonly name: string }
  | { readonly kind: 'suspend'; readonly by: Principal; readonly reason: string }
  | { readonly kind: 'resume'; readonly by: Principal; readonly reason: string }
  | ChangeRole;

/** A tenant: everything else in Ledgerline belongs to one. */
export const tenant: Decider<TenantState, TenantCommand, TenantEvent> = {
  initialState: { status: 'none' },

  evolve(state, event) {
    if (event.type === 'TenantProvisioned') {
      return { status: 'provisioned', ...event.data, roles: {} };
    }
    if (state.status === 'none') {
      throw new Error(`${event.type} cannot happen to a tenant that was never provisioned`);
    }
    switch (event.type) {
      case 'TenantSuspended':
        return { ...state, status: 'suspended' };
      case 'TenantResumed':
        return { ...state, status: 'provisioned' };
      case 'TenantRoleChanged':
        return { ...state, roles: { ...state.roles, [event.data.role]: event.data.after } };
      default:
        return unreachable(event);
    }
  },

  decide(command, state) {
    if (command.kind === 'provision') {
      // Every start provisions the default tenant, so asking again is no error, whatever name it is configured with by now.
      const { tenantId, name } = command;
      return state.status === 'none' ? accept({ type: 'TenantProvisioned', data: { tenantId, name } }) : accept();
    }
    if (state.status === 'none') {
      return reject('TENANT_NOT_FOUND', 'There is no such tenant.');
    }
    switch (command.kind) {
      case 'suspend':
        return state.status === 'suspended'
          ? accept()
          : accept({ type: 'TenantSuspended', data: { suspendedBy: command.by, reason: command.reason } });
      case 'resume':
        return state.status === 'suspended'
          ? accept({ type: 'TenantResumed', data: { resumedBy: command.by, reason: command.reason } })
          : accept();
      case 'changeRole':
        return changeRole(command, state);
      default:
        return unreachable(command);
    }
  },
};

function changeRole({ role, standard, permissions, by, reason }: ChangeRole, state: Tenant): Decision<TenantEvent> {
  const before = [...(state.roles[role] ?? standard)].sort();
  const after = [...new Set(permissions)].sort();
  return before.join() === after.join()
    ? accept()
    : accept({ type: 'TenantRoleChanged', data: { role, before, after, changedBy: by, reason } });
}
