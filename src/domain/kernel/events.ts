import type { z } from 'zod';

/** Brings data of one schema version to the next. Pure; golden files of the old version prove it. */
export type Upcaster = (data: unknown) => unknown;

/** Where an older version is a newer one as it stands: a list of what changed, or a word that could not be said yet. */
export const asItWas: Upcaster = (data) => data;

export interface EventDefinition<Schema extends z.ZodType = z.ZodType> {
  /** Current version: 1 + the number of upcasters. */
  readonly version: number;
  readonly schema: Schema;
  /** `upcasters[0]` turns version 1 into 2, and so on. */
  readonly upcasters: readonly Upcaster[];
}

export type EventCatalogue = Readonly<Record<string, EventDefinition>>;

/** One event type: its strict schema, and how older versions become it. */
export function event<Schema extends z.ZodType>(schema: Schema, ...upcasters: Upcaster[]): EventDefinition<Schema> {
  return { version: 1 + upcasters.length, schema, upcasters };
}

/** The union `{ type, data }` of all events in a catalogue. */
export type EventsOf<Catalogue extends EventCatalogue> = {
  [Type in keyof Catalogue & string]: {
    readonly type: Type;
    readonly data: z.infer<Catalogue[Type]['schema']>;
  };
}[keyof Catalogue & string];

export interface DomainEvent {
  readonly type: string;
  readonly data: unknown;
}
