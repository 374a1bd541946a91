import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CONTRACT_BODY, type ContractApi, contractApi } from '../../support/contract-api.ts';
import { type ContractDatabase, contractDatabase } from '../../support/contract-database.ts';
import { amount, currency } from '../../support/controls/accounts.ts';

let billing: ContractDatabase;
let api: ContractApi;

beforeAll(async () => {
  billing = await contractDatabase();
});
afterAll(() => billing?.database.drop());
beforeEach(async () => {
  api = await contractApi(billing);
});

interface Answer {
  readonly statusCode: number;
  json(): { error: { code: string; message: string; details?: { validationErrors?: Record<string, string> } } };
}

/** What a person is told: the code, the fields, and what is allowed, by the field or in the sentence. */
function refusal(answer: Answer) {
  const { code, message, details } = answer.json().error;
  const errors = Object.entries(details?.validationErrors ?? {});
  return {
    status: answer.statusCode,
    code,
    fields: errors.map(([field]) => field),
    text: `${message} ${errors.map(([, text]) => text).join(' ')}`,
  };
}

const band = (minQuantity: number, maxQuantity: number | null, unitPrice: string) => ({
  minQuantity,
  maxQuantity,
  unitPrice,
});
const soldIn = (tiers: object[]) => ({ model: 'volume_tiered', tiers });
const line = (changes: object) => ({
  seatCount: null,
  seatPrice: null,
  lines: [{ description: 'Seats', quantity: 10, price: { model: 'seat_based', unitPrice: '1' }, ...changes }],
});

describe('a draft is refused', () => {
  test.each([
    [
      'a start that does not exist',
      { startDate: '2026-02-29' },
      400,
      'DATE_INVALID',
      ['startDate'],
      'a date that exists, as YYYY-MM-DD',
    ],
    ['an end that does not exist', { endDate: '2026-11-31' }, 400, 'DATE_INVALID', ['endDate'], 'a date that exists'],
    ['an end that is no date', { endDate: '31.12.2026' }, 400, 'DATE_INVALID', ['endDate'], 'as YYYY-MM-DD'],
    [
      'an end in eight thousand years',
      { endDate: '9999-12-31' },
      400,
      'DATE_INVALID',
      ['endDate'],
      'from 1900 to 2999',
    ],
    [
      'an end before the start',
      { endDate: '2025-12-31' },
      400,
      'CONTRACT_END_BEFORE_START',
      ['endDate'],
      'must be 2026-01-01 or later',
    ],
    [
      'negative seats',
      { seatCount: -1 },
      400,
      'SEATS_INVALID',
      ['seatCount'],
      'a whole number of seats from 0 to 100,000,000',
    ],
    ['half a seat', { seatCount: 1.5 }, 400, 'SEATS_INVALID', ['seatCount'], 'a whole number of seats'],
    [
      'negative seats of a line',
      line({ quantity: -5 }),
      400,
      'SEATS_INVALID',
      ['lines.0.quantity'],
      'from 0 to 100,000,000',
    ],
    [
      'seats below those committed',
      { seatCount: 9, committedSeats: 10 },
      409,
      'SEATS_BELOW_COMMITMENT',
      ['lines.0.quantity'],
      'must be 10 or more',
    ],
    ['a negative price', { seatPrice: '-0.01' }, 400, 'PRICE_INVALID', ['lines.0.price'], 'a price is never negative'],
    [
      'tiers with a gap',
      line({ price: soldIn([band(1, 10, '9'), band(12, null, '8')]) }),
      400,
      'TIERS_INVALID',
      ['lines.0.price'],
      'tier 2 must start at 11',
    ],
    [
      'tiers that overlap',
      line({ price: soldIn([band(1, 10, '9'), band(10, null, '8')]) }),
      400,
      'TIERS_INVALID',
      ['lines.0.price'],
      'tier 2 must start at 11',
    ],
    [
      'tiers that end',
      line({ price: soldIn([band(1, 10, '9')]) }),
      400,
      'TIERS_INVALID',
      ['lines.0.price'],
      'the last tier must be open',
    ],
    [
      'a line that outlasts its contract',
      line({ endDate: '2027-01-31' }),
      409,
      'CONTRACT_LINE_DATES',
      ['lines.0.endDate'],
      'must be from 2026-01-01 to 2026-12-31',
    ],
    [
      'a ramp after the end',
      line({ ramp: [{ effectiveOn: '2027-01-01', quantity: 20 }] }),
      409,
      'RAMP_OUTSIDE_LINE',
      ['lines.0.ramp.0.effectiveOn'],
      'not after 2026-12-31',
    ],
    [
      'a rhythm of no length',
      { billingFrequency: 'custom' },
      400,
      'BILLING_INTERVAL_MISSING',
      ['billingIntervalMonths'],
      'send billingIntervalMonths',
    ],
    [
      'two things at once',
      { seatCount: -1, startDate: '2026-02-30' },
      400,
      'VALIDATION_FAILED',
      ['startDate', 'seatCount'],
      'must be a date that exists',
    ],
  ])('with %s', async (_, body, status, code, fields, allowed) => {
    const found = refusal(await api.post('/api/contracts', { ...CONTRACT_BODY, ...body }));
    expect(found).toMatchObject({ status, code, fields });
    expect(found.text).toContain(allowed);
  });

  test('in a currency that its product has no price in', async () => {
    const productId = await api.world.offer('Seat', { currency: currency('EUR'), basePrice: amount('10') });
    const body = { ...CONTRACT_BODY, currency: 'USD', status: 'active', ...line({ productId, price: null }) };
    const found = refusal(await api.post('/api/contracts', body));
    expect(found).toMatchObject({ status: 409, code: 'PRODUCT_CURRENCY_MISMATCH', fields: ['lines.0.productId'] });
    expect(found.text).toContain('give the line a price of its own');
  });

  test.each([
    ['below the fewest', 4, 'must be 5 or more'],
    ['above the most', 55, 'must be 50 or less'],
    ['between two steps', 12, 'must go up in steps of 5 from 5'],
  ])('with seats %s that its product allows', async (_, quantity, allowed) => {
    const productId = await api.world.offer('Seat', { minSeats: 5, maxSeats: 50, seatIncrement: 5 });
    const found = refusal(await api.post('/api/contracts', { ...CONTRACT_BODY, ...line({ productId, quantity }) }));
    expect(found).toMatchObject({ status: 409, code: 'SEATS_OUTSIDE_LIMITS', fields: ['lines.0.quantity'] });
    expect(found.text).toContain(allowed);
  });
});

