import { describe, expect, test } from 'vitest';
import { explainQuote } from '../../../src/application/pricing/explain-quote.ts';
import { addPriceBook, setPrice } from '../../../src/application/pricing/price-books.ts';
import { type Quote, type QuoteInput, quote } from '../../../src/application/pricing/quote.ts';
import { quotedYears, totalOf } from '../../../src/application/pricing/quoted-periods.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { ProductAddition } from '../../../src/domain/product/state.ts';
import type { PriceTerms } from '../../../src/domain/rating/price.ts';
import { flat, seats, tiers } from '../../support/contracts.ts';
import { amount, currency } from '../../support/controls/accounts.ts';
import { aLineInput, contractWorld } from '../../support/controls/contracts.ts';
import { aProductId } from '../../support/controls/products.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';
import { aQuoteInput, percentOff } from '../../support/controls/quotes.ts';
import { acceptedOutcome, rejectionOf } from '../../support/outcomes.ts';

const READER = { tenantId: TENANT };

async function quoted(changes: Partial<QuoteInput>): Promise<Quote> {
  const world = await contractWorld();
  return accepted(await quote(world.deps, aQuoteInput(changes), READER));
}

function accepted(outcome: Awaited<ReturnType<typeof quote>>): Quote {
  if (outcome.outcome === 'rejected') {
    throw new Error(`${outcome.rejection.code}: ${outcome.rejection.message}`);
  }
  return outcome;
}

const totals = ({ periods }: Quote) => periods.map(({ total }) => total);
const total = ({ contract, periods }: Quote) =>
  totalOf(
    contract,
    periods.flatMap(({ charges }) => charges),
  ); // prettier-ignore

const graduated: PriceTerms = {
  ...tiers([
    [99, '10'],
    [null, '8'],
  ]),
  model: 'graduated_tiered',
} as PriceTerms; // prettier-ignore

describe('120 units over four quarters', () => {
  test.each<[string, PriceTerms, string[], string]>([
    // 120 × 10.00 × 3
    ['seat_based', seats('10'), ['3600.00', '3600.00', '3600.00', '3600.00'], '14400.00'],
    // 100.00 × 3, whatever the seats are
    ['flat_fee', flat('100', 1), ['300.00', '300.00', '300.00', '300.00'], '1200.00'],
    // all 120 in the second tier: 120 × 8.00 × 3
    [
      'volume_tiered',
      tiers([
        [99, '10'],
        [null, '8'],
      ]),
      ['2880.00', '2880.00', '2880.00', '2880.00'],
      '11520.00',
    ], // prettier-ignore
    // (99 × 10.00 + 21 × 8.00) × 3 = (990 + 168) × 3
    ['graduated_tiered', graduated, ['3474.00', '3474.00', '3474.00', '3474.00'], '13896.00'],
    // three started blocks of 50: 3 × 45.00 × 3
    [
      'package',
      { model: 'package', packagePrice: amount('45'), packageSize: 50, intervalMonths: 1 },
      ['405.00', '405.00', '405.00', '405.00'],
      '1620.00',
    ],
    // 900.00 a month for six months, then 1,200.00
    [
      'custom',
      {
        model: 'custom',
        steps: [
          { month: 0, amount: amount('900') },
          { month: 6, amount: amount('1200') },
        ],
        intervalMonths: 1,
      },
      ['2700.00', '2700.00', '3600.00', '3600.00'],
      '12600.00',
    ],
  ])('%s', async (_model, price, periods, sum) => {
    const found = await quoted({ lines: [aLineInput({ quantity: 120, price })] });
    expect(totals(found)).toEqual(periods);
    expect(total(found)).toBe(sum);
  });

  test('graduated tiers are told one by one', async () => {
    const { periods } = await quoted({ lines: [aLineInput({ quantity: 120, price: graduated })] });
    // 99 × 10.00 × 3 = 2,970.00 and 21 × 8.00 × 3 = 504.00
    expect(periods[0]?.charges).toMatchObject([
      { quantity: '99', rate: { unitPrice: '10', tier: 1 }, listPrice: '30', amount: '2970.00', days: 90 },
      { quantity: '21', rate: { unitPrice: '8', tier: 2 }, listPrice: '24', amount: '504.00', days: 90 },
    ]);
  });
});

