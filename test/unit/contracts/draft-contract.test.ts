import { describe, expect, test } from 'vitest';
import { discardDraft } from '../../../src/application/contracts/discard-draft.ts';
import { draftContract, signedLines } from '../../../src/application/contracts/draft-contract.ts';
import { accountStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { SellerId } from '../../../src/domain/kernel/ids.ts';
import { amount, anAccountId, currency } from '../../support/controls/accounts.ts';
import { aDraftInput, aLineInput, contractWorld } from '../../support/controls/contracts.ts';
import { aProductId } from '../../support/controls/products.ts';
import { aProvenance, OTHER_TENANT, TENANT } from '../../support/controls/provenance.ts';
import { acceptedOutcome, rejectionOf } from '../../support/outcomes.ts';

describe('drafting', () => {
  test('makes a contract whose id is the command, with one line of seats per month', async () => {
    const world = await contractWorld();
    const by = aProvenance();
    const { state } = acceptedOutcome(await draftContract(world.deps, aDraftInput(), by));
    expect(state).toMatchObject({
      status: 'draft',
      contractId: by.commandId,
      contractNumber: 'C-2026-1',
      lines: [{ quantity: 100, price: { model: 'seat_based', unitPrice: '10', intervalMonths: 1 } }],
    });
  });

  test('takes currency, bill-to and payment terms from the account where it says nothing', async () => {
    const world = await contractWorld();
    const accountId = await world.open('Kyoto', {
      currency: currency('JPY'),
      paymentTerms: 'custom',
      paymentTermsDays: 45,
    });
    const outcome = await draftContract(world.deps, aDraftInput({ accountId }), aProvenance());
    expect(acceptedOutcome(outcome).state.terms).toMatchObject({
      currency: 'JPY',
      billToAccountId: accountId,
      billingIntervalMonths: 3,
      paymentTerms: 'custom',
      paymentTermsDays: 45,
    });
  });

  test('spreads a contract value over the term', async () => {
    const world = await contractWorld();
    const input = aDraftInput({ contractValue: amount('9999.99'), seatPrice: amount('0'), seatCount: 40 });
    const { state } = acceptedOutcome(await draftContract(world.deps, input, aProvenance()));
    expect(state.lines).toMatchObject([
      { quantity: 40, price: { model: 'flat_fee', price: '9999.99', intervalMonths: 12 } },
    ]);
  });

  test.each([
    ['2026-12-30', 'is no number of whole months'],
    ['2026-11-30', 'has 11 months'], // no multiple of 3
  ])('a value cannot be spread over a term until %s, which %s', async (endDate, why) => {
    const world = await contractWorld();
    const input = aDraftInput({ contractValue: amount('12000'), seatPrice: null, endDate: civilDate(endDate) });
    const rejection = rejectionOf(await draftContract(world.deps, input, aProvenance()));
    expect(rejection.code).toBe('CONTRACT_VALUE_NOT_SPREADABLE');
    expect(rejection.message).toContain(why);
  });

  test('leaves a product line without price to the catalogue', async () => {
    const world = await contractWorld();
    const productId = await world.offer('Platform');
    const line = aLineInput({ productId });
    const { state } = acceptedOutcome(await draftContract(world.deps, aDraftInput({ lines: [line] }), aProvenance()));
    expect(state.lines).toMatchObject([{ productId, description: 'Platform', price: null, taxCategory: 'standard' }]);
  });
});

describe('activating on creation', () => {
  test('drafts, then activates', async () => {
    const world = await contractWorld();
    const by = aProvenance();
    const { state } = acceptedOutcome(await draftContract(world.deps, aDraftInput({ status: 'active' }), by));
    expect(state).toMatchObject({ status: 'active', rounding: 'half_even' });
    expect(world.typesOf(by.commandId)).toEqual(['ContractDrafted', 'ContractActivated']);
  });

  test('freezes what the catalogue asks', async () => {
    const world = await contractWorld();
    const productId = await world.offer('Support', {
      pricingModel: 'volume_tiered',
      billingInterval: 'annual',
      volumeTiers: [{ minQuantity: 1, maxQuantity: null, unitPrice: amount('120') }],
    });
    const line = aLineInput({ productId });
    const input = aDraftInput({ lines: [line], status: 'active' });
    const { state } = acceptedOutcome(await draftContract(world.deps, input, aProvenance()));
    expect(signedLines(state)[0]?.price).toEqual({
      model: 'volume_tiered',
      intervalMonths: 12,
      tiers: [{ minQuantity: 1, maxQuantity: null, unitPrice: '120' }],
    });
  });

  test.each([
    [{ pricingModel: 'custom' }, 'PRICING_MODEL_NOT_BILLABLE'],
    [{ chargeType: 'usage_based' }, 'CHARGE_TYPE_NOT_BILLABLE'],
    [{ currency: currency('USD') }, 'PRODUCT_CURRENCY_MISMATCH'],
    [{ active: false }, 'PRODUCT_NOT_OFFERED'],
  ] as const)('leaves nothing behind when the product is %j', async (changes, code) => {
    const world = await contractWorld();
    const productId = await world.offer('Odd', changes);
    const line = aLineInput({ productId });
    const by = aProvenance();
    const outcome = await draftContract(world.deps, aDraftInput({ lines: [line], status: 'active' }), by);
    expect(rejectionOf(outcome).code).toBe(code);
    expect(world.typesOf(by.commandId)).toEqual([]);
    expect(world.eventStore.log().some(({ stream }) => stream.category === 'naturalKey')).toBe(false);
  });

  test('without any price it is refused', async () => {
    const world = await contractWorld();
    const input = aDraftInput({ status: 'active', seatPrice: null });
    expect(rejectionOf(await draftContract(world.deps, input, aProvenance())).code).toBe('CONTRACT_PRICE_MISSING');
  });
});

describe('the contract number', () => {
  test('with the same content is the contract that is there', async () => {
    const world = await contractWorld();
    const first = acceptedOutcome(await draftContract(world.deps, aDraftInput({ status: 'active' }), aProvenance()));
    const again = acceptedOutcome(await draftContract(world.deps, aDraftInput({ status: 'active' }), aProvenance()));
    expect(again.state.contractId).toBe(first.state.contractId);
    expect(again.events).toEqual([]);
  });

  test('with other content is taken', async () => {
    const world = await contractWorld();
    await draftContract(world.deps, aDraftInput(), aProvenance());
    const other = await draftContract(world.deps, aDraftInput({ seatCount: 101 }), aProvenance());
    expect(rejectionOf(other)).toMatchObject({
      code: 'CONTRACT_NUMBER_TAKEN',
      fields: { contractNumber: 'is taken' },
    });
  });

  test('is free again when its draft was discarded', async () => {
    const world = await contractWorld();
    const { state } = acceptedOutcome(await draftContract(world.deps, aDraftInput(), aProvenance()));
    const discarded = await discardDraft(
      world.deps,
      { contractId: state.contractId, reason: null, expectedRevision: undefined },
      aProvenance(),
    );
    expect(acceptedOutcome(discarded).state.status).toBe('discarded');
    const next = acceptedOutcome(await draftContract(world.deps, aDraftInput({ seatCount: 5 }), aProvenance()));
    expect(next.state.contractId).not.toBe(state.contractId);
  });

  test('of two that want it at once, one gets it', async () => {
    const world = await contractWorld();
    const outcomes = await Promise.all(
      [1, 2, 3].map((seatCount) => draftContract(world.deps, aDraftInput({ seatCount }), aProvenance())),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
  });
});

describe('a repeated command', () => {
  test('is answered with what it made, whatever has become of the account since', async () => {
    const world = await contractWorld();
    const by = aProvenance();
    await draftContract(world.deps, aDraftInput(), by);
    const closed = { type: 'AccountClosed', data: { closedOn: civilDate('2026-05-01'), reason: null } };
    await world.eventStore.append(accountStream(TENANT, anAccountId('acme')), 0, [closed], aProvenance());
    expect(acceptedOutcome(await draftContract(world.deps, aDraftInput(), by)).events).toEqual([]);
    expect(world.typesOf(by.commandId)).toEqual(['ContractDrafted']);
    const another = await draftContract(world.deps, aDraftInput({ contractNumber: 'C-2' }), aProvenance());
    expect(rejectionOf(another).code).toBe('ACCOUNT_CLOSED');
  });

  test('that fell between draft and activation goes on', async () => {
    const world = await contractWorld();
    const by = aProvenance();
    world.eventStore.beforeAppend = (_stream, [event]) => {
      if (event?.type === 'ContractActivated') throw new Error('the process falls');
    };
    const input = aDraftInput({ status: 'active' });
    await expect(draftContract(world.deps, input, by)).rejects.toThrow('falls');
    world.eventStore.beforeAppend = undefined;
    expect(acceptedOutcome(await draftContract(world.deps, input, by)).state.status).toBe('active');
    expect(world.typesOf(by.commandId)).toEqual(['ContractDrafted', 'ContractActivated']);
  });
});

describe('what it stands on must be there', () => {
  test.each([
    ['the account', { accountId: anAccountId('nobody') }, 'CONTRACT_ACCOUNT_NOT_FOUND'],
    ['the bill-to account', { billToAccountId: anAccountId('nobody') }, 'CONTRACT_ACCOUNT_NOT_FOUND'],
    ['the seller', { sellerId: anAccountId('nobody') as string as SellerId }, 'SELLER_NOT_FOUND'],
    ['the months of a custom frequency', { billingFrequency: 'custom' }, 'BILLING_INTERVAL_MISSING'],
    ['the days of custom payment terms', { paymentTerms: 'custom' }, 'PAYMENT_TERMS_INCOMPLETE'],
    [
      'the product',
      {
        lines: [aLineInput({ productId: aProductId('none'), quantity: 1 })],
      },
      'PRODUCT_NOT_FOUND',
    ],
  ] as const)('%s', async (_what, changes, code) => {
    const world = await contractWorld();
    const outcome = await draftContract(world.deps, aDraftInput(changes), aProvenance());
    expect(rejectionOf(outcome).code).toBe(code);
  });

  test('in the same tenant', async () => {
    const world = await contractWorld();
    const outcome = await draftContract(world.deps, aDraftInput(), aProvenance({ tenantId: OTHER_TENANT }));
    expect(rejectionOf(outcome).code).toBe('SELLER_NOT_FOUND');
  });
});
