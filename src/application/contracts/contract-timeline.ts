import { contract } from '../../domain/contract/contract.ts';
import type { ContractEvent } from '../../domain/contract/events.ts';
import type { ContractState } from '../../domain/contract/state.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { ContractId, TenantId } from '../../domain/kernel/ids.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { RecordedEvent } from '../ports/event-store.ts';
import { contractStream } from '../streams.ts';
import { type Contract, type ContractDeps, contractNotFound, todayOf } from './existing-contract.ts';

export interface TimelineInput {
  readonly contractId: ContractId;
  /** As known at this moment (ISO 8601, UTC); null: now. */
  readonly knownAt: string | null;
}

/** A contract with its history, as it was known at some moment. */
export interface ContractTimeline {
  readonly outcome: 'accepted';
  readonly contract: Contract;
  readonly revision: number;
  /** Today where the seller is. */
  readonly today: CivilDate;
  /** Every fact until then, the first one first. */
  readonly events: readonly RecordedEvent<ContractEvent>[];
}

/** Reads the contract's stream up to a moment: what was agreed then, by effective date. */
export async function contractTimeline(
  deps: ContractDeps,
  { contractId, knownAt }: TimelineInput,
  { tenantId }: { readonly tenantId: TenantId },
): Promise<ContractTimeline | Rejected> {
  // A stream of category contract holds events of contracts.
  const recorded = (await deps.eventStore.read(contractStream(tenantId, contractId))) as RecordedEvent<ContractEvent>[];
  const events = knownAt === null ? recorded : knownUntil(recorded, knownAt);
  const state = events.reduce<ContractState>((folded, { event }) => contract.evolve(folded, event), { status: 'none' });
  const last = events.at(-1);
  if (state.status === 'none' || last === undefined) {
    const [first] = recorded;
    return first === undefined || knownAt === null
      ? contractNotFound(contractId)
      : rejected({
          code: 'CONTRACT_NOT_KNOWN_THEN',
          message: `Nothing was known of this contract on ${knownAt}; its first fact was recorded on ${first.metadata.recordedAt}.`,
          fields: { knownAt: `must be ${first.metadata.recordedAt} or later` },
        });
  }
  const today = await todayOf(deps, tenantId, state.sellerId);
  return { outcome: 'accepted', contract: state, revision: last.revision, today, events };
}

/** A moment maps to the last fact recorded until then, in the order of the log. */
function knownUntil<Event extends RecordedEvent>(events: readonly Event[], moment: string): readonly Event[] {
  const until = Date.parse(moment);
  const count = events.findLastIndex(({ metadata }) => Date.parse(metadata.recordedAt) <= until) + 1;
  return events.slice(0, count);
}
