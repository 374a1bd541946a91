import type { SellerId } from '../../domain/kernel/ids.ts';
import type { SellerChanges } from '../../domain/seller/change.ts';
import type { SellerEvent, TaxRate } from '../../domain/seller/events.ts';
import { type SellerCommand, seller } from '../../domain/seller/seller.ts';
import type { Seller, SellerRegistration } from '../../domain/seller/state.ts';
import { type ExecuteOptions, execute, type Outcome } from '../execute.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { sellerStream } from '../streams.ts';
import { type Moments, readMoments } from './moments.ts';
import { numberedYears } from './numbered-years.ts';

export interface SellerDeps {
  readonly eventStore: EventStore;
}

export type SellerOutcome = Outcome<Seller & Moments, SellerEvent>;
export type RegisterSellerInput = Omit<SellerRegistration, 'sellerId'>;

/** Registers a legal entity that sells; its id is the command's. */
export async function registerSeller(
  deps: SellerDeps,
  input: RegisterSellerInput,
  provenance: Provenance,
): Promise<SellerOutcome> {
  const sellerId = provenance.commandId as SellerId; // the id of a new record is its command's
  return onSeller(deps, sellerId, { kind: 'register', seller: { ...input, sellerId } }, provenance);
}

export interface ChangeTaxRatesInput {
  readonly sellerId: SellerId;
  /** The whole table, earlier rates included. */
  readonly taxRates: readonly TaxRate[];
  readonly reason?: string | null | undefined;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

export async function changeTaxRates(
  deps: SellerDeps,
  { sellerId, taxRates, reason, expectedRevision }: ChangeTaxRatesInput,
  provenance: Provenance,
): Promise<SellerOutcome> {
  return onSeller(deps, sellerId, { kind: 'changeTaxRates', taxRates, reason: reason ?? null }, provenance, {
    expectedRevision,
  });
}

export interface ChangeSellerInput {
  readonly sellerId: SellerId;
  readonly changes: SellerChanges;
  readonly reason: string;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

/** Changes what is to be another: a fact for each, all of them or none. */
export async function changeSeller(
  deps: SellerDeps,
  { sellerId, changes, reason, expectedRevision }: ChangeSellerInput,
  provenance: Provenance,
): Promise<SellerOutcome> {
  const numbered = await numberedYears(deps.eventStore, provenance, sellerId);
  return onSeller(deps, sellerId, { kind: 'change', changes, reason, numbered }, provenance, { expectedRevision });
}

export async function onSeller(
  { eventStore }: SellerDeps,
  sellerId: SellerId,
  command: SellerCommand,
  provenance: Provenance,
  options?: ExecuteOptions,
): Promise<SellerOutcome> {
  const stream = sellerStream(provenance.tenantId, sellerId);
  const outcome = await execute(eventStore, seller, stream, command, provenance, options);
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const { state } = outcome;
  if (state.status === 'none') {
    throw new Error('A command was accepted on a seller that does not exist');
  }
  return { ...outcome, state: { ...state, ...(await readMoments(eventStore, stream)) } };
}
