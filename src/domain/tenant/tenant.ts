import { accept, type Decider } from '../kernel/decider.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { TenantEvent } from './events.ts';

export type TenantState =
  | { readonly status: 'none' }
  | { readonly status: 'provisioned'; readonly tenantId: TenantId; readonly name: string };

export interface ProvisionTenant {
  readonly kind: 'provision';
  readonly tenantId: TenantId;
  readonly name: string;
}

/** A tenant: everything else in Ledgerline belongs to one. */
export const tenant: Decider<TenantState, ProvisionTenant, TenantEvent> = {
  initialState: { status: 'none' },
  evolve: (_state, { data }) => ({ status: 'provisioned', ...data }),
  // Every start provisions the default tenant, so asking again is no error, whatever name it is configured with by now.
  decide: ({ tenantId, name }, state) =>
    state.status === 'none' ? accept({ type: 'TenantProvisioned', data: { tenantId, name } }) : accept(),
};
