import type { TenantId } from '../../domain/kernel/ids.ts';
import { tenant } from '../../domain/tenant/tenant.ts';
import type { EventStore } from '../ports/event-store.ts';
import { tenantStream } from '../streams.ts';

/**
 * Whether a tenant is suspended: then nothing is billed for it. What waits stands in its streams, and the sweeper takes it
 * up when the tenant is resumed.
 */
export async function isSuspended(eventStore: EventStore, tenantId: TenantId): Promise<boolean> {
  const { state } = await eventStore.load(tenantStream(tenantId), tenant);
  return state.status === 'suspended';
}

/** The same for many questions in a row about few tenants. */
export function suspensions(eventStore: EventStore): (tenantId: TenantId) => Promise<boolean> {
  const known = new Map<TenantId, Promise<boolean>>();
  return (tenantId) => {
    const asked = known.get(tenantId) ?? isSuspended(eventStore, tenantId);
    known.set(tenantId, asked);
    return asked;
  };
}
