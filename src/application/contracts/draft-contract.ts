import { alignedRhythm, type Rhythm, type WantedRhythm } from '../../domain/contract/align.ts';
import type { CommandOf } from '../../domain/contract/commands.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { DraftLine } from '../../domain/contract/events.ts';
import type { ContractTerms } from '../../domain/contract/terms.ts';
import { changedFields, isSameJson } from '../../domain/kernel/changed-fields.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { ContractId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import { execute, rejected } from '../execute.ts';
import { type Reservation, release, reserve, takeOverAbandoned } from '../natural-keys.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { contractStream } from '../streams.ts';
import { activateContract } from './activate-contract.ts';
import { draftLines, type PricingInput } from './contract-lines.ts';
import { type TermsInput, termsOf } from './contract-terms.ts';
import {
  asContractOutcome,
  type Contract,
  type ContractDeps,
  type ContractOutcome,
  loadSeller,
} from './existing-contract.ts';
import { pricedLines } from './priced-lines.ts';
import { trialDaysOf } from './sold-product.ts';

export interface DraftContractInput extends Omit<TermsInput, 'trialDays'>, PricingInput {
  /** Null: as its products say. */
  readonly trialDays: number | null;
  readonly contractNumber: string;
  readonly sellerId: SellerId;
  /** `active`: drafted, and activated at once. */
  readonly status: 'draft' | 'active';
}

/** A draft that shall end with another contract and be billed in its periods: what is null is as there. */
export interface AlignedDraftInput extends Omit<DraftContractInput, keyof Rhythm>, WantedRhythm {
  readonly alignWithContractId: ContractId;
}

/**
 * Drafts a contract under a number of its own; its id is the command's. The same number with the same content is the
 * contract that is there already: a form that was sent twice has made one contract.
 */
export async function draftContract(
  deps: ContractDeps,
  input: DraftContractInput | AlignedDraftInput,
  provenance: Provenance,
): Promise<ContractOutcome> {
  const { eventStore } = deps;
  const { tenantId } = provenance;
  const contractId = provenance.commandId as ContractId; // the id of a new record is its command's
  const drafted = await eventStore.load(contractStream(tenantId, contractId), contract);
  if (drafted.commands.has(provenance.commandId)) {
    // Answered before anything is looked up: accounts and products may have changed since.
    return activated(deps, asContractOutcome({ outcome: 'accepted', ...drafted, events: [] }), input, provenance);
  }
  const command = await draftCommand(eventStore, contractId, input, provenance);
  if ('rejection' in command) {
    return rejected(command.rejection);
  }
  const reservation = await reserveNumber(eventStore, input.contractNumber, contractId, provenance);
  if (reservation.outcome === 'taken') {
    const owner = reservation.owner as ContractId; // owners of contract numbers are contracts
    return activated(deps, await alreadyThere(eventStore, command, owner, provenance), input, provenance);
  }
  const outcome = await execute(eventStore, contract, contractStream(tenantId, contractId), command, provenance);
  return activated(deps, asContractOutcome(outcome), input, provenance);
}

/** Everything that can be refused is refused here, before a number is reserved. */
async function draftCommand(
  eventStore: EventStore,
  contractId: ContractId,
  wanted: DraftContractInput | AlignedDraftInput,
  { tenantId }: Provenance,
): Promise<CommandOf<'draft'> | { readonly rejection: Rejection }> {
  const input = await withRhythm(eventStore, tenantId, wanted);
  if ('rejection' in input) {
    return input;
  }
  const seller = await loadSeller(eventStore, tenantId, input.sellerId);
  if ('rejection' in seller) {
    return seller;
  }
  const trialDays = input.trialDays ?? (await trialDaysOf(eventStore, tenantId, input.lines));
  const terms = await termsOf(eventStore, tenantId, { ...input, trialDays }, seller);
  if ('rejection' in terms) {
    return terms;
  }
  const lines = await draftLines(eventStore, tenantId, contractId, input, terms);
  if ('rejection' in lines) {
    return lines;
  }
  const { contractNumber, sellerId } = input;
  const command = { kind: 'draft', contractId, contractNumber, sellerId, terms, lines } as const;
  const decision = contract.decide(command, contract.initialState);
  if (decision.outcome === 'rejected') {
    return decision;
  }
  if (input.status === 'active') {
    const priced = await pricedLines(eventStore, { tenantId, sellerId }, lines, terms);
    if ('rejection' in priced) {
      return priced;
    }
  }
  return command;
}

