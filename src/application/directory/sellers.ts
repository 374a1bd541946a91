import type { SellerId } from '../../domain/kernel/ids.ts';
import type { SellerEvent, TaxRate } from '../../domain/seller/events.ts';
import { type Seller, type SellerCommand, type SellerRegistration, seller } from '../../domain/seller/seller.ts';
import { type ExecuteOptions, execute, type Outcome } from '../execute.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { sellerStream } from '../streams.ts';
import { type Moments, readMoments } from './moments.ts';

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
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

export async function changeTaxRates(
  deps: SellerDeps,
  { sellerId, taxRates, expectedRevision }: ChangeTaxRatesInput,
  provenance: Provenance,
): Promise<SellerOutcome> {
  return onSeller(deps, sellerId, { kind: 'changeTaxRates', taxRates }, provenance, { expectedRevision });
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