describe('currencies of other decimals', () => {
  test('yen have none', async () => {
    const found = await quoted({
      currency: currency('JPY'),
      billingFrequency: 'monthly',
      lines: [aLineInput({ quantity: 3, price: seats('1000.3') })],
    });
    // 3 × 1,000.3 = 3,000.9 → 3,001 each month; twelve of them
    expect(totals(found)).toEqual(Array(12).fill('3001'));
    expect(total(found)).toBe('36012');
  });

  test('dinars have three', async () => {
    const found = await quoted({
      currency: currency('KWD'),
      billingFrequency: 'monthly',
      endDate: civilDate('2026-02-14'),
      lines: [aLineInput({ quantity: 7, price: seats('1.2344') })],
    });
    // 7 × 1.2344 = 8.6408 → 8.641; 14 of 28 days: 4.3204 → 4.320
    expect(totals(found)).toEqual(['8.641', '4.320']);
    expect(found.periods[1]?.charges).toMatchObject([{ days: 14, daysOfPeriod: 28, unitPrice: '0.6172' }]);
  });
});

describe('what a deal says besides', () => {
  const line = aLineInput({ quantity: 100, price: seats('10') });

  test('a first period cut by the anchor is prorated', async () => {
    const found = await quoted({
      startDate: civilDate('2026-01-15'),
      endDate: null,
      termMonths: 2,
      billingFrequency: 'monthly',
      billingAnchor: civilDate('2026-01-01'),
      lines: [line],
    });
    // 15 January to 14 March: 17 of 31 days of 1,000.00, February whole, 14 of 31 days
    expect(totals(found)).toEqual(['548.39', '1000.00', '451.61']);
    expect(found.periods.map(({ periodStart, dueOn }) => [periodStart, dueOn])).toEqual([
      ['2026-01-01', '2026-01-15'],
      ['2026-02-01', '2026-02-01'],
      ['2026-03-01', '2026-03-01'],
    ]);
  });

  test('in arrears a period is due on its last day', async () => {
    const { periods } = await quoted({ billingInAdvance: false, lines: [line] });
    expect(periods.map(({ dueOn }) => dueOn)).toEqual(['2026-03-31', '2026-06-30', '2026-09-30', '2026-12-31']);
  });

  test('discounts of the line come before those of the contract', async () => {
    const found = await quoted({
      billingFrequency: 'monthly',
      discounts: [percentOff('5')],
      lines: [{ ...line, discounts: [percentOff('10')] }],
    });
    // 1,000.00 × 0.90 × 0.95
    expect(totals(found)[0]).toBe('855.00');
    expect(found.periods[0]?.charges[0]?.rate).toMatchObject({
      listUnitPrice: '10',
      unitPrice: '8.55',
      adjustments: [
        { kind: 'line_percent', value: '10' },
        { kind: 'contract_percent', value: '5' },
      ],
    }); // prettier-ignore
  });

  test('prices rise each year', async () => {
    const found = await quoted({
      endDate: civilDate('2027-12-31'),
      uplift: { kind: 'percent', percent: amount('3') },
      lines: [line],
    });
    // 12 × 1,000.00, then 3 percent more
    expect(quotedYears(found.contract, found.periods)).toEqual([
      { year: 1, from: '2026-01-01', through: '2026-12-31', total: '12000.00' },
      { year: 2, from: '2027-01-01', through: '2027-12-31', total: '12360.00' },
    ]);
  });

  test('commitments and minimums are billed at least', async () => {
    const committed = await quoted({ lines: [{ ...line, quantity: 100, committedQuantity: 100 }] });
    expect(totals(committed)[0]).toBe('3000.00');
    const least = await quoted({ minimumCommitment: { amount: amount('1250'), intervalMonths: 1 }, lines: [line] });
    // 1,250.00 × 3
    expect(totals(least)[0]).toBe('3750.00');
  });

  test('what is charged once stands in the period in which it is billed', async () => {
    const found = await quoted({
      lines: [
        { ...line, setupFee: amount('500.00') },
        aLineInput({ quantity: 2, price: flat('750', 1), chargeType: 'one_time', startDate: civilDate('2026-02-10') }),
      ],
    });
    // 3,000.00 + 500.00; the work of 10 February is billed with the second quarter
    expect(totals(found)).toEqual(['3500.00', '3750.00', '3000.00', '3000.00']);
  });
});

