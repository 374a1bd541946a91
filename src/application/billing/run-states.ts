import { billingRun } from '../../domain/billing-run/billing-run.ts';
import type { BillingRunEvent } from '../../domain/billing-run/events.ts';
import type { BillingRunState } from '../../domain/billing-run/state.ts';
import type { BillingRunId, TenantId } from '../../domain/kernel/ids.ts';
import { type EventStore, type Loaded, NO_STREAM } from '../ports/event-store.ts';
import { runStream } from '../streams.ts';

/** A page of chunks with two hundred contracts each is about two megabytes. */
const READ_AT_ONCE = 100;
const RUNS_REMEMBERED = 16;

/**
 * Runs as they are now. Every chunk of a run asks for it, and a run with half a million contracts is a stream of fifty
 * megabytes: what was read of it stays folded in this process, and only what has come since is read.
 */
export interface RunStates {
  load(tenantId: TenantId, runId: BillingRunId): Promise<Loaded<BillingRunState>>;
}

const NOTHING: Loaded<BillingRunState> = {
  state: billingRun.initialState,
  revision: NO_STREAM,
  position: 0n,
  commands: new Map(),
};

export function createRunStates(eventStore: EventStore): RunStates {
  /** Those asked for last are last. */
  const remembered = new Map<string, Loaded<BillingRunState>>();

  return {
    async load(tenantId, runId) {
      const key = `${tenantId}.${runId}`;
      const loaded = await readOn(eventStore, tenantId, runId, remembered.get(key) ?? NOTHING);
      // Whoever has read further meanwhile is not overwritten.
      if (loaded.revision >= (remembered.get(key)?.revision ?? 0)) {
        remembered.delete(key);
        remembered.set(key, loaded);
      }
      const [oldest] = remembered.keys();
      if (remembered.size > RUNS_REMEMBERED && oldest !== undefined) {
        remembered.delete(oldest);
      }
      return loaded;
    },
  };
}

async function readOn(
  eventStore: EventStore,
  tenantId: TenantId,
  runId: BillingRunId,
  before: Loaded<BillingRunState>,
): Promise<Loaded<BillingRunState>> {
  const stream = runStream(tenantId, runId);
  let loaded = before;
  for (;;) {
    const events = await eventStore.read(stream, loaded.revision + 1, READ_AT_ONCE);
    const last = events.at(-1);
    if (last !== undefined) {
      const commands = new Map(loaded.commands);
      let { state } = loaded;
      for (const { event, revision, metadata } of events) {
        state = billingRun.evolve(state, event as BillingRunEvent); // the codec checked it against the category's schemas
        commands.set(metadata.commandId, revision);
      }
      loaded = { state, revision: last.revision, position: last.position, commands };
    }
    if (events.length < READ_AT_ONCE) {
      return loaded;
    }
  }
}
