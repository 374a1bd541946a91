import { AppendRefused, type EventMetadata } from '../application/ports/event-store.ts';
import { CATEGORIES, type Category } from '../domain/categories.ts';
import type { DomainEvent, EventDefinition } from '../domain/kernel/events.ts';

/** An event in the log that this build cannot read. Never skipped: whoever meets it stops. */
export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
}

function definitionOf(category: Category, type: string): EventDefinition {
  const definition = CATEGORIES[category][type];
  if (definition === undefined) {
    throw new UnknownEvent(
      `This build does not know the event ${type} of ${category}. It was written by a newer build: deploy that one.`,
    );
  }
  return definition;
}

/**
 * Checks an event against its strict schema and returns the version to record. Data that fails is a bug of ours, so
 * this throws {@link AppendRefused}.
 */
export function validateForAppend(category: Category, event: DomainEvent): { data: unknown; schemaVersion: number } {
  const definition = definitionOf(category, event.type);
  const checked = definition.schema.safeParse(event.data);
  if (!checked.success) {
    throw new AppendRefused(`${event.type} of ${category} breaks its schema: ${checked.error.message}`, {
      cause: checked.error,
    });
  }
  return { data: checked.data, schemaVersion: definition.version };
}

/** Data of a recorded event in today's shape: upcast step by step, then checked. */
export function decode(
  category: Category,
  type: string,
  data: unknown,
  metadata: Pick<EventMetadata, 'schemaVersion'>,
): DomainEvent {
  const definition = definitionOf(category, type);
  if (metadata.schemaVersion > definition.version) {
    throw new UnknownEvent(
      `${type} of ${category} stands in the log in version ${metadata.schemaVersion}; this build reads up to ` +
        `${definition.version}. Deploy the build that wrote it.`,
    );
  }
  let current = data;
  for (const upcaster of definition.upcasters.slice(metadata.schemaVersion - 1)) {
    current = upcaster(current);
  }
  return { type, data: definition.schema.parse(current) };
}