describe('products', () => {
  const world = async (changes: Partial<ProductAddition>) => {
    const made = await contractWorld();
    const productId = await made.offer('Platform', changes);
    return { made, line: aLineInput({ quantity: 10, productId }) };
  };

  test('bring price, setup fee and trial', async () => {
    const { made, line } = await world({ setupFee: amount('99.00'), trialPeriodDays: 14 });
    const found = accepted(await quote(made.deps, aQuoteInput({ billingFrequency: 'monthly', lines: [line] }), READER));
    expect(found.contract.serviceStart).toBe('2026-01-15');
    // 10 × 25.00 + 99.00
    expect(found.periods[0]).toMatchObject({ periodStart: '2026-01-15', total: '349.00' });
    expect(explainQuote(found)).toEqual([
      'The first 14 days are a trial; the service starts on 2026-01-15.',
      'The service runs for 351 days from 2026-01-15 to 2026-12-31, billed every month in advance in 12 billing periods.',
      'Line 1 (Platform): the price is the product’s own.',
      'Amounts are net, in EUR, and rounded half to even to 2 decimals once for each line and billing period.',
    ]);
  });

  test('a trial is given only where every recurring line has one, and then the shortest', async () => {
    const { made, line } = await world({ trialPeriodDays: 14 });
    const longer = aLineInput({ productId: await made.offer('Storage', { trialPeriodDays: 30 }) });
    const without = aLineInput({ productId: await made.offer('Support') });
    const once = aLineInput({ productId: await made.offer('Training', { chargeType: 'one_time' }) });
    const trialOf = async (lines: QuoteInput['lines'], trialDays: number | null = null) =>
      accepted(await quote(made.deps, aQuoteInput({ lines, trialDays }), READER)).contract.terms.trialDays;
    expect(await trialOf([line, longer])).toBe(14);
    expect(await trialOf([line, once])).toBe(14);
    expect(await trialOf([line, without])).toBe(0);
    expect(await trialOf([line], 7)).toBe(7);
  });

  test('a price book goes before the product’s own price, from its day on', async () => {
    const { made, line } = await world({ setupFee: amount('99.00') });
    const book = { name: 'Europe', description: null, currency: currency('EUR'), sellerId: null } as const;
    const { state } = acceptedOutcome(
      await addPriceBook(made.deps, { ...book, isDefault: true, status: 'active' }, aProvenance()),
    );
    const version = { validFrom: civilDate('2026-03-01'), price: seats('20'), setupFee: amount('10.00') };
    const { priceBookId } = state;
    const productId = aProductId('Platform');
    await setPrice(made.deps, { priceBookId, productId, ...version, expectedRevision: undefined }, aProvenance());
    const ask = async (startDate: string) =>
      accepted(
        await quote(
          made.deps,
          aQuoteInput({ startDate: civilDate(startDate), billingFrequency: 'monthly', lines: [line] }),
          READER,
        ),
      );
    // 10 × 25.00 + 99.00 the day before, 10 × 20.00 + 10.00 from the day on
    expect(totals(await ask('2026-02-28'))[0]).toBe('349.00');
    const later = await ask('2026-03-01');
    expect(totals(later)[0]).toBe('210.00');
    expect(later.sources).toMatchObject([{ priceBookId, validFrom: '2026-03-01' }]);
    expect(explainQuote(later)).toContain(
      'Line 1 (Platform): the price is that of the price book Europe, in force since 2026-03-01.',
    );
  });
});

