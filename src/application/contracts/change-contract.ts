import type { ContractCommand } from '../../domain/contract/commands.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { ContractState, DraftContract } from '../../domain/contract/state.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { ContractId, TenantId } from '../../domain/kernel/ids.ts';
import { rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { activation } from './activate-contract.ts';
import { amendments } from './change-active.ts';
import { revision } from './change-draft.ts';
import type { ContractChanges } from './contract-changes.ts';
import { type Contract, type ContractDeps, type ContractOutcome, onContract, todayOf } from './existing-contract.ts';
import { renewalLines } from './renewal-lines.ts';

export interface ChangeContractInput {
  readonly contractId: ContractId;
  readonly changes: ContractChanges;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

/**
 * Translates a PATCH into the facts that it means, all of them or none (billing-rules §7). What is unchanged is no fact.
 * In a draft everything but its identity can change. Later, seats and prices hold from today where the seller is, and the
 * term can be extended, renewed or cancelled; what else decides about charges changes by its command.
 */
export async function changeContract(
  deps: ContractDeps,
  input: ChangeContractInput,
  provenance: Provenance,
): Promise<ContractOutcome> {
  return onContract(
    deps,
    input,
    async (state) => {
      const commands = await commandsFor(deps, state, input.changes, provenance);
      return 'rejection' in commands ? rejected(commands.rejection) : commands;
    },
    provenance,
  );
}

async function commandsFor(
  deps: ContractDeps,
  state: Contract,
  changes: ContractChanges,
  { tenantId }: Provenance,
): Promise<readonly ContractCommand[] | { readonly rejection: Rejection }> {
  const fixed = identityFault(state, changes);
  if (fixed !== undefined) {
    return { rejection: fixed };
  }
  if (state.status !== 'draft') {
    const commands = amendments(state, changes, await todayOf(deps, tenantId, state.sellerId));
    return 'rejection' in commands ? commands : withRenewalLines(deps, tenantId, state, commands);
  }
  const revised = await revision(deps.eventStore, tenantId, state, changes);
  if ('rejection' in revised) {
    return revised;
  }
  switch (changes.status ?? 'draft') {
    case 'draft':
      return [revised];
    case 'active': {
      const activate = await activation(deps, tenantId, afterwards(state, revised));
      return 'rejection' in activate ? activate : [revised, activate];
    }
    default:
      return {
        rejection: {
          code: 'CONTRACT_NOT_ACTIVE',
          message: `Contract ${state.contractNumber} is a draft: activate it, or delete it; it cannot become ${changes.status}.`,
          fields: { status: 'must be draft or active' },
        },
      };
  }
}

/** A renewal's prices follow from the contract as the commands before it leave it. */
async function withRenewalLines(
  { eventStore }: ContractDeps,
  tenantId: TenantId,
  before: Contract,
  commands: readonly ContractCommand[],
): Promise<readonly ContractCommand[]> {
  let state: ContractState = before;
  const complete: ContractCommand[] = [];
  for (const command of commands) {
    if (command.kind === 'renew' && state.status === 'active') {
      const lines = await renewalLines(eventStore, tenantId, state, command.lines, state.serviceEnd);
      complete.push({ ...command, lines });
    } else {
      complete.push(command);
    }
    const decision = contract.decide(command, state);
    state = decision.outcome === 'accepted' ? decision.events.reduce(contract.evolve, state) : state;
  }
  return complete;
}

/** The draft as it will be; a revision that is refused leaves it, and is refused again when it is decided. */
function afterwards(state: DraftContract, command: ContractCommand): DraftContract {
  const decision = contract.decide(command, state);
  const revised = decision.outcome === 'accepted' ? decision.events.reduce(contract.evolve, state as Contract) : state;
  return revised.status === 'draft' ? revised : state;
}

function identityFault(state: Contract, changes: ContractChanges): Rejection | undefined {
  const { contractNumber, sellerId } = changes;
  const isOther =
    (contractNumber !== undefined && contractNumber !== state.contractNumber) ||
    (sellerId !== undefined && sellerId !== state.sellerId);
  return isOther
    ? {
        code: 'CONTRACT_TERM_FIXED',
        message: `The number and the seller of contract ${state.contractNumber} do not change; draft another contract.`,
        fields: { [contractNumber === state.contractNumber ? 'sellerId' : 'contractNumber']: 'does not change' },
      }
    : undefined;
}
