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

/** 10 seats at 10.00 from 15 May: 300.00 a quarter, 100.00 a month. Periods and end are the other contract's. */
const { endDate: _, billingFrequency: __, ...REST } = CONTRACT_BODY;
const ALIGNED = { ...REST, contractNumber: 'C-2026-2', startDate: '2026-05-15', seatCount: 10 };

const aligned = async (alignWithContractId: string, body: object = {}) => {
  const answer = await api.post('/api/contracts', { ...ALIGNED, status: 'active', alignWithContractId, ...body });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json().data;
};

const charges = async (id: string) => {
  const { data } = (await api.get(`/api/contracts/${id}/preview?through=2027-12-31`)).json();
  return data.charges.map((charge: Record<string, string>) => [charge.periodStart, charge.serviceEnd, charge.amount]);
};

describe('a contract that is aligned with another one', () => {
  test('ends with it and is billed in its periods; its first one is prorated', async () => {
    const other = await api.contract();
    const drafted = await aligned(other);
    expect(drafted).toMatchObject({
      startDate: '2026-05-15',
      endDate: '2026-12-31',
      billingFrequency: 'quarterly',
      billingAnchor: '2026-01-01',
      renewalTermMonths: 12, // not the eight months, or less, of its own first term
    });
    // 47 of 91 days: 300.00 × 47 ÷ 91 = 154.945….
    expect(await charges(drafted.id)).toEqual([
      ['2026-04-01', '2026-06-30', '154.95'],
      ['2026-07-01', '2026-09-30', '300.00'],
      ['2026-10-01', '2026-12-31', '300.00'],
    ]);
  });

  test('ends within a period where the other one does; its last one is prorated, too', async () => {
    const other = await api.contract({ endDate: '2026-11-15' });
    // 31 + 15 = 46 of 92 days: 300.00 ÷ 2.
    expect(await charges((await aligned(other)).id)).toEqual([
      ['2026-04-01', '2026-06-30', '154.95'],
      ['2026-07-01', '2026-09-30', '300.00'],
      ['2026-10-01', '2026-11-15', '150.00'],
    ]);
  });

  test('several end on one day and have one rhythm, whenever they began and how often they are billed', async () => {
    const other = await api.contract({ startDate: '2026-01-10', billingAnchor: '2026-01-01' });
    const first = await aligned(other, { startDate: '2026-10-20', billingFrequency: 'monthly' });
    const second = await aligned(first.id, { contractNumber: 'C-2026-3', startDate: '2026-11-01' });
    // October: 12 of 31 days, 100.00 × 12 ÷ 31 = 38.709….
    expect(await charges(first.id)).toEqual([
      ['2026-10-01', '2026-10-31', '38.71'],
      ['2026-11-01', '2026-11-30', '100.00'],
      ['2026-12-01', '2026-12-31', '100.00'],
    ]);
    expect(await charges(second.id)).toEqual([
      ['2026-11-01', '2026-11-30', '100.00'],
      ['2026-12-01', '2026-12-31', '100.00'],
    ]);
    expect([first.endDate, second.endDate]).toEqual(['2026-12-31', '2026-12-31']);
  });

  test('with what is said as it is there already', async () => {
    const other = await api.contract();
    const body = {
      endDate: '2026-12-31',
      billingAnchor: '2026-07-01',
      billingFrequency: 'annual',
      billingInAdvance: false,
    };
    expect(await aligned(other, body)).toMatchObject(body);
  });

  test('a form that is sent twice makes one contract', async () => {
    const other = await api.contract();
    expect((await aligned(other)).id).toBe((await aligned(other)).id);
  });
});

describe('an alignment is refused', () => {
  test.each([
    ['after the end of the other one', { startDate: '2027-01-01' }, 'startDate', 'must be 2026-12-31 or earlier'],
    ['with another last day', { endDate: '2026-11-30' }, 'endDate', 'must be 2026-12-31'],
    [
      'with periods that do not fit',
      { billingFrequency: 'custom', billingIntervalMonths: 2 },
      'billingFrequency',
      '3 months',
    ],
    ['with an anchor within its periods', { billingAnchor: '2026-05-15' }, 'billingAnchor', 'such as 2026-01-01'],
  ])('%s', async (_what, body, field, text) => {
    const other = await api.contract();
    const answer = await api.post('/api/contracts', { ...ALIGNED, alignWithContractId: other, ...body });
    const { code, details } = answer.json().error;
    expect([answer.statusCode, code, Object.keys(details.validationErrors)]).toEqual([
      409,
      'ALIGNMENT_IMPOSSIBLE',
      [field],
    ]);
    expect(details.validationErrors[field]).toContain(text);
  });

  test.each(['draft', 'cancelled', 'none'])('with a contract that does not run: %s', async (status) => {
    const id = await api.contract(status === 'draft' ? { status } : {});
    if (status === 'cancelled') await api.amend(id, 'cancel', { atTermEnd: true });
    const other = status === 'none' ? '0190a000-0000-7000-8000-00000000dead' : id;
    const answer = await api.post('/api/contracts', { ...ALIGNED, alignWithContractId: other });
    expect(answer.json().error).toMatchObject({ code: 'ALIGNMENT_IMPOSSIBLE', statusCode: 409 });
  });

  test('where the other one changes its rhythm later: it has two', async () => {
    const other = await api.contract();
    await api.amend(other, 'change-billing', { billingFrequency: 'monthly', effectiveOn: '2026-10-01' });
    const answer = await api.post('/api/contracts', { ...ALIGNED, alignWithContractId: other });
    expect(answer.json().error.details.validationErrors).toEqual({
      alignWithContractId: 'changes its rhythm on 2026-10-01',
    });
    expect(await aligned(other, { startDate: '2026-10-01' })).toMatchObject({ billingFrequency: 'monthly' });
  });

  test('without a last day there must be somebody to take it from', async () => {
    const answer = await api.post('/api/contracts', ALIGNED);
    expect(answer.json().error).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { validationErrors: { endDate: 'is required' } },
    });
  });
});
