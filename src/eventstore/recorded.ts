import type { AllStreamRecordedEvent, RecordedEvent as StoredEvent } from '@eventstore/db-client';
import { z } from 'zod';
import type { EventMetadata, RecordedEvent } from '../application/ports/event-store.ts';
import { zTenantId } from '../domain/kernel/ids.ts';
import { decode, UnknownEvent } from './codec.ts';
import { parseStreamName } from './streams.ts';

const zStoredMetadata = z.looseObject({
  tenantId: zTenantId,
  actor: z.strictObject({ kind: z.enum(['user', 'key', 'system', 'anonymous']), id: z.string() }),
  $correlationId: z.string(),
  $causationId: z.string(),
  commandId: z.string(),
  recordedAt: z.string(),
  schemaVersion: z.int().min(1),
  build: z.string(),
}) satisfies z.ZodType<EventMetadata>;

/** One stored event in today's shape. Throws {@link UnknownEvent} for anything that this build cannot read. */
export function toRecordedEvent(stored: StoredEvent | AllStreamRecordedEvent): RecordedEvent {
  const stream = parseStreamName(stored.streamId);
  if (stream === undefined) {
    throw new UnknownEvent(`The stream ${stored.streamId} is none of Ledgerline's; keep its event store to itself.`);
  }
  const metadata = zStoredMetadata.parse(stored.metadata);
  return {
    id: stored.id,
    stream,
    revision: Number(stored.revision), // far below 2^53: one stream never holds that many events
    position: stored.position?.commit ?? 0n,
    event: decode(stream.category, stored.type, stored.data, metadata),
    metadata,
  };
}
