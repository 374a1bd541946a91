import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ContractApi, contractApi } from '../../support/contract-api.ts';
import { type ContractDatabase, contractDatabase } from '../../support/contract-database.ts';
import { amount } from '../../support/controls/accounts.ts';

let billing: ContractDatabase;
let api: ContractApi;

beforeAll(async () => {
  billing = await contractDatabase();
});
afterAll(() => billing?.database.drop());
beforeEach(async () => {
  api = await contractApi(billing);
});

const quote = async (id: string, body?: object) => {
  const answer = await api.post(`/api/contracts/${id}/renewal-quote`, body);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json().data;
};

const lineIds = async (id: string): Promise<string[]> =>
  (await api.get(`/api/contracts/${id}`)).json().data.lines.map(({ lineId }: { lineId: string }) => lineId);

describe('a renewal quote', () => {
  test('without a body: as long as before, at the prices in force; nothing is recorded', async () => {
    const id = await api.contract();
    await api.amend(id, 'adjust-seats', { quantity: 120, effectiveOn: '2026-10-01' });
    const before = await api.timeline(id);
    // 2026: 3 × 3,000.00 + 3,600.00 = 12,600.00; 2027: 4 × 120 × 10.00 × 3 = 14,400.00.
    expect(await quote(id)).toMatchObject({
      startDate: '2027-01-01',
      endDate: '2027-12-31',
      value: '14400.00',
      contractValue: null,
      previousTerm: { startDate: '2026-01-01', endDate: '2026-12-31', value: '12600.00' },
      difference: '1800.00',
      lines: [
        { quantity: 120, committedQuantity: 0, price: { model: 'seat_based', unitPrice: '10.00' }, value: '14400.00' },
      ],
    });
    expect(await api.timeline(id)).toEqual(before);
  });

  test('shows line by line and period by period what is asked for', async () => {
    const id = await api.contract({
      seatCount: null,
      seatPrice: null,
      lines: [
        { description: 'Seats', quantity: 100, price: { model: 'seat_based', unitPrice: '10' }, setupFee: '500' },
        { description: 'Support', quantity: 1, price: { model: 'flat_fee', price: '1200', intervalMonths: 12 } },
      ],
    });
    const [seats] = await lineIds(id);
    const shown = await quote(id, {
      endDate: '2027-06-30',
      contractValue: '5000',
      lines: [{ lineId: seats, quantity: 80, price: { model: 'seat_based', unitPrice: '11' } }],
    });
    // A quarter: 80 × 11.00 × 3 = 2,640.00, and 1,200.00 ÷ 4 = 300.00; the setup fee was of the first term:
    // 2026 came to 4 × 3,300.00 + 500.00.
    expect(shown).toMatchObject({
      value: '5880.00',
      contractValue: '5000',
      previousTerm: { value: '13700.00' },
      difference: '-7820.00',
      periods: [
        { periodStart: '2027-01-01', periodEnd: '2027-03-31', amount: '2940.00' },
        { periodStart: '2027-04-01', periodEnd: '2027-06-30', amount: '2940.00' },
      ],
      lines: [
        {
          description: 'Seats',
          quantity: 80,
          periods: [{ amount: '2640.00' }, { amount: '2640.00' }],
          value: '5280.00',
        },
        { description: 'Support', quantity: 1, periods: [{ amount: '300.00' }, { amount: '300.00' }], value: '600.00' },
      ],
    });
  });

  test('of an early renewal compares with the whole old term', async () => {
    const id = await api.contract();
    // From 15 August a term to 14 August 2027 with quarters of its own: 4 × 3,000.00.
    expect(await quote(id, { effectiveOn: '2026-08-15', endDate: '2027-08-14' })).toMatchObject({
      value: '12000.00',
      previousTerm: { endDate: '2026-12-31', value: '12000.00' },
      periods: [{ periodStart: '2026-08-15', periodEnd: '2026-11-14', amount: '3000.00' }, {}, {}, {}],
    });
  });

  test('takes the price that the contract says for new terms, and is what the renewal then bills', async () => {
    const id = await api.contract({ renewalPrice: { kind: 'percent', percent: '4' } });
    // 100 × 10.40 × 3 a quarter.
    const shown = await quote(id);
    expect(shown).toMatchObject({
      value: '12480.00',
      lines: [{ price: { unitPrice: '10.4' } }],
      periods: [{ amount: '3120.00' }, { amount: '3120.00' }, { amount: '3120.00' }, { amount: '3120.00' }],
    });
    await api.amend(id, 'renew');
    const due = (await api.get(`/api/contracts/${id}/preview?through=2027-12-31&from=2027-01-01`)).json().data;
    expect(due.total).toBe(shown.value);
  });

  test('takes the catalogue’s price of the first day of the new term', async () => {
    const productId = await api.world.offer('Seat', { pricingModel: 'seat_based', basePrice: amount('15') });
    const id = await api.contract({
      seatCount: null,
      seatPrice: null,
      renewalPrice: { kind: 'catalogue' },
      lines: [
        { productId, quantity: 10, price: { model: 'seat_based', unitPrice: '12' } },
        { description: 'Support', quantity: 1, price: { model: 'flat_fee', price: '100', intervalMonths: 1 } },
      ],
    });
    // 2026: (10 × 12.00 + 100.00) × 12 = 2,640.00; 2027: (10 × 15.00 + 100.00) × 12 = 3,000.00.
    expect(await quote(id)).toMatchObject({ value: '3000.00', previousTerm: { value: '2640.00' } });
  });

  test('a price that is said goes before that of the contract', async () => {
    const id = await api.contract({ renewalPrice: { kind: 'percent', percent: '4' } });
    const [lineId] = await lineIds(id);
    const lines = [{ lineId, price: { model: 'seat_based', unitPrice: '9' } }];
    expect((await quote(id, { lines })).value).toBe('10800.00'); // 100 × 9.00 × 12
  });

  test.each([
    ['of a draft', { status: 'draft' }, {}, 'CONTRACT_NOT_ACTIVE'],
    ['that leaves days without a term', {}, { effectiveOn: '2027-02-01' }, 'RENEWAL_NOT_ADJACENT'],
    ['that ends before the old term', {}, { endDate: '2026-11-30' }, 'CONTRACT_TERM_SHORTENED'],
  ])('%s is refused as the renewal would be', async (_, contract, body, code) => {
    const id = await api.contract(contract);
    expect(await api.errorOf(id, 'renewal-quote', body)).toMatchObject({ status: 409, code });
  });
});