describe('a change is refused', () => {
  test.each([
    [
      'before the start',
      'adjust-seats',
      { quantity: 120, effectiveOn: '2025-12-31' },
      409,
      'DATE_OUTSIDE_SERVICE',
      ['effectiveOn'],
      'must be from 2026-01-01 to 2026-12-31',
    ],
    [
      'after the end',
      'reprice',
      { seatPrice: '9', effectiveOn: '2027-01-01' },
      409,
      'DATE_OUTSIDE_SERVICE',
      ['effectiveOn'],
      'must be from 2026-01-01 to 2026-12-31',
    ],
    [
      'on a day that does not exist',
      'pause',
      { effectiveOn: '2026-06-31' },
      400,
      'DATE_INVALID',
      ['effectiveOn'],
      'a date that exists',
    ],
    [
      'to negative seats',
      'adjust-seats',
      { quantity: -1 },
      400,
      'SEATS_INVALID',
      ['quantity'],
      'from 0 to 100,000,000',
    ],
    [
      'to fewer seats than committed',
      'adjust-seats',
      { quantity: 79 },
      409,
      'SEATS_BELOW_COMMITMENT',
      ['quantity'],
      'must be 80 or more',
    ],
    [
      'to a smaller commitment',
      'change-commitment',
      { committedQuantity: 70 },
      409,
      'COMMITMENT_FIXED',
      ['committedQuantity'],
      'fewer can be agreed with a renewal',
    ],
    [
      'to tiers with a gap',
      'reprice',
      { price: soldIn([band(1, 10, '9'), band(12, null, '8')]) },
      400,
      'TIERS_INVALID',
      ['price'],
      'tier 2 must start at 11',
    ],
    [
      'to an earlier end',
      'extend',
      { endDate: '2026-06-30' },
      409,
      'CONTRACT_TERM_SHORTENED',
      ['endDate'],
      'must be later than 2026-12-31',
    ],
    [
      'by a cancellation after the end',
      'cancel',
      { lastServiceDay: '2027-01-31' },
      409,
      'DATE_OUTSIDE_SERVICE',
      ['lastServiceDay'],
      'must be from 2026-01-01 to 2026-12-31',
    ],
  ])('%s', async (_, verb, body, status, code, fields, allowed) => {
    const id = await api.contract({ committedSeats: 80 });
    const found = refusal(await api.post(`/api/contracts/${id}/${verb}`, body));
    expect(found).toMatchObject({ status, code, fields });
    expect(found.text).toContain(allowed);
  });
});
