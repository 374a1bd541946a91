import type { StreamId } from '../application/ports/event-store.ts';
import { type Category, isCategory } from '../domain/categories.ts';
import type { TenantId } from '../domain/kernel/ids.ts';

const PATTERN = /^([A-Za-z]+)-([0-9a-f-]{36})\.(.+)$/;

/** `<category>-<tenant>.<id>`. */
export function streamName(stream: StreamId): string {
  return `${stream.category}-${stream.tenantId}.${stream.id}`;
}

/** The parts of a business stream's name, or undefined for a stream that is none of ours (system streams, links). */
export function parseStreamName(name: string): StreamId | undefined {
  const match = PATTERN.exec(name);
  const [, category, tenantId, id] = match ?? [];
  if (category === undefined || tenantId === undefined || id === undefined || !isCategory(category)) {
    return undefined;
  }
  return { category: category satisfies Category, tenantId: tenantId as TenantId, id }; // our own names: written by streamName
}
