import type { TenantId } from '../kernel/ids.ts';

export interface Tenant {
  readonly status: 'provisioned' | 'suspended';
  readonly tenantId: TenantId;
  readonly name: string;
  /** Role → what it holds here; a role that is not in it holds what it holds everywhere. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Whether nobody gives power alone. */
  readonly fourEyes: boolean;
  /** How deep below its root an account may stand. */
  readonly accountTreeDepthMax: number;
}

export type TenantState = { readonly status: 'none' } | Tenant;

/** Until a tenant says otherwise. */
export const ACCOUNT_TREE_DEPTH_MAX = 10;
