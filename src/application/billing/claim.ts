import type { RunRequest } from '../../domain/billing-run/billing-run.ts';
import type { ContractCommand } from '../../domain/contract/commands.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { Charge, ContractEvent } from '../../domain/contract/events.ts';
import { proportionFault } from '../../domain/contract/proportion.ts';
import type { BindingContract, Claim, ContractState } from '../../domain/contract/state.ts';
import type { MemberOutcome } from '../../domain/invoice/events.ts';
import { type Decider, type Decision, reject } from '../../domain/kernel/decider.ts';
import type { AccountId, ClaimId, ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import type { BillingGuard } from '../../domain/seller/policies.ts';
import { derivedId } from '../derived-ids.ts';
import { execute } from '../execute.ts';
import type { Loaded, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { contractStream } from '../streams.ts';
import type { BillingDeps } from './dependencies.ts';
import { clearDrafts } from './drafts-in-review.ts';
import { faultOf } from './faults.ts';
import { groupFactsOf, groupIdOf, groupOfPart } from './group-id.ts';
import { bearersIn } from './own-documents.ts';

/** What became of one contract: the outcome that the document lists and, when something was claimed, the claim. */
export interface MemberResult {
  readonly outcome: MemberOutcome;
  readonly claimed?: { readonly contract: BindingContract; readonly claim: Claim };
  /** The claim stood there before: the document may exist already. */
  readonly wasThere: boolean;
  /** Accounts that get documents of their own for this contract. */
  readonly bearers: readonly AccountId[];
}

/** This document has no room for the contract's charges: they stand on the group's next one. */
export const DOCUMENT_FULL = 'DOCUMENT_FULL';

/**
 * Charges of one document, as JSON. Its lines are about as large, the outcomes of two hundred contracts stand beside
 * them, and one append holds 1 MiB.
 */
const DOCUMENT_BYTES_MAX = 512 * 1024;

export function bytesOf(charges: readonly Charge[]): number {
  return Buffer.byteLength(JSON.stringify(charges));
}

/** The document that is being filled. */
export interface FillingDocument {
  readonly groupId: string;
  readonly invoiceId: InvoiceId;
  /** The account that it is for; null: the buyer. */
  readonly bearer: AccountId | null;
  /** What the charges of the contracts before take up. */
  readonly bytesUsed: number;
  /** What holds charges out of proportion, if anything does. */
  readonly guard: BillingGuard | null;
}

/**
 * Claims what a contract owes for one document. The append at the revision that was read is the claim: two workers
 * cannot both win it, and whoever comes again finds its own.
 */
export async function claimCharges(
  deps: BillingDeps,
  run: RunRequest,
  document: FillingDocument,
  contractId: ContractId,
  provenance: Provenance,
): Promise<MemberResult> {
  const stream = contractStream(provenance.tenantId, contractId);
  const { invoiceId } = document;
  const claimId = derivedId('claim', invoiceId, contractId) as ClaimId; // a UUID by construction
  const loaded = await deps.eventStore.load(stream, contract);
  const result = await claimLoaded(deps, run, document, contractId, claimId, loaded, provenance);
  return { ...result, bearers: bearersIn(loaded.state) };
}

type ClaimResult = Omit<MemberResult, 'bearers'>;

async function claimLoaded(
  deps: BillingDeps,
  run: RunRequest,
  document: FillingDocument,
  contractId: ContractId,
  claimId: ClaimId,
  loaded: Loaded<ContractState>,
  provenance: Provenance,
): Promise<ClaimResult> {
  const { eventStore } = deps;
  const stream = contractStream(provenance.tenantId, contractId);
  const existing = claimOf(loaded.state, claimId);
  if (existing !== undefined) {
    return existing;
  }
  const misfit = whyNot(loaded.state, contractId, document.groupId);
  if (misfit !== undefined) {
    return misfit;
  }
  const { bearer, invoiceId } = document;
  const cleared = await clearDrafts(eventStore, loaded.state, bearer, run, step(provenance, 'clear', contractId));
  if (typeof cleared === 'object') {
    return {
      outcome: { contractId, outcome: 'failed', code: cleared.code, message: cleared.message },
      wasThere: false,
    };
  }
  const outcome = await execute(
    eventStore,
    claiming(document, (error) => deps.reportFault(error, { contractId, runId: run.runId })),
    stream,
    { kind: 'raiseCharges', claimId, runId: run.runId, invoiceId, bearer, from: run.from, through: run.through },
    step(provenance, 'claim', invoiceId, contractId),
    cleared === 'released' ? {} : { loaded },
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

/**
 * The contract's rules, with three more answers. Charges that the document cannot hold, or that are out of proportion, are
 * refused before they are claimed. And one contract that cannot be rated, which means a bug, must not stop the run for all others.
 */
function claiming(
  { bytesUsed, guard }: FillingDocument,
  onFault: (error: unknown) => void,
): Decider<ContractState, ContractCommand, ContractEvent> {
  return {
    ...contract,
    decide(command, state) {
      try {
        const decision = contract.decide(command, state);
        return decision.outcome === 'accepted'
          ? (tooLarge(decision.events, bytesUsed) ?? heldBack(state, decision.events, guard) ?? decision)
          : decision;
      } catch (error) {
        onFault(error);
        const { code, message } = faultOf(error);
        return reject(code, message);
      }
    },
  };
}

function heldBack(
  state: ContractState,
  events: readonly ContractEvent[],
  guard: BillingGuard | null,
): Decision<never> | undefined {
  if (guard === null || (state.status !== 'active' && state.status !== 'cancelled')) {
    return undefined;
  }
  const charges = events.flatMap((event) => (event.type === 'ChargesRaised' ? event.data.charges : []));
  return proportionFault(state, charges, guard);
}

function tooLarge(events: readonly ContractEvent[], bytesUsed: number): Decision<never> | undefined {
  const charges = events.flatMap((event) => (event.type === 'ChargesRaised' ? event.data.charges : []));
  const bytes = bytesOf(charges);
  if (bytes > DOCUMENT_BYTES_MAX) {
    return reject(
      'CHARGES_TOO_MANY',
      `${charges.length} charges are due at once, more than one document holds; bill the contract by itself through an earlier day first.`,
    );
  }
  return bytesUsed > 0 && bytesUsed + bytes > DOCUMENT_BYTES_MAX
    ? reject(DOCUMENT_FULL, 'The document is full; the charges stand on the next one of this run.')
    : undefined;
}

function claimOf(state: ContractState, claimId: ClaimId): ClaimResult | undefined {
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

function whyNot(state: ContractState, contractId: ContractId, groupId: string): ClaimResult | undefined {
  const failed = (code: string, message: string): ClaimResult => ({
    outcome: { contractId, outcome: 'failed', code, message },
    wasThere: false,
  });
  if (state.status !== 'active' && state.status !== 'cancelled') {
    return failed('CONTRACT_NOT_ACTIVE', `The contract is ${state.status}; only an active one is billed.`);
  }
  const facts = groupFactsOf(state);
  if (![groupIdOf(facts), groupIdOf(facts, contractId)].includes(groupOfPart(groupId))) {
    return failed(
      'CONTRACT_CHANGED_DURING_RUN',
      `Contract ${state.contractNumber} got another bill-to, order or other terms while the run was under way; the next run bills it.`,
    );
  }
  return undefined;
}
