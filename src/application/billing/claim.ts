import type { RunRequest } from '../../domain/billing-run/billing-run.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { BindingContract, Claim, ContractState } from '../../domain/contract/state.ts';
import type { MemberOutcome } from '../../domain/invoice/events.ts';
import type { ClaimId, ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import { execute } from '../execute.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { groupFactsOf, groupIdOf, groupOfPart } from './group-id.ts';
import { contractStream } from './streams.ts';

/** What became of one contract: the outcome that the document lists and, when something was claimed, the claim. */
export interface MemberResult {
  readonly outcome: MemberOutcome;
  readonly claimed?: { readonly contract: BindingContract; readonly claim: Claim };
  /** The claim stood there before: the document may exist already. */
  readonly wasThere: boolean;
}

/**
 * Claims what a contract owes for one document. The append at the revision that was read is the claim: two workers
 * cannot both win it, and whoever comes again finds its own.
 */
export async function claimCharges(
  eventStore: EventStore,
  run: RunRequest,
  group: { readonly groupId: string; readonly invoiceId: InvoiceId },
  contractId: ContractId,
  provenance: Provenance,
): Promise<MemberResult> {
  const stream = contractStream(provenance.tenantId, contractId);
  const { invoiceId } = group;
  const claimId = derivedId('claim', invoiceId, contractId) as ClaimId; // a UUID by construction
  const loaded = await eventStore.load(stream, contract);
  const existing = claimOf(loaded.state, claimId);
  if (existing !== undefined) {
    return existing;
  }
  const misfit = whyNot(loaded.state, contractId, group.groupId);
  if (misfit !== undefined) {
    return misfit;
  }
  const outcome = await execute(
    eventStore,
    contract,
    stream,
    { kind: 'raiseCharges', claimId, runId: run.runId, invoiceId, from: run.from, through: run.through },
    step(provenance, 'claim', invoiceId, contractId),
    { loaded },
  );
  if (outcome.outcome === 'rejected') {
    const { code, message } = outcome.rejection;
    return { outcome: { contractId, outcome: 'failed', code, message }, wasThere: false };
  }
  const claimed = claimOf(outcome.state, claimId);
  return claimed === undefined
    ? { outcome: { contractId, outcome: 'nothing_due', revision: outcome.revision }, wasThere: false }
    : { ...claimed, wasThere: outcome.events.length === 0 };
}

function claimOf(state: ContractState, claimId: ClaimId): MemberResult | undefined {
  if (state.status !== 'active' && state.status !== 'cancelled') {
    return undefined;
  }
  const claim = state.claims.find((candidate) => candidate.claimId === claimId);
  if (claim === undefined) {
    return undefined;
  }
  const { contractId } = state;
  if (claim.isReleased) {
    const message = 'Its charges were claimed by this run and released again; the next run bills them.';
    return { outcome: { contractId, outcome: 'failed', code: 'CLAIM_RELEASED', message }, wasThere: true };
  }
  return { outcome: { contractId, outcome: 'claimed', claimId }, claimed: { contract: state, claim }, wasThere: true };
}

function whyNot(state: ContractState, contractId: ContractId, groupId: string): MemberResult | undefined {
  const failed = (code: string, message: string): MemberResult => ({
    outcome: { contractId, outcome: 'failed', code, message },
    wasThere: false,
  });
  if (state.status !== 'active' && state.status !== 'cancelled') {
    return failed('CONTRACT_NOT_ACTIVE', `The contract is ${state.status}; only an active one is billed.`);
  }
  if (groupIdOf(groupFactsOf(state)) !== groupOfPart(groupId)) {
    return failed(
      'CONTRACT_CHANGED_DURING_RUN',
      `Contract ${state.contractNumber} got another bill-to, order or other terms while the run was under way; the next run bills it.`,
    );
  }
  return undefined;
}
