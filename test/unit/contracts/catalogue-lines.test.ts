import { describe, expect, test } from 'vitest';
import { activateContract } from '../../../src/application/contracts/activate-contract.ts';
import { amendContract } from '../../../src/application/contracts/amend-contract.ts';
import { draftContract } from '../../../src/application/contracts/draft-contract.ts';
import { addPriceBook, type PriceBookOutcome, setPrice } from '../../../src/application/pricing/price-books.ts';
import { productStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { PriceBookId } from '../../../src/domain/kernel/ids.ts';
import type { ProductAddition } from '../../../src/domain/product/state.ts';
import { seats } from '../../support/contracts.ts';
import { amount, currency } from '../../support/controls/accounts.ts';
import { aDraftInput, aLineInput, type ContractWorld, contractWorld } from '../../support/controls/contracts.ts';
import { aProductId } from '../../support/controls/products.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';
import { acceptedOutcome, rejectionOf } from '../../support/outcomes.ts';

const PRODUCT = aProductId('Platform');

async function worldWith(product: Partial<ProductAddition> = {}) {
  const world = await contractWorld();
  await world.offer('Platform', product);
  const line = aLineInput({ productId: PRODUCT, quantity: 10 });
  return { world, line, input: aDraftInput({ lines: [line] }) };
}

async function bookOf(world: ContractWorld, validFrom: string, unitPrice: string): Promise<PriceBookId> {
  const book = {
    name: 'Europe',
    description: null,
    currency: currency('EUR'),
    sellerId: null,
    isDefault: true,
  } as const;
  const added: PriceBookOutcome = await addPriceBook(world.deps, { ...book, status: 'active' }, aProvenance());
  const { priceBookId } = acceptedOutcome(added).state;
  const version = { validFrom: civilDate(validFrom), price: seats(unitPrice), setupFee: amount('10.00') };
  const input = { priceBookId, productId: PRODUCT, ...version, expectedRevision: undefined };
  acceptedOutcome(await setPrice(world.deps, input, aProvenance()));
  return priceBookId;
}

describe('a line of a product', () => {
  test('waits for price and fee until it is activated', async () => {
    const { world, input } = await worldWith({ setupFee: amount('99.00'), setupFeeDistinct: true });
    const { state } = acceptedOutcome(await draftContract(world.deps, input, aProvenance()));
    expect(state.lines).toMatchObject([{ price: null, setupFee: null, setupFeeDistinct: true }]);
    const { contractId } = state;
    const active = await activateContract(world.deps, { contractId, expectedRevision: undefined }, aProvenance());
    expect(acceptedOutcome(active).state).toMatchObject({
      signed: { lines: [{ price: seats('25.00'), setupFee: '99.00', setupFeeDistinct: true }] },
    });
  });

  test('with a price of its own takes the fee of the product, unless that is in another currency', async () => {
    const { world, line } = await worldWith({ setupFee: amount('99.00') });
    const feeIn = async (contractNumber: string, code: string, setupFee: string | null = null) => {
      const own = { ...line, price: seats('7'), setupFee: setupFee === null ? null : amount(setupFee) };
      const input = aDraftInput({ contractNumber, currency: currency(code), lines: [own] });
      return acceptedOutcome(await draftContract(world.deps, input, aProvenance())).state.lines[0]?.setupFee;
    };
    expect(await feeIn('C-1', 'EUR')).toBe('99.00');
    expect(await feeIn('C-2', 'USD')).toBeNull();
    expect(await feeIn('C-3', 'EUR', '5.00')).toBe('5.00');
  });

  test.each<[Partial<ProductAddition>, string]>([
    [{ minCommitmentMonths: 13 }, 'CONTRACT_TERM_TOO_SHORT'],
    [{ activeUntil: civilDate('2025-12-31') }, 'PRODUCT_NOT_OFFERED_ON_DATE'],
    [{ chargeType: 'usage_based' }, 'CHARGE_TYPE_NOT_BILLABLE'],
    [{ maxSeats: 9 }, 'SEATS_OUTSIDE_LIMITS'],
  ])('of %j is refused as a draft already: %s', async (product, code) => {
    const { world, input } = await worldWith(product);
    expect(rejectionOf(await draftContract(world.deps, input, aProvenance())).code).toBe(code);
  });

  test('is looked at again when it is activated', async () => {
    const { world, input } = await worldWith();
    const { contractId } = acceptedOutcome(await draftContract(world.deps, input, aProvenance())).state;
    const stream = productStream(TENANT, PRODUCT);
    const longer = { type: 'ProductChanged', data: { minCommitmentMonths: 24 } } as const;
    await world.eventStore.append(stream, 0, [longer], aProvenance());
    const active = await activateContract(world.deps, { contractId, expectedRevision: undefined }, aProvenance());
    expect(rejectionOf(active)).toMatchObject({
      code: 'CONTRACT_TERM_TOO_SHORT',
      fields: { 'lines.0.productId': 'is sold for at least 24 months' },
    });
  });

  test('that is added later takes the price of its own first day', async () => {
    const { world, input } = await worldWith();
    await bookOf(world, '2026-07-01', '20');
    const signed = acceptedOutcome(await draftContract(world.deps, { ...input, status: 'active' }, aProvenance()));
    const { contractId } = signed.state;
    const add = async (day: string) => {
      const line = aLineInput({ productId: PRODUCT, quantity: 1 });
      const amendment = { kind: 'addLine', line, effectiveOn: civilDate(day), reason: null } as const;
      const outcome = await amendContract(
        world.deps,
        { contractId, amendment, expectedRevision: undefined },
        aProvenance(),
      );
      return acceptedOutcome(outcome).events;
    };
    expect(await add('2026-06-30')).toMatchObject([{ data: { line: { price: seats('25.00'), setupFee: null } } }]);
    expect(await add('2026-07-01')).toMatchObject([{ data: { line: { price: seats('20'), setupFee: '10.00' } } }]);
  });
});

describe('the trial of a product', () => {
  test('is the contract’s where it says nothing, and stays when the product changes', async () => {
    const { world, input } = await worldWith({ trialPeriodDays: 14 });
    const by = aProvenance();
    const { state } = acceptedOutcome(await draftContract(world.deps, { ...input, trialDays: null }, by));
    expect(state.terms.trialDays).toBe(14);
    const none = { type: 'ProductChanged', data: { trialPeriodDays: null } } as const;
    await world.eventStore.append(productStream(TENANT, PRODUCT), 0, [none], aProvenance());
    const { contractId } = state;
    const active = await activateContract(world.deps, { contractId, expectedRevision: undefined }, aProvenance());
    expect(acceptedOutcome(active).state).toMatchObject({ serviceStart: '2026-01-15' });
  });

  test('is none where the contract says so', async () => {
    const { world, input } = await worldWith({ trialPeriodDays: 14 });
    const { state } = acceptedOutcome(await draftContract(world.deps, { ...input, trialDays: 0 }, aProvenance()));
    expect(state.terms.trialDays).toBe(0);
  });
});
