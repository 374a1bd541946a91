import { derivedId } from './derived-ids.ts';
import type { Provenance } from './ports/event-store.ts';

/**
 * The provenance of one step of a use case that spans streams. Its command id derives from the whole command's, so that
 * a repetition after a crash finds the steps that were taken.
 */
export function step(provenance: Provenance, ...parts: readonly (string | number)[]): Provenance {
  return {
    ...provenance,
    commandId: derivedId(provenance.commandId, ...parts),
    causationId: provenance.commandId,
  };
}
