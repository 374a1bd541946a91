import { DEPTH_MAX } from '../../domain/account-tree/ways.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import { tenant } from '../../domain/tenant/tenant.ts';
import type { EventStore } from '../ports/event-store.ts';
import { tenantStream } from '../streams.ts';

/** How deep below its root an account may stand: a setting of the tenant. */
export async function treeDepthMax(eventStore: EventStore, tenantId: TenantId): Promise<number> {
  const { state } = await eventStore.load(tenantStream(tenantId), tenant);
  return state.status === 'none' ? DEPTH_MAX : state.accountTreeDepthMax;
}
