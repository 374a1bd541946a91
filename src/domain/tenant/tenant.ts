import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import type { TenantEvent } from './events.ts';
import { type ChangeFourEyes, type ChangeSettings, changeFourEyes, changeSettings } from './settings.ts';
import { ACCOUNT_TREE_DEPTH_MAX, type Tenant, type TenantState } from './state.ts';
import { type ChangeRole, changeRole } from './tenant-roles.ts';

export type TenantCommand =
  | { readonly kind: 'provision'; readonly tenantId: TenantId; readonly name: string; readonly fourEyes: boolean }
  | { readonly kind: 'suspend'; readonly by: Principal; readonly reason: string }
  | { readonly kind: 'resume'; readonly by: Principal; readonly reason: string }
  | ChangeRole
  | ChangeSettings
  | ChangeFourEyes;

/** A tenant: everything else in Ledgerline belongs to one. */
export const tenant: Decider<TenantState, TenantCommand, TenantEvent> = {
  initialState: { status: 'none' },

  evolve(state, event) {
    if (event.type === 'TenantProvisioned') {
      return { status: 'provisioned', ...event.data, roles: {}, accountTreeDepthMax: ACCOUNT_TREE_DEPTH_MAX };
    }
    if (state.status === 'none') {
      throw new Error(`${event.type} cannot happen to a tenant that was never provisioned`);
    }
    return evolveTenant(state, event);
  },

  decide(command, state) {
    if (command.kind === 'provision') {
      // Every start provisions the default tenant, so asking again is no error, whatever name it is configured with by now.
      const { tenantId, name, fourEyes } = command;
      return state.status === 'none'
        ? accept({ type: 'TenantProvisioned', data: { tenantId, name, fourEyes } })
        : accept();
    }
    return state.status === 'none' ? reject('TENANT_NOT_FOUND', 'There is no such tenant.') : onTenant(command, state);
  },
};

function evolveTenant(state: Tenant, event: Exclude<TenantEvent, { type: 'TenantProvisioned' }>): Tenant {
  switch (event.type) {
    case 'TenantSuspended':
      return { ...state, status: 'suspended' };
    case 'TenantResumed':
      return { ...state, status: 'provisioned' };
    case 'TenantRoleChanged':
      return { ...state, roles: { ...state.roles, [event.data.role]: event.data.after } };
    case 'TenantRenamed':
      return { ...state, name: event.data.after };
    case 'AccountTreeDepthChanged':
      return { ...state, accountTreeDepthMax: event.data.after };
    case 'FourEyesChanged':
      return { ...state, fourEyes: event.data.after };
    default:
      return unreachable(event);
  }
}

function onTenant(command: Exclude<TenantCommand, { kind: 'provision' }>, state: Tenant): Decision<TenantEvent> {
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
    case 'changeSettings':
      return changeSettings(command, state);
    case 'changeFourEyes':
      return changeFourEyes(command, state);
    default:
      return unreachable(command);
  }
}
