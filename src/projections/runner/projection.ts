import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { Category, EventOfCategory } from '../../domain/categories.ts';

/**
 * Read models that belong together: one PostgreSQL schema of that name, and the unit of checkpoint, transaction,
 * rebuild and halt.
 */
export interface ProjectionGroup {
  /** Lower case letters, digits and underscores; also the schema's name. */
  readonly name: string;
  /** Raise it whenever tables or handlers change: the runner then builds the group anew beside the old one. */
  readonly version: number;
  /** `tables.sql` files, run in this order with the group's schema as search path, in one transaction. */
  readonly tables: readonly URL[];
  /** `indexes.sql` files: run after the tables; a rebuild creates them only when the rows are there. */
  readonly indexes?: readonly URL[];
  readonly projections: readonly Projection[];
}

/** Statements within the batch's transaction; the search path is the group's schema. */
export interface ProjectionTransaction {
  /** Runs a statement and gives its rows. numeric, bigint and date arrive as text, timestamps as ISO 8601 UTC. */
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Runs a statement and gives the number of rows that it changed. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
}

/**
 * Folds events into tables. What it writes may depend on the events alone: no clock, no random ids, no serials, and not
 * on where one batch ends and the next begins. So it must not read tables that another projection writes.
 */
export interface Projection {
  readonly name: string;
  /** False for events that leave its tables as they are. */
  wants(event: RecordedEvent): boolean;
  /** True when it has handlers for events of this category: then an unreadable one must stop it. */
  covers(category: Category): boolean;
  /** Folds events that it wants, in log order. */
  project(events: readonly RecordedEvent[], tx: ProjectionTransaction): Promise<void>;
  /** Compares the tables that were created with what the code declares. Throws when they differ. */
  checkTables?(tx: ProjectionTransaction): Promise<void>;
}

export type EventTypeOf<C extends Category> = EventOfCategory<C>['type'];

/** The event of one category and type. */
export type EventOfType<C extends Category, Type extends EventTypeOf<C>> = Extract<
  EventOfCategory<C>,
  { readonly type: Type }
>;

const NAME = /^[a-z][a-z0-9_]{0,49}$/;
/** Schemas that hold what cannot be folded again: the runner drops schemas when it builds groups. */
const TAKEN = new Set(['ops', 'vault', 'bullmq', 'public', 'information_schema', 'pg_catalog']);

/** Checks a group's name, since it goes into statements as an identifier. Throws on a bug. */
export function checkGroup(group: ProjectionGroup): ProjectionGroup {
  if (
    !NAME.test(group.name) ||
    TAKEN.has(group.name) ||
    group.name.endsWith('_rebuild') ||
    group.name.endsWith('_old')
  ) {
    throw new Error(
      `${group.name} is not a name for a group: take lower case letters, and none that other schemas have`,
    );
  }
  if (!Number.isInteger(group.version) || group.version < 1) {
    throw new Error(`The version of the group ${group.name} must be a whole number from 1`);
  }
  return group;
}

/** What a projection says about each event type, as a look-up: category → type → handler. */
export type Placement<Handler> = ReadonlyMap<Category, ReadonlyMap<string, Handler>>;

/** Drops what is ignored, so that a look-up answers "is there anything to do". */
export function placementOf<Handler>(on: Readonly<Record<string, unknown>>): Placement<Handler> {
  const placement = new Map<Category, ReadonlyMap<string, Handler>>();
  for (const [category, handlers] of Object.entries(on)) {
    if (handlers !== 'ignored' && handlers !== undefined) {
      const handled = Object.entries(handlers as Record<string, unknown>).filter(([, value]) => value !== 'ignored');
      placement.set(category as Category, new Map(handled as [string, Handler][])); // the types above say so
    }
  }
  return placement;
}
