import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { Category } from '../../domain/categories.ts';
import {
  type EventOfType,
  type EventTypeOf,
  type Projection,
  type ProjectionTransaction,
  placementOf,
} from './projection.ts';

/** For each category covered: which event types are applied. Both words must be spelled out for every type. */
export type Coverage = {
  readonly [C in Category]?: { readonly [Type in EventTypeOf<C>]: 'applied' | 'ignored' } | 'ignored';
};

/** The events that a coverage marks as applied, as a union. */
export type AppliedEvent<On extends Coverage> = {
  [C in keyof On & Category]: {
    [Type in EventTypeOf<C>]: On[C] extends { readonly [T in Type]: 'applied' } ? EventOfType<C, Type> : never;
  }[EventTypeOf<C>];
}[keyof On & Category];

/**
 * A projection written in SQL of its own, set-based: closure tables, journals. `apply` gets the applied events of a
 * batch, in log order, and must leave the same rows however the log is cut into batches.
 */
export function applyProjection<const On extends Coverage>(definition: {
  readonly name: string;
  readonly on: On;
  readonly apply: (events: readonly RecordedEvent<AppliedEvent<On>>[], tx: ProjectionTransaction) => Promise<void>;
}): Projection {
  const placement = placementOf<'applied'>(definition.on);
  return {
    name: definition.name,
    wants: ({ stream, event }) => placement.get(stream.category)?.has(event.type) === true,
    covers: (category) => placement.has(category),
    // `wants` has let through exactly the types in AppliedEvent.
    project: (events, tx) => definition.apply(events as readonly RecordedEvent<AppliedEvent<On>>[], tx),
  };
}
