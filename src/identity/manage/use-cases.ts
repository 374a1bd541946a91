import type { Outcome } from '../../application/execute.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import type { TenantEvent } from '../../domain/tenant/events.ts';
import type { TenantState } from '../../domain/tenant/state.ts';
import type { GrantOutcome } from './ask-for-grant.ts';
import {
  approveGrant,
  type GrantRequestOutcome,
  type JudgeGrantInput,
  rejectGrant,
  type WithdrawGrantInput,
  withdrawGrant,
} from './decide-grant.ts';
import {
  type IssueKeyInput,
  issueKey,
  type KeyGrantOutcome,
  type KeyOutcome,
  type RevokeKeyInput,
  type RotateKeyInput,
  revokeKey,
  rotateKey,
} from './keys.ts';
import {
  type ChangeRoleInput,
  changeRole,
  grantRole,
  type RoleChangeOutcome,
  type RoleGrantOutcome,
  type RoleInput,
  type RoleOutcome,
  revokeRole,
} from './roles.ts';
import {
  type ChangeFourEyesInput,
  type ChangeSettingsInput,
  changeFourEyes,
  changeTenantSettings,
} from './tenant-settings.ts';
import {
  type ProvisionTenantInput,
  provisionTenant,
  resumeTenant,
  suspendTenant,
  type TenantOutcome,
  type TenantStatusInput,
} from './tenants.ts';

/** What can be done about who may come in, with everything bound that it needs. */
export interface IdentityUseCases {
  issueKey(input: IssueKeyInput, provenance: Provenance): Promise<KeyGrantOutcome>;
  rotateKey(input: RotateKeyInput, provenance: Provenance): Promise<KeyGrantOutcome>;
  revokeKey(input: RevokeKeyInput, provenance: Provenance): Promise<KeyOutcome>;
  grantRole(input: RoleInput, provenance: Provenance): Promise<RoleGrantOutcome>;
  revokeRole(input: RoleInput, provenance: Provenance): Promise<RoleOutcome>;
  changeRole(input: ChangeRoleInput, provenance: Provenance): Promise<RoleChangeOutcome>;
  approveGrant(input: JudgeGrantInput, provenance: Provenance): Promise<GrantRequestOutcome>;
  rejectGrant(input: JudgeGrantInput, provenance: Provenance): Promise<GrantRequestOutcome>;
  withdrawGrant(input: WithdrawGrantInput, provenance: Provenance): Promise<GrantRequestOutcome>;
  changeTenantSettings(input: ChangeSettingsInput, provenance: Provenance): Promise<Outcome<TenantState, TenantEvent>>;
  changeFourEyes(input: ChangeFourEyesInput, provenance: Provenance): Promise<GrantOutcome<TenantState, TenantEvent>>;
  provisionTenant(input: ProvisionTenantInput, provenance: Provenance): Promise<TenantOutcome>;
  suspendTenant(input: TenantStatusInput, provenance: Provenance): Promise<TenantOutcome>;
  resumeTenant(input: TenantStatusInput, provenance: Provenance): Promise<TenantOutcome>;
}

export function createIdentityUseCases(eventStore: EventStore): IdentityUseCases {
  return {
    issueKey: (input, provenance) => issueKey(eventStore, input, provenance),
    rotateKey: (input, provenance) => rotateKey(eventStore, input, provenance),
    revokeKey: (input, provenance) => revokeKey(eventStore, input, provenance),
    grantRole: (input, provenance) => grantRole(eventStore, input, provenance),
    revokeRole: (input, provenance) => revokeRole(eventStore, input, provenance),
    changeRole: (input, provenance) => changeRole(eventStore, input, provenance),
    approveGrant: (input, provenance) => approveGrant(eventStore, input, provenance),
    rejectGrant: (input, provenance) => rejectGrant(eventStore, input, provenance),
    withdrawGrant: (input, provenance) => withdrawGrant(eventStore, input, provenance),
    changeTenantSettings: (input, provenance) => changeTenantSettings(eventStore, input, provenance),
    changeFourEyes: (input, provenance) => changeFourEyes(eventStore, input, provenance),
    provisionTenant: (input, provenance) => provisionTenant(eventStore, input, provenance),
    suspendTenant: (input, provenance) => suspendTenant(eventStore, input, provenance),
    resumeTenant: (input, provenance) => resumeTenant(eventStore, input, provenance),
  };
}
