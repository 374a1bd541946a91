import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { PriceBookId, ProductId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import type { PriceBookCommand } from '../../domain/price-book/commands.ts';
import type { PriceBookEvent } from '../../domain/price-book/events.ts';
import { priceBook } from '../../domain/price-book/price-book.ts';
import type { PriceBook, PriceBookAddition, PriceBookChanges, PriceBookState } from '../../domain/price-book/state.ts';
import type { PriceVersion } from '../../domain/price-book/versions.ts';
import { product } from '../../domain/product/product.ts';
import { seller } from '../../domain/seller/seller.ts';
import { type Moments, readMoments } from '../directory/moments.ts';
import { execute, type Outcome, rejected } from '../execute.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { priceBookStream, productStream, sellerStream } from '../streams.ts';
import { leaveDefault, takeDefault } from './default-price-book.ts';
import { loadPriceBook } from './load-price-book.ts';

export interface PriceBookDeps {
  readonly eventStore: EventStore;
  readonly clock: Clock;
}

export type RecordedPriceBook = PriceBook & Moments;
export type PriceBookOutcome = Outcome<RecordedPriceBook, PriceBookEvent>;

interface OnPriceBook {
  readonly priceBookId: PriceBookId;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

export type AddPriceBookInput = Omit<PriceBookAddition, 'priceBookId'> & {
  /** `active`: activated at once. */
  readonly status: 'draft' | 'active';
};

export interface ChangePriceBookInput extends OnPriceBook {
  readonly changes: PriceBookChanges;
  /** What its status shall become; undefined: as it is. */
  readonly status: 'active' | 'retired' | undefined;
}

export interface SetPriceInput extends OnPriceBook, PriceVersion {
  readonly productId: ProductId;
}

export interface WithdrawPriceInput extends OnPriceBook {
  readonly productId: ProductId;
  readonly validFrom: CivilDate;
}

/** Adds a price book; its id is the command's. */
export async function addPriceBook(
  deps: PriceBookDeps,
  { status, ...addition }: AddPriceBookInput,
  provenance: Provenance,
): Promise<PriceBookOutcome> {
  const { tenantId } = provenance;
  const priceBookId = provenance.commandId as PriceBookId; // the id of a new record is its command's
  const { currency, sellerId } = addition;
  if (sellerId !== null && !(await isSeller(deps, tenantId, sellerId))) {
    const message = `There is no seller ${sellerId}; send the sellerId of one that is registered, or none for all.`;
    return rejected({ code: 'SELLER_NOT_FOUND', message, fields: { sellerId: 'is no seller' } });
  }
  const taken = addition.isDefault
    ? await takeDefault(deps, { priceBookId, currency, sellerId }, provenance)
    : undefined;
  if (taken !== undefined) {
    return rejected(taken);
  }
  const outcome = await decide(deps, priceBookId, { kind: 'add', book: { ...addition, priceBookId } }, provenance);
  return outcome.outcome === 'rejected' || status === 'draft'
    ? outcome
    : decide(
        deps,
        priceBookId,
        { kind: 'activate', today: await todayOf(deps, tenantId, sellerId) },
        step(provenance, 'activate'),
      );
}

/** What a form says of a book: its texts, whether it is the default, and its life from draft to retired. */
export async function changePriceBook(
  deps: PriceBookDeps,
  { priceBookId, expectedRevision, changes, status }: ChangePriceBookInput,
  provenance: Provenance,
): Promise<PriceBookOutcome> {
  const { tenantId } = provenance;
  const found = await loadPriceBook(deps.eventStore, tenantId, priceBookId);
  if (found === undefined) {
    return notFound(priceBookId);
  }
  const taken = changes.isDefault === true && !found.isDefault ? await takeDefault(deps, found, provenance) : undefined;
  if (taken !== undefined) {
    return rejected(taken);
  }
  let outcome = await decide(deps, priceBookId, { kind: 'change', changes }, provenance, expectedRevision);
  if (outcome.outcome === 'accepted' && status !== undefined) {
    const today = await todayOf(deps, tenantId, found.sellerId);
    const command: PriceBookCommand =
      status === 'active' ? { kind: 'activate', today } : { kind: 'retire', today, reason: null };
    outcome = await decide(deps, priceBookId, command, step(provenance, status));
  }
  const isDefault = outcome.outcome === 'accepted' ? outcome.state.isDefault : found.isDefault;
  if (!isDefault) {
    await leaveDefault(deps, found, provenance);
  }
  return outcome;
}

/** Sets what a product costs from a day on. */
export async function setPrice(
  deps: PriceBookDeps,
  { priceBookId, expectedRevision, ...version }: SetPriceInput,
  provenance: Provenance,
): Promise<PriceBookOutcome> {
  const { tenantId } = provenance;
  const found = await loadPriceBook(deps.eventStore, tenantId, priceBookId);
  if (found === undefined) {
    return notFound(priceBookId);
  }
  const { state: sold } = await deps.eventStore.load(productStream(tenantId, version.productId), product);
  if (sold.status === 'none') {
    return rejected({ code: 'PRODUCT_NOT_FOUND', message: `There is no product ${version.productId}.` });
  }
  if (sold.status === 'retired') {
    const message = `Product ${sold.name} is retired; nothing is sold of it, so it takes no new price.`;
    return rejected({ code: 'PRODUCT_RETIRED', message });
  }
  const today = await todayOf(deps, tenantId, found.sellerId);
  return decide(deps, priceBookId, { kind: 'setPrice', ...version, today }, provenance, expectedRevision);
}

/** Takes back a price that has not begun. */
export async function withdrawPrice(
  deps: PriceBookDeps,
  { priceBookId, expectedRevision, ...version }: WithdrawPriceInput,
  provenance: Provenance,
): Promise<PriceBookOutcome> {
  const found = await loadPriceBook(deps.eventStore, provenance.tenantId, priceBookId);
  if (found === undefined) {
    return notFound(priceBookId);
  }
  const today = await todayOf(deps, provenance.tenantId, found.sellerId);
  return decide(deps, priceBookId, { kind: 'withdrawPrice', ...version, today }, provenance, expectedRevision);
}

async function decide(
  { eventStore }: PriceBookDeps,
  priceBookId: PriceBookId,
  command: PriceBookCommand,
  provenance: Provenance,
  expectedRevision?: number,
): Promise<PriceBookOutcome> {
  const stream = priceBookStream(provenance.tenantId, priceBookId);
  const outcome: Outcome<PriceBookState, PriceBookEvent> = await execute(
    eventStore,
    priceBook,
    stream,
    command,
    provenance,
    { expectedRevision },
  );
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const { state } = outcome;
  if (state.status === 'none') {
    throw new Error('A command was accepted on a price book that does not exist');
  }
  return { ...outcome, state: { ...state, ...(await readMoments(eventStore, stream)) } };
}

async function isSeller({ eventStore }: PriceBookDeps, tenantId: TenantId, sellerId: SellerId): Promise<boolean> {
  return (await eventStore.load(sellerStream(tenantId, sellerId), seller)).state.status !== 'none';
}

/** Today where the book's seller is; a book of all sellers goes by UTC. */
async function todayOf(
  { eventStore, clock }: PriceBookDeps,
  tenantId: TenantId,
  sellerId: SellerId | null,
): Promise<CivilDate> {
  if (sellerId === null) {
    return civilDateIn('UTC', clock.now());
  }
  const { state } = await eventStore.load(sellerStream(tenantId, sellerId), seller);
  return civilDateIn(state.status === 'none' ? 'UTC' : state.timeZone, clock.now());
}

function notFound(priceBookId: PriceBookId) {
  return rejected({ code: 'PRICE_BOOK_NOT_FOUND', message: `There is no price book ${priceBookId}.` });
}
