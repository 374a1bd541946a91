import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CONTRACT_BODY, type ContractApi, contractApi } from '../../support/contract-api.ts';
import { type ContractDatabase, contractDatabase } from '../../support/contract-database.ts';

let billing: ContractDatabase;
let api: ContractApi;

beforeAll(async () => {
  billing = await contractDatabase();
});
afterAll(() => billing?.database.drop());
beforeEach(async () => {
  api = await contractApi(billing);
});

const draft = async (body: object) => {
  const answer = await api.post('/api/contracts', { ...CONTRACT_BODY, ...body });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json().data;
};

const patch = async (id: string, payload: object) => {
  const answer = await api.patch(id, payload);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json().data;
};

/** 100 × 10.00 × 12 months = 12,000.00. */
const OTHER = { contractValue: '12500.00' };
const mismatch = (value: string, lines: string) => [
  {
    code: 'CONTRACT_VALUE_MISMATCH',
    message: expect.stringMatching(`is ${value} EUR, but the lines come to ${lines} EUR`),
  },
];

describe('a contract value that is not what the lines come to', () => {
  test('is told with the draft, its changes, the activation and the read, and not in lists', async () => {
    const drafted = await draft(OTHER);
    expect(drafted.warnings).toEqual(mismatch('12500.00', '12000.00'));
    const changed = await patch(drafted.id, { contractValue: '13000' });
    expect(changed.warnings).toEqual(mismatch('13000', '12000.00'));
    const active = await api.amend(drafted.id, 'activate');
    expect(active.warnings).toEqual(mismatch('13000', '12000.00'));
    expect((await api.get(`/api/contracts/${drafted.id}`)).json().data.warnings).toEqual(active.warnings);
    const [listed] = (await api.get('/api/contracts')).json().data;
    expect(listed).not.toHaveProperty('warnings');
  });

  test('counts what the lines say besides their price: a setup fee, and 10 % off for two months', async () => {
    // By the month: 12,000.00 + 500.00 − 2 × 100.00.
    const line = {
      description: 'Seats',
      quantity: 100,
      price: { model: 'seat_based', unitPrice: '10' },
      setupFee: '500',
      discounts: [{ percent: '10', months: 2 }],
    };
    const body = { billingFrequency: 'monthly', seatCount: null, seatPrice: null, lines: [line] };
    expect((await draft({ ...body, contractValue: '12300' })).warnings).toEqual([]);
    const other = await draft({ ...body, contractNumber: 'C-2026-2', contractValue: '12000' });
    expect(other.warnings).toEqual(mismatch('12000', '12300.00'));
  });

  test.each([
    ['the lines come to it', { contractValue: '12000' }],
    ['none was signed', { contractValue: null }],
    ['zero counts as none', { contractValue: '0' }],
    ['it is spread over the term', { contractValue: '100.01', seatCount: null, seatPrice: null }],
    ['the draft waits for its price', { contractValue: null, seatPrice: null }],
  ])('is no matter where %s', async (_, body) => {
    expect((await draft(body)).warnings).toEqual([]);
  });

  test('follows amendments; a cancelled contract does not run its term', async () => {
    const id = await api.contract({ contractValue: '12000' });
    // 20 more from 1 October: 20 × 10.00 × 3 = 600.00.
    const more = await api.amend(id, 'adjust-seats', { quantity: 120, effectiveOn: '2026-10-01' });
    expect(more.warnings).toEqual(mismatch('12000', '12600.00'));
    expect((await api.amend(id, 'cancel', { lastServiceDay: '2026-09-30' })).warnings).toEqual([]);
  });

  test('belongs to the term that was agreed last', async () => {
    const id = await api.contract({ contractValue: '12000' });
    // 2027 at 11.00: 100 × 11.00 × 12 = 13,200.00.
    const [line] = (await api.get(`/api/contracts/${id}`)).json().data.lines;
    const lines = [{ lineId: line.lineId, price: { model: 'seat_based', unitPrice: '11' } }];
    expect((await api.amend(id, 'renew', { contractValue: '13000', lines })).warnings).toEqual(
      mismatch('13000', '13200.00'),
    );
  });
});