describe('what cannot be priced', () => {
  const rejects = async (changes: Partial<QuoteInput>, product: Partial<ProductAddition> = {}) => {
    const world = await contractWorld();
    await world.offer('Platform', product);
    return rejectionOf(await quote(world.deps, aQuoteInput(changes), READER));
  };
  const line = aLineInput({ productId: aProductId('Platform'), quantity: 10 });
  const of = (price: PriceTerms) => [aLineInput({ price })];
  const band = (minQuantity: number, maxQuantity: number | null, unitPrice = '10') => ({
    minQuantity,
    maxQuantity,
    unitPrice: amount(unitPrice),
  });
  const table = (...bands: ReturnType<typeof band>[]) =>
    of({ model: 'volume_tiered', tiers: bands, intervalMonths: 1 });

  test.each<[string, Partial<QuoteInput>, Partial<ProductAddition>, string, string]>([
    ['a gap', { lines: table(band(1, 99), band(101, null)) }, {}, 'TIERS_INVALID', 'tier 2 must start at 100'],
    ['an overlap', { lines: table(band(1, 99), band(99, null)) }, {}, 'TIERS_INVALID', 'right after tier 1, not at 99'],
    ['a closed end', { lines: table(band(1, 99)) }, {}, 'TIERS_INVALID', 'the last tier must be open'],
    ['a negative price', { lines: of(seats('-1')) }, {}, 'PRICE_INVALID', 'never negative'],
    [
      'a currency without price',
      { currency: currency('USD'), lines: [line] },
      {},
      'PRODUCT_CURRENCY_MISMATCH',
      'Platform is priced in EUR, and no price book has a price in USD',
    ], // prettier-ignore
    ['too few seats', { lines: [line] }, { minSeats: 11 }, 'SEATS_OUTSIDE_LIMITS', 'must be 11 or more'],
    ['too many seats', { lines: [line] }, { maxSeats: 9 }, 'SEATS_OUTSIDE_LIMITS', 'must be 9 or less'],
    ['seats between steps', { lines: [line] }, { seatIncrement: 4 }, 'SEATS_OUTSIDE_LIMITS', 'steps of 4'],
    ['an inactive product', { lines: [line] }, { active: false }, 'PRODUCT_NOT_OFFERED', 'not offered any more'],
    [
      'a product not sold yet',
      { lines: [line] },
      { activeFrom: civilDate('2026-01-02') },
      'PRODUCT_NOT_OFFERED_ON_DATE',
      'offered from 2026-01-02',
    ], // prettier-ignore
    [
      'a product sold no more',
      { lines: [line] },
      { activeUntil: civilDate('2025-12-31') },
      'PRODUCT_NOT_OFFERED_ON_DATE',
      'offered until 2025-12-31',
    ], // prettier-ignore
    ['usage', { lines: [line] }, { chargeType: 'usage_based' }, 'CHARGE_TYPE_NOT_BILLABLE', 'charged by usage'],
    [
      'a custom price that nobody gave',
      { lines: [line] },
      { pricingModel: 'custom' },
      'PRICING_MODEL_NOT_BILLABLE',
      'priced for each contract',
    ], // prettier-ignore
    [
      'a term below the least',
      { lines: [line] },
      { minCommitmentMonths: 13 },
      'CONTRACT_TERM_TOO_SHORT',
      'at least 13 months: a term from 2026-01-01 on ends on 2027-01-31 or later',
    ], // prettier-ignore
    [
      'an end before the start',
      { endDate: civilDate('2025-12-31'), lines: of(seats('1')) },
      {},
      'CONTRACT_END_BEFORE_START',
      'before it starts',
    ], // prettier-ignore
    ['no price at all', { lines: [aLineInput()] }, {}, 'CONTRACT_PRICE_MISSING', 'neither a product nor a price'],
    [
      'a product that is none',
      { lines: [aLineInput({ productId: aProductId('none') })] },
      {},
      'PRODUCT_NOT_FOUND',
      'There is no product',
    ], // prettier-ignore
    ['a trial that leaves nothing', { trialDays: 365, lines: of(seats('1')) }, {}, 'TRIAL_TOO_LONG', 'leaves no day'],
    [
      'a rhythm that does not say',
      { billingFrequency: 'custom', lines: of(seats('1')) },
      {},
      'BILLING_INTERVAL_MISSING',
      'billingIntervalMonths',
    ], // prettier-ignore
    [
      'more periods than one answer holds',
      { billingFrequency: 'monthly', endDate: civilDate('2076-01-01'), lines: of(seats('1')) },
      {},
      'QUOTE_TOO_LARGE',
      'at most 600',
    ], // prettier-ignore
    [
      'more charges than one answer holds',
      {
        billingFrequency: 'monthly',
        endDate: civilDate('2037-01-31'),
        lines: Array(50).fill(aLineInput({ price: seats('1') })),
      },
      {},
      'QUOTE_TOO_LARGE',
      'at most 6000',
    ], // prettier-ignore
  ])('%s', async (_what, changes, product, code, text) => {
    const rejection = await rejects(changes, product);
    expect(rejection.code).toBe(code);
    expect(rejection.message).toContain(text);
  });

  test('the least term itself is long enough', async () => {
    const world = await contractWorld();
    await world.offer('Platform', { minCommitmentMonths: 12 });
    expect((await quote(world.deps, aQuoteInput({ lines: [line] }), READER)).outcome).toBe('accepted');
  });
});

test('nothing is stored', async () => {
  const world = await contractWorld();
  const before = world.eventStore.log().length;
  accepted(await quote(world.deps, aQuoteInput({ lines: [aLineInput({ price: seats('10') })] }), READER));
  expect(world.eventStore.log()).toHaveLength(before);
});
