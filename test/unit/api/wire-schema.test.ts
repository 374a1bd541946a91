import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { priceTermsOf, zPrice, zPriceInput } from '../../../src/api/routes/contracts/contract-price.ts';
import { wireAnswer, wireInput } from '../../../src/api/wire-schema.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import { type PriceTerms, zPriceTerms } from '../../../src/domain/rating/price.ts';
import { flat, seats, tiers } from '../../support/contracts.ts';
import { amount } from '../../support/controls/accounts.ts';

describe('an object of the domain on the wire', () => {
  const zBand = z.strictObject({
    kind: z.literal('band'),
    price: zDecimalString,
    most: z.int().min(1).max(9).nullable(),
    steps: z.array(z.strictObject({ amount: zDecimalString })).max(2),
  });
  const band = { kind: 'band', price: '1.50', most: null, steps: [{ amount: '2' }] };

  test('takes decimals as text or number, and gives them as text', () => {
    const sent = { ...band, price: 1.5, steps: [{ amount: 2 }] };
    expect(wireInput(zBand).parse(sent)).toEqual({ ...band, price: '1.5' });
    expect(wireAnswer(zBand).parse(band)).toEqual(band);
    expect(wireAnswer(zBand).safeParse(sent).success).toBe(false);
  });

  test.each([
    [{ ...band, most: 10 }, ['most']],
    [{ ...band, steps: [{ amount: 'x' }] }, ['steps', 0, 'amount']],
    [{ ...band, steps: [band.steps[0], band.steps[0], band.steps[0]] }, ['steps']],
    [{ ...band, surplus: 1 }, []],
  ])('refuses %j', (sent, path) => {
    expect(wireInput(zBand).safeParse(sent).error?.issues[0]?.path).toEqual(path);
  });

  test('says so when the wire has no form for something', () => {
    expect(() => wireInput(z.strictObject({ when: z.date() }))).toThrow('The wire has no form for date');
  });
});

describe('prices on the wire', () => {
  const ALL: Record<PriceTerms['model'], PriceTerms> = {
    seat_based: seats('10'),
    flat_fee: flat('100', 12),
    volume_tiered: tiers([
      [9, '10'],
      [null, '8'],
    ]), // prettier-ignore
    graduated_tiered: {
      ...tiers([
        [9, '10'],
        [null, '8'],
      ]),
      model: 'graduated_tiered',
    } as PriceTerms, // prettier-ignore
    package: { model: 'package', packagePrice: amount('45'), packageSize: 50, intervalMonths: 1 },
    custom: { model: 'custom', steps: [{ month: 0, amount: amount('900') }], intervalMonths: 3 },
  };

  test.each(zPriceTerms.options.map((option) => option.shape.model.value))('%s goes out as it came in', (model) => {
    const terms = ALL[model];
    expect(priceTermsOf(zPriceInput.parse(terms))).toEqual(terms);
    expect(zPrice.parse(terms)).toEqual(terms);
  });

  test('are for a month unless they say otherwise, which a flat fee must', () => {
    expect(priceTermsOf(zPriceInput.parse({ model: 'seat_based', unitPrice: '10' }))).toEqual(seats('10'));
    expect(zPriceInput.safeParse({ model: 'flat_fee', price: '10' }).success).toBe(false);
  });
});
