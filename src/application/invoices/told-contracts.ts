import type { ContractCommand } from '../../domain/contract/commands.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { ContractId } from '../../domain/kernel/ids.ts';
import { execute } from '../execute.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { contractStream } from '../streams.ts';

/**
 * Tells one contract after the other; the first that refuses ends it. Each step may be taken twice. `attempt`: for what
 * must be decided anew each time, since somebody slow may have undone it in between.
 */
export async function tellContracts(
  eventStore: EventStore,
  told: ReadonlyMap<ContractId, ContractCommand>,
  provenance: Provenance,
  attempt = '',
): Promise<Rejection | null> {
  for (const [contractId, command] of told) {
    const stream = contractStream(provenance.tenantId, contractId);
    const outcome = await execute(
      eventStore,
      contract,
      stream,
      command,
      step(provenance, command.kind, contractId, attempt),
    );
    if (outcome.outcome === 'rejected') {
      return outcome.rejection;
    }
  }
  return null;
}
