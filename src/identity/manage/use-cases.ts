import type { Outcome } from '../../application/execute.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import type { TenantEvent } from '../../domain/tenant/events.ts';
import type { TenantState } from '../../domain/tenant/tenant.ts';
import {
  type IssueKeyInput,
  issueKey,
  type KeyOutcome,
  type RevokeKeyInput,
  type RotateKeyInput,
  revokeKey,
  rotateKey,
} from './keys.ts';
import { type ChangeRoleInput, changeRole, grantRole, type RoleInput, type RoleOutcome, revokeRole } from './roles.ts';
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
  issueKey(input: IssueKeyInput, provenance: Provenance): Promise<KeyOutcome>;
  rotateKey(input: RotateKeyInput, provenance: Provenance): Promise<KeyOutcome>;
  revokeKey(input: RevokeKeyInput, provenance: Provenance): Promise<KeyOutcome>;
  grantRole(input: RoleInput, provenance: Provenance): Promise<RoleOutcome>;
  revokeRole(input: RoleInput, provenance: Provenance): Promise<RoleOutcome>;
  changeRole(input: ChangeRoleInput, provenance: Provenance): Promise<Outcome<TenantState, TenantEvent>>;
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
    provisionTenant: (input, provenance) => provisionTenant(eventStore, input, provenance),
    suspendTenant: (input, provenance) => suspendTenant(eventStore, input, provenance),
    resumeTenant: (input, provenance) => resumeTenant(eventStore, input, provenance),
  };
}
