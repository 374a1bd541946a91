import { derivedId } from '../../application/derived-ids.ts';
import type { StreamId } from '../../application/ports/event-store.ts';
import type { ApiKeyId, GrantRequestId, TenantId } from '../../domain/kernel/ids.ts';
import type { Principal } from '../../domain/kernel/principal.ts';

export function apiKeyStream(tenantId: TenantId, keyId: ApiKeyId): StreamId {
  return { category: 'apiKey', tenantId, id: keyId };
}

/** Ids of people come from elsewhere and may hold anything; the stream's is derived. */
export function roleAssignmentsStream(tenantId: TenantId, { kind, id }: Principal): StreamId {
  return { category: 'roleAssignments', tenantId, id: derivedId('principal', kind, id) };
}

export function tenantStream(tenantId: TenantId): StreamId {
  return { category: 'tenant', tenantId, id: tenantId };
}

export function grantRequestStream(tenantId: TenantId, id: GrantRequestId): StreamId {
  return { category: 'grantRequest', tenantId, id };
}
