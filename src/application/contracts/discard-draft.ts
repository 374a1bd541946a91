import type { ContractId } from '../../domain/kernel/ids.ts';
import { release } from '../natural-keys.ts';
import type { Provenance } from '../ports/event-store.ts';
import { type ContractDeps, type ContractOutcome, onContract } from './existing-contract.ts';

export interface DiscardDraftInput {
  readonly contractId: ContractId;
  readonly reason: string | null;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

/** Throws a draft away and frees its number. A contract that was activated is cancelled instead. */
export async function discardDraft(
  deps: ContractDeps,
  input: DiscardDraftInput,
  provenance: Provenance,
): Promise<ContractOutcome> {
  const outcome = await onContract(
    deps,
    input,
    async () => [{ kind: 'discardDraft', reason: input.reason }],
    provenance,
  );
  if (outcome.outcome === 'accepted') {
    const { contractNumber, contractId } = outcome.state;
    await release(deps, 'contractNumber', contractNumber, contractId, provenance);
  }
  return outcome;
}
