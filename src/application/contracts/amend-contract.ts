import type { ContractId } from '../../domain/kernel/ids.ts';
import { rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import type { Amendment } from './amendment.ts';
import { commandOf } from './amendment-command.ts';
import { type ContractDeps, type ContractOutcome, onContract } from './existing-contract.ts';

export interface AmendContractInput {
  readonly contractId: ContractId;
  readonly amendment: Amendment;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

/** Changes a binding contract by one fact. What it does to charges comes out with the next billing. */
export async function amendContract(
  deps: ContractDeps,
  input: AmendContractInput,
  provenance: Provenance,
): Promise<ContractOutcome> {
  return onContract(
    deps,
    input,
    async (state) => {
      const command = await commandOf(deps, state, input.amendment, provenance);
      return 'rejection' in command ? rejected(command.rejection) : [command];
    },
    provenance,
  );
}
