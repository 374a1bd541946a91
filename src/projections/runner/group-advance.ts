import type { Pool } from 'pg';
import type { RecordedEvent } from '../../application/ports/event-store.ts';
import { writeHalt } from './checkpoints.ts';
import { untilDatabaseAnswers } from './database-errors.ts';
import { type Target, writeBatch } from './group-writer.ts';
import { ProjectionError } from './projection-error.ts';
import type { RunnerLog } from './runner-log.ts';

export interface AdvanceContext {
  /** Connections in the role `projector`. */
  readonly pool: Pool;
  readonly log: RunnerLog;
  readonly signal: AbortSignal;
}

/** Where a group stopped: the event at `position` could not be folded; all before it are. */
export interface Halt {
  readonly position: bigint;
  readonly eventId: string;
  readonly stream: string;
  readonly error: unknown;
}

export type Advanced = { readonly position: bigint } | { readonly halt: Halt };

/**
 * Folds a batch into one group. While the database is away it tries again; when an event fails, the batch is cut in
 * halves until that event stands alone, so that everything before it is folded and the position is exact.
 * @throws ProjectionError when another build has taken over, or the reason of the abort signal.
 */
export async function advance(
  context: AdvanceContext,
  target: Target,
  events: readonly RecordedEvent[],
): Promise<Advanced> {
  const { pool, log, signal } = context;
  try {
    const position = await untilDatabaseAnswers(
      () => writeBatch(pool, target, events),
      signal,
      (error, delayMs) =>
        log.warn({ group: target.group.name, err: error, delayMs }, 'The database is away; the batch is tried again'),
    );
    return { position };
  } catch (error) {
    if (error instanceof ProjectionError || signal.aborted) {
      throw error;
    }
    const [first] = events;
    if (first === undefined || events.length > 1) {
      const middle = Math.floor(events.length / 2);
      const half = await advance(context, target, events.slice(0, middle));
      return 'halt' in half ? half : advance(context, target, events.slice(middle));
    }
    const stream = `${first.stream.category}-${first.stream.tenantId}.${first.stream.id}`;
    return { halt: { position: first.position, eventId: first.id, stream, error } };
  }
}

/** Says loudly that a group stands still, in the log and in its row. */
export async function reportHalt(context: AdvanceContext, target: Target, halt: Halt): Promise<void> {
  const message = halt.error instanceof Error ? halt.error.message : String(halt.error);
  context.log.error(
    {
      group: target.group.name,
      position: String(halt.position),
      eventId: halt.eventId,
      stream: halt.stream,
      err: halt.error,
    },
    `The read models of ${target.group.name} stand still: an event could not be folded. Deploy a build that can; it is never skipped.`,
  );
  await untilDatabaseAnswers(
    () => writeHalt(context.pool, target.schemaName, { ...halt, error: message }),
    context.signal,
    (error) => context.log.warn({ err: error }, 'The database is away; the halt is written down later'),
  );
}
