import { type ApiKeyState, apiKey } from '../domain/api-key/api-key.ts';
import type { ApiKeyEvent } from '../domain/api-key/events.ts';
import type { ApiKeyId } from '../domain/kernel/ids.ts';
import type { Principal } from '../domain/kernel/principal.ts';
import type { EventStore, Provenance, StreamId } from './ports/event-store.ts';

/** Who has asked for the key that asks now: they must not approve what their own machine wants. */
export async function personBehind(eventStore: EventStore, { tenantId, actor }: Provenance): Promise<Principal> {
  let who: Principal = actor;
  const seen = new Set<string>();
  while (who.kind === 'key' && !seen.has(who.id)) {
    seen.add(who.id);
    const stream: StreamId = { category: 'apiKey', tenantId, id: who.id as ApiKeyId }; // ids of keys that act are ids of keys
    const { state } = await eventStore.load<ApiKeyState, ApiKeyEvent>(stream, apiKey);
    who = state.status === 'none' ? who : state.createdBy;
  }
  return who;
}
