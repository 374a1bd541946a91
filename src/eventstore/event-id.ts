import { derivedId } from '../application/derived-ids.ts';

/**
 * The id of an event derives from its command, its place and what it says. The same append again has the same ids, so
 * the store recognises it. Another worker's append for the same command that says something else (a day later, other tax
 * rates) has other ids: it meets a conflict and finds what was recorded, instead of taking its own version for it.
 */
export function eventIdOf(commandId: string, stream: string, index: number, dataJson: string): string {
  return derivedId(commandId, stream, index, dataJson);
}