async function withRhythm(
  eventStore: EventStore,
  tenantId: TenantId,
  wanted: DraftContractInput | AlignedDraftInput,
): Promise<DraftContractInput | { readonly rejection: Rejection }> {
  if (!('alignWithContractId' in wanted)) {
    return wanted;
  }
  const { alignWithContractId, ...input } = wanted;
  const { state: other } = await eventStore.load(contractStream(tenantId, alignWithContractId), contract);
  const rhythm = alignedRhythm(other, input.startDate, input);
  return 'rejection' in rhythm ? rhythm : { ...input, ...rhythm };
}

async function reserveNumber(
  eventStore: EventStore,
  number: string,
  owner: ContractId,
  provenance: Provenance,
): Promise<Reservation> {
  const reservation = await reserve({ eventStore }, 'contractNumber', number, owner, provenance);
  if (reservation.outcome === 'reserved') {
    return reservation;
  }
  const from = reservation.owner as ContractId; // owners of contract numbers are contracts
  const { state } = await eventStore.load(contractStream(provenance.tenantId, from), contract);
  switch (state.status) {
    case 'none':
      return takeOverAbandoned({ eventStore }, 'contractNumber', number, { from, owner }, provenance);
    case 'discarded': // its process fell before the number was free
      await release({ eventStore }, 'contractNumber', number, from, provenance);
      return reserve({ eventStore }, 'contractNumber', number, owner, provenance);
    default:
      return reservation;
  }
}

async function alreadyThere(
  eventStore: EventStore,
  wanted: CommandOf<'draft'>,
  ownerId: ContractId,
  { tenantId }: Provenance,
): Promise<ContractOutcome> {
  const { state, revision, position } = await eventStore.load(contractStream(tenantId, ownerId), contract);
  if (state.status !== 'none' && isSameContract(wanted, state)) {
    return { outcome: 'accepted', state, revision, position, events: [] };
  }
  return rejected({
    code: 'CONTRACT_NUMBER_TAKEN',
    message:
      state.status === 'none'
        ? `The contract number ${wanted.contractNumber} is being taken by another request right now; look for it in a moment.`
        : `The contract number ${wanted.contractNumber} belongs to ${state.terms.contractName}; choose another one, or change that contract.`,
    fields: { contractNumber: 'is taken' },
  });
}

function isSameContract(wanted: CommandOf<'draft'>, found: Contract): boolean {
  const changed = changedFields<ContractTerms>(wanted.terms, signedTerms(found), ['contractValue']);
  return (
    wanted.sellerId === found.sellerId &&
    Object.keys(changed).length === 0 &&
    wanted.lines.length === found.lines.length &&
    wanted.lines.every((line, index) => isSameLine(line, signedLines(found)[index]))
  );
}

/** The terms with what was agreed about the term and its billing at first: later changes do not make it another contract. */
function signedTerms(contract: Contract): ContractTerms {
  if (contract.status === 'draft' || contract.status === 'discarded') {
    return contract.terms;
  }
  const { endDate, contractValue, billingFrequency, billingIntervalMonths, billingInAdvance } = contract.signed.terms;
  return { ...contract.terms, endDate, contractValue, billingFrequency, billingIntervalMonths, billingInAdvance };
}

/** The lines as they were drafted or signed; amendments since do not make it another contract. */
export function signedLines(contract: Contract): readonly DraftLine[] {
  return contract.status === 'draft' || contract.status === 'discarded' ? contract.lines : contract.signed.lines;
}

/** Ids derive from the contract's, and a price may have come from the catalogue since: neither makes another line. */
function isSameLine(wanted: DraftLine, found: DraftLine | undefined): boolean {
  return (
    found !== undefined &&
    wanted.productId === found.productId &&
    wanted.description === found.description &&
    wanted.quantity === found.quantity &&
    wanted.committedQuantity === found.committedQuantity &&
    wanted.taxCategory === found.taxCategory &&
    (isSameJson(wanted.price, found.price) || (wanted.price === null && wanted.productId !== null))
  );
}

async function activated(
  deps: ContractDeps,
  outcome: ContractOutcome,
  { status }: Pick<DraftContractInput, 'status'>,
  provenance: Provenance,
): Promise<ContractOutcome> {
  if (outcome.outcome === 'rejected' || status === 'draft' || outcome.state.status !== 'draft') {
    return outcome;
  }
  const { contractId } = outcome.state;
  return activateContract(deps, { contractId, expectedRevision: undefined }, step(provenance, 'activate'));
}
