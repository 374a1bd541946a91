import type { Term } from '../../domain/contract/agreement.ts';
import { contract } from '../../domain/contract/contract.ts';
import { type RenewalQuote, renewalQuote } from '../../domain/contract/renewal-quote.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import type { ContractId, TenantId } from '../../domain/kernel/ids.ts';
import { newId } from '../derived-ids.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { Amendment } from './amendment.ts';
import { commandOf } from './amendment-command.ts';
import { type Contract, type ContractDeps, contractNotFound, loadContract } from './existing-contract.ts';

export interface QuoteRenewalInput {
  readonly contractId: ContractId;
  readonly renewal: Extract<Amendment, { kind: 'renew' }>;
}

export interface QuotedRenewal extends RenewalQuote {
  readonly outcome: 'accepted';
  readonly contract: BindingContract;
  readonly revision: number;
  /** The term before it, as it stands now. */
  readonly previous: Term;
}

/** What a new term would cost: decided as the renewal would be, rated as billing does, with nothing appended. */
export async function quoteRenewal(
  deps: ContractDeps,
  { contractId, renewal }: QuoteRenewalInput,
  { tenantId }: { readonly tenantId: TenantId },
): Promise<QuotedRenewal | Rejected> {
  const loaded = await loadContract(deps.eventStore, tenantId, contractId);
  if (loaded === undefined) {
    return contractNotFound(contractId);
  }
  const { state, revision } = loaded;
  const command = await commandOf(deps, state, renewal, { tenantId, commandId: newId() });
  if ('rejection' in command) {
    return rejected(command.rejection);
  }
  const decision = contract.decide(command, state);
  if (decision.outcome === 'rejected') {
    return decision;
  }
  const before = binding(state);
  const renewed = binding(decision.events.reduce(contract.evolve, state) as Contract); // events leave what is there
  const previous = before.agreedTerms.at(-1);
  if (previous === undefined) {
    throw new Error(`Contract ${contractId} binds without a term`);
  }
  return { outcome: 'accepted', contract: renewed, revision, previous, ...renewalQuote(before, renewed) };
}

/** A renewal is accepted on a binding contract only. */
function binding(state: Contract): BindingContract {
  if (state.status !== 'active' && state.status !== 'cancelled') {
    throw new Error(`A contract that is ${state.status} was renewed`);
  }
  return state;
}
