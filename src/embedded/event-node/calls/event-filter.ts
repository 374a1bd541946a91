import { invalidArgument } from '../protocol/grpc-status.ts';
import type { FilterOptions } from '../protocol/read-request.ts';
import type { EventLog } from '../storage/event-log.ts';

/** Whether the event with this ordinal is wanted. */
export type EventFilter = (ordinal: number) => boolean;

/**
 * Compiles a filter on `$all`. It is asked once per stream name or event type; after that an event costs one look-up.
 * @throws GrpcError if the regular expression is not one.
 */
export function compileFilter(options: FilterOptions, log: EventLog): EventFilter {
  const matches = compileExpression(options);
  const { index, streams } = log;
  const known = new Map<number, boolean>();
  const onStream = options.on === 'stream';
  return (ordinal) => {
    const id = onStream ? index.streamId(ordinal) : index.typeId(ordinal);
    const answer = known.get(id);
    if (answer !== undefined) return answer;
    const fresh = matches(onStream ? (streams.byId(id)?.name ?? '') : index.typeName(id));
    known.set(id, fresh);
    return fresh;
  };
}

function compileExpression(options: FilterOptions): (text: string) => boolean {
  if (options.regex === '') return (text) => options.prefixes.some((prefix) => text.startsWith(prefix));
  try {
    const regex = new RegExp(options.regex);
    return (text) => regex.test(text);
  } catch {
    throw invalidArgument(`'${options.regex}' is not a regular expression.`);
  }
}
