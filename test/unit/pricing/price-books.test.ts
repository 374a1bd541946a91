import { describe, expect, test } from 'vitest';
import { reserve } from '../../../src/application/natural-keys.ts';
import { defaultPriceBook } from '../../../src/application/pricing/default-price-book.ts';
import { type AddPriceBookInput, addPriceBook, changePriceBook } from '../../../src/application/pricing/price-books.ts';
import { currency } from '../../support/controls/accounts.ts';
import { type ContractWorld, contractWorld } from '../../support/controls/contracts.ts';
import { aPriceBookId } from '../../support/controls/price-books.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';
import { acceptedOutcome, rejectionOf } from '../../support/outcomes.ts';

const USD = currency('USD');
const BOOK: AddPriceBookInput = {
  name: 'Overseas',
  description: null,
  currency: USD,
  sellerId: null,
  isDefault: true,
  status: 'active',
};

const theDefault = async ({ eventStore }: ContractWorld) =>
  (await defaultPriceBook(eventStore, TENANT, USD, null))?.priceBookId;

describe('the default price book', () => {
  test('is one, also when two want to be it at once', async () => {
    const world = await contractWorld();
    const outcomes = await Promise.all([1, 2, 3].map(() => addPriceBook(world.deps, BOOK, aProvenance())));
    const won = outcomes.flatMap((outcome) => (outcome.outcome === 'accepted' ? [outcome.state.priceBookId] : []));
    expect(won).toHaveLength(1);
    expect(await theDefault(world)).toBe(won[0]);
  });

  test('is none while it is a draft', async () => {
    const world = await contractWorld();
    acceptedOutcome(await addPriceBook(world.deps, { ...BOOK, status: 'draft' }, aProvenance()));
    expect(await theDefault(world)).toBeUndefined();
  });

  test('leaves its place when it is retired', async () => {
    const world = await contractWorld();
    const { priceBookId } = acceptedOutcome(await addPriceBook(world.deps, BOOK, aProvenance())).state;
    const retire = { priceBookId, changes: {}, status: 'retired', expectedRevision: undefined } as const;
    acceptedOutcome(await changePriceBook(world.deps, retire, aProvenance()));
    expect(await theDefault(world)).toBeUndefined();
    const next = acceptedOutcome(await addPriceBook(world.deps, BOOK, aProvenance()));
    expect(await theDefault(world)).toBe(next.state.priceBookId);
  });

  test('takes a place that was reserved for a book that never came to be, after five minutes', async () => {
    const world = await contractWorld();
    const fallen = aPriceBookId('fallen');
    const at = (recordedAt: string) => ({ ...aProvenance(), recordedAt });
    await reserve(world.deps, 'defaultPriceBook', 'USD all sellers', fallen, at('2026-05-15T09:00:00.000Z'));
    const soon = await addPriceBook(world.deps, BOOK, at('2026-05-15T09:05:00.000Z'));
    expect(rejectionOf(soon).code).toBe('DEFAULT_PRICE_BOOK_TAKEN');
    const later = await addPriceBook(world.deps, BOOK, at('2026-05-15T09:05:00.001Z'));
    expect(await theDefault(world)).toBe(acceptedOutcome(later).state.priceBookId);
  });
});

test('a command that is repeated has added one book, and activated it once', async () => {
  const world = await contractWorld();
  const by = aProvenance();
  const first = acceptedOutcome(await addPriceBook(world.deps, BOOK, by));
  const again = acceptedOutcome(await addPriceBook(world.deps, BOOK, by));
  expect(again.state).toEqual(first.state);
  const stream = { category: 'priceBook', tenantId: TENANT, id: first.state.priceBookId } as const;
  expect(world.eventStore.typesOf(stream)).toEqual(['PriceBookAdded', 'PriceBookActivated']);
});

test('a change on an older revision changes nothing', async () => {
  const world = await contractWorld();
  const { priceBookId } = acceptedOutcome(await addPriceBook(world.deps, BOOK, aProvenance())).state;
  const stale = { priceBookId, changes: { name: 'New' }, status: undefined, expectedRevision: 0 };
  expect(rejectionOf(await changePriceBook(world.deps, stale, aProvenance())).code).toBe('REVISION_MISMATCH');
});
