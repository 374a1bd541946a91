import type { ContractCommand } from '../../domain/contract/commands.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { ContractEvent } from '../../domain/contract/events.ts';
import type { ContractState } from '../../domain/contract/state.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import { accept, type Decider, type Rejection } from '../../domain/kernel/decider.ts';
import type { ContractId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import { seller } from '../../domain/seller/seller.ts';
import type { Seller } from '../../domain/seller/state.ts';
import type { NewBusinessTest } from '../credit/new-business.ts';
import { execute, type Outcome, type Rejected, rejected } from '../execute.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore, Loaded, Provenance } from '../ports/event-store.ts';
import { contractStream, sellerStream } from '../streams.ts';
import { isNewBusiness } from './new-business.ts';

export interface ContractDeps {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  /** Asked before something new is sold; left out where what was agreed elsewhere is only recorded, as in imports. */
  readonly newBusiness?: NewBusinessTest;
}

/** A contract that was drafted, whatever became of it. */
export type Contract = Exclude<ContractState, { status: 'none' }>;
export type ContractOutcome = Outcome<Contract, ContractEvent>;

/** Changes in a row by others while one is prepared, before giving up. */
const ATTEMPTS_MAX = 20;

/** Several commands decided one after the other and appended together: all of them or none. */
const contractInTurn: Decider<ContractState, readonly ContractCommand[], ContractEvent> = {
  initialState: contract.initialState,
  evolve: contract.evolve,
  decide(commands, state) {
    let current = state;
    const events: ContractEvent[] = [];
    for (const command of commands) {
      const decision = contract.decide(command, current);
      if (decision.outcome === 'rejected') {
        return decision;
      }
      events.push(...decision.events);
      current = decision.events.reduce(contract.evolve, current);
    }
    return accept(...events);
  },
};

/** The contract as it stands, or undefined when there is none (any more). */
export async function loadContract(
  eventStore: EventStore,
  tenantId: TenantId,
  contractId: ContractId,
): Promise<Loaded<Contract> | undefined> {
  const loaded = await eventStore.load(contractStream(tenantId, contractId), contract);
  return isThere(loaded) && loaded.state.status !== 'discarded' ? loaded : undefined;
}

function isThere(loaded: Loaded<ContractState>): loaded is Loaded<Contract> {
  return loaded.state.status !== 'none';
}

export function contractNotFound(contractId: ContractId): Rejected {
  return rejected({ code: 'CONTRACT_NOT_FOUND', message: `There is no contract ${contractId}.` });
}

/**
 * Decides on a contract commands that are made from its state and from other streams: when it changes in the meantime,
 * they are made again. A command that is in the stream already is answered as it was.
 */
export async function onContract(
  deps: ContractDeps,
  { contractId, expectedRevision }: { readonly contractId: ContractId; readonly expectedRevision: number | undefined },
  commandsFor: (state: Contract) => Promise<readonly ContractCommand[] | Rejected>,
  provenance: Provenance,
): Promise<ContractOutcome> {
  const { eventStore } = deps;
  const stream = contractStream(provenance.tenantId, contractId);
  for (let attempt = 1; ; attempt += 1) {
    const loaded = await eventStore.load(stream, contract);
    if (isThere(loaded) && loaded.commands.has(provenance.commandId)) {
      return { outcome: 'accepted', ...loaded, events: [] };
    }
    if (!isThere(loaded) || loaded.state.status === 'discarded') {
      return contractNotFound(contractId);
    }
    const commands = await commandsFor(loaded.state);
    if ('outcome' in commands) {
      return commands;
    }
    const noCredit = await creditFault(deps, provenance.tenantId, loaded.state, commands);
    if (noCredit !== undefined) {
      return rejected(noCredit);
    }
    const outcome = await execute(eventStore, contractInTurn, stream, commands, provenance, {
      expectedRevision: expectedRevision ?? loaded.revision,
    });
    const isOvertaken = outcome.outcome === 'rejected' && outcome.rejection.code === 'REVISION_MISMATCH';
    if (!isOvertaken || expectedRevision !== undefined || attempt === ATTEMPTS_MAX) {
      return asContractOutcome(outcome);
    }
  }
}

/** What the contract itself refuses is told first: nobody pays a debt for a change that could not be made anyway. */
async function creditFault(
  deps: ContractDeps,
  tenantId: TenantId,
  state: Contract,
  commands: readonly ContractCommand[],
): Promise<Rejection | undefined> {
  const sells = commands.some((command) => isNewBusiness(state, command));
  if (deps.newBusiness === undefined || !sells || contractInTurn.decide(commands, state).outcome === 'rejected') {
    return undefined;
  }
  const today = await todayOf(deps, tenantId, state.sellerId);
  return deps.newBusiness(tenantId, state.terms.accountId, today);
}

/** A decision that was accepted leaves a contract behind; the type alone does not know. */
export function asContractOutcome(outcome: Outcome<ContractState, ContractEvent>): ContractOutcome {
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const { state } = outcome;
  if (state.status === 'none') {
    throw new Error('A command was accepted on a contract that does not exist');
  }
  return { ...outcome, state };
}

export async function loadSeller(
  eventStore: EventStore,
  tenantId: TenantId,
  sellerId: SellerId,
): Promise<Seller | { readonly rejection: Rejection }> {
  const { state } = await eventStore.load(sellerStream(tenantId, sellerId), seller);
  if (state.status === 'none') {
    const message = `There is no seller ${sellerId}; send the sellerId of one that is registered.`;
    return { rejection: { code: 'SELLER_NOT_FOUND', message, fields: { sellerId: 'is no seller' } } };
  }
  return state;
}

/** Today where the seller keeps its books (billing-rules: days are counted in the seller's zone). */
export async function todayOf(
  { eventStore, clock }: ContractDeps,
  tenantId: TenantId,
  sellerId: SellerId,
): Promise<CivilDate> {
  const found = await loadSeller(eventStore, tenantId, sellerId);
  if ('rejection' in found) {
    throw new Error(`A contract stands on seller ${sellerId}, who was never registered`);
  }
  return civilDateIn(found.timeZone, clock.now());
}
