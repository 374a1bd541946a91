import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiDependencies } from '../../../src/api/dependencies.ts';
import { CONTRACT_ROUTES } from '../../../src/api/routes/contracts/routes.ts';
import { createContractUseCases } from '../../../src/application/contracts/use-cases.ts';
import { execute } from '../../../src/application/execute.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import type { ContractId } from '../../../src/domain/kernel/ids.ts';
import { API_CONFIG, testApp } from '../../support/api.ts';
import { type ContractDatabase, contractDatabase } from '../../support/contract-database.ts';
import { raise } from '../../support/contracts.ts';
import { anAccountId } from '../../support/controls/accounts.ts';
import { type ContractWorld, contractWorld } from '../../support/controls/contracts.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';

let billing: ContractDatabase;
let world: ContractWorld;
let app: FastifyInstance;
let projected = 0;

beforeAll(async () => {
  billing = await contractDatabase();
});
afterAll(() => billing?.database.drop());

/** 15 May 2026, 11:30 in Berlin. Commands and queries meet in real tables; only the log is in memory. */
beforeEach(async () => {
  await billing.database
    .pool('projector')
    .query('TRUNCATE billing.contracts, directory.accounts, directory.sellers, directory.account_closure');
  world = await contractWorld();
  projected = 0;
  app = await testApp(
    {
      config: { ...API_CONFIG, defaultTenantId: TENANT },
      clock: world.clock,
      pool: billing.database.pool('api'),
      progress: { waitFor: () => catchUp().then(() => true), lag: async () => [] },
      useCases: { contracts: createContractUseCases(world.deps) } as unknown as ApiDependencies['useCases'],
    },
    CONTRACT_ROUTES,
  );
});

async function catchUp(): Promise<void> {
  const log = world.eventStore.log();
  await billing.project(log.slice(projected));
  projected = log.length;
}

const BODY = {
  contractNumber: 'C-2026-1',
  contractName: 'Platform seats',
  accountId: anAccountId('acme'),
  startDate: '2026-01-01',
  endDate: '2026-12-31',
  contractValue: 12000,
  billingFrequency: 'quarterly',
  seatCount: 100,
  seatPrice: '10.00',
};

const post = (url: string, payload: object = {}) => app.inject({ method: 'POST', url, payload });
const patch = (url: string, payload: object) => app.inject({ method: 'PATCH', url, payload });
const get = (url: string) => app.inject({ method: 'GET', url });

async function created(body: object = {}): Promise<string> {
  const answer = await post('/api/contracts', { ...BODY, ...body });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json().data.id;
}

function error(answer: LightMyRequestResponse) {
  const { code, statusCode, details } = answer.json().error;
  return { code, statusCode, fields: Object.keys(details.validationErrors ?? {}) };
}

describe('POST /api/contracts', () => {
  test('answers the record, its place in the log, and where it is', async () => {
    const answer = await post('/api/contracts', BODY);
    const { data, position, projected: isProjected } = answer.json();
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.headers).toMatchObject({
      location: `/api/contracts/${data.id}`,
      etag: '"0"',
      'x-position': position,
    });
    expect(isProjected).toBe(true);
    expect(data).toMatchObject({
      contractNumber: 'C-2026-1',
      billToAccountId: BODY.accountId,
      currency: 'EUR',
      endDate: '2026-12-31',
      contractValue: '12000',
      billingIntervalMonths: 3,
      billingInAdvance: true,
      seatCount: 100,
      committedSeats: 0,
      seatPrice: '10.00',
      paymentTerms: 'net_30',
      paymentTermsDays: 30,
      status: 'draft',
      lastServiceDay: null,
      nextDueOn: null,
      notes: null,
      metadata: {},
      account: { id: BODY.accountId, accountName: 'Acme', status: 'active' },
      _count: { invoices: 0 },
    });
    expect(data.lines).toHaveLength(1);
  });

  test('the record reads the same from the tables as from the decision', async () => {
    for (const status of ['draft', 'active']) {
      const answer = await post('/api/contracts', { ...BODY, contractNumber: `C-${status}`, status });
      const { data } = answer.json();
      expect((await get(`/api/contracts/${data.id}`)).json()).toEqual({ data, paging: answer.json().paging });
    }
  });

  test('takes lines with prices', async () => {
    const lines = [
      {
        description: 'Seats',
        quantity: 120,
        price: {
          model: 'volume_tiered',
          tiers: [
            { minQuantity: 1, maxQuantity: 99, unitPrice: 10 },
            { minQuantity: 100, maxQuantity: null, unitPrice: '8' },
          ],
        },
      }, // prettier-ignore
      { description: 'Support', quantity: 1, price: { model: 'flat_fee', price: '1200', intervalMonths: 12 } },
    ];
    const answer = await post('/api/contracts', { ...BODY, seatCount: null, seatPrice: '', lines, status: 'active' });
    const { data } = answer.json();
    expect(answer.statusCode, answer.body).toBe(201);
    expect(data).toMatchObject({ seatCount: null, seatPrice: null, status: 'active', nextDueOn: '2026-01-01' });
    // Four quarters by tier 2: 120 × 8 × 3 = 2,880.00, and 1,200 ÷ 4 = 300.00; due by 15 May are two of each.
    const preview = await get(`/api/contracts/${data.id}/preview`);
    expect(preview.json().data).toMatchObject({ through: '2026-05-15', total: '6360.00', currency: 'EUR' });
  });

  test('the same again is the same contract, other content a conflict', async () => {
    const id = await created();
    expect((await post('/api/contracts', { ...BODY, contractValue: '12000.00' })).json().data.id).toBe(id);
    expect(error(await post('/api/contracts', { ...BODY, seatCount: 99 }))).toEqual({
      code: 'CONTRACT_NUMBER_TAKEN',
      statusCode: 409,
      fields: ['contractNumber'],
    });
  });

  test('names everything that is not acceptable', async () => {
    const answer = await post('/api/contracts', { ...BODY, startDate: '2026-02-30', seatPrice: 'ten', colour: 'red' });
    expect(error(answer)).toEqual({
      code: 'VALIDATION_FAILED',
      statusCode: 400,
      fields: expect.arrayContaining(['startDate', 'seatPrice', 'colour']),
    });
  });

  test('an account that is not there', async () => {
    const answer = await post('/api/contracts', { ...BODY, accountId: anAccountId('nobody') });
    expect(error(answer)).toMatchObject({ code: 'CONTRACT_ACCOUNT_NOT_FOUND', statusCode: 404 });
  });
});

describe('PATCH /api/contracts/:id', () => {
  test('takes the record as a form sends it back, and finds no fact in it', async () => {
    const id = await created({ status: 'active' });
    const answer = await patch(`/api/contracts/${id}`, {
      ...BODY,
      contractValue: '12000',
      status: 'active',
      notes: '',
    });
    expect(answer.statusCode, answer.body).toBe(200);
    expect(world.typesOf(id)).toEqual(['ContractDrafted', 'ContractActivated']);
  });

  test('changes seats from today on', async () => {
    const id = await created({ status: 'active' });
    const { data } = (await patch(`/api/contracts/${id}`, { seatCount: 120 })).json();
    expect(data).toMatchObject({ seatCount: 120, seatPrice: '10.00' });
    expect(data.lines[0].quantities).toEqual([
      { effectiveOn: '2026-01-01', quantity: 100 },
      { effectiveOn: '2026-05-15', quantity: 120 },
    ]);
  });

  test('refuses what does not change any more', async () => {
    const id = await created({ status: 'active' });
    expect(error(await patch(`/api/contracts/${id}`, { startDate: '2026-02-01' }))).toEqual({
      code: 'CONTRACT_TERM_FIXED',
      statusCode: 409,
      fields: ['startDate'],
    });
  });

  test('with an old ETag: 412', async () => {
    const id = await created({ status: 'active' });
    const answer = await app.inject({
      method: 'PATCH',
      url: `/api/contracts/${id}`,
      headers: { 'if-match': '"0"' },
      payload: { seatCount: 120 },
    });
    expect(answer.statusCode).toBe(412);
  });
});

describe('commands', () => {
  test('activate, adjust seats, reprice, cancel', async () => {
    const id = await created();
    expect((await post(`/api/contracts/${id}/activate`)).json().data.status).toBe('active');
    await post(`/api/contracts/${id}/adjust-seats`, { quantity: 150, effectiveOn: '2026-03-01', reason: 'Merger' });
    await post(`/api/contracts/${id}/reprice`, { seatPrice: '9', effectiveOn: '2026-04-01' });
    const { data } = (await post(`/api/contracts/${id}/cancel`, { lastServiceDay: '2026-09-30' })).json();
    expect(data).toMatchObject({
      status: 'cancelled',
      lastServiceDay: '2026-09-30',
      endDate: '2026-12-31',
      seatCount: 150,
      seatPrice: '9',
    });
  });

  test('reprice wants one price', async () => {
    const id = await created({ status: 'active' });
    expect(error(await post(`/api/contracts/${id}/reprice`, {}))).toMatchObject({ statusCode: 400, fields: ['price'] });
  });

  test('a draft is deleted, and its number is free', async () => {
    const id = await created();
    expect((await app.inject({ method: 'DELETE', url: `/api/contracts/${id}` })).statusCode).toBe(204);
    expect((await get(`/api/contracts/${id}`)).statusCode).toBe(404);
    await created({ seatCount: 5 });
  });

  test('an active contract is not', async () => {
    const id = await created({ status: 'active' });
    const answer = await app.inject({ method: 'DELETE', url: `/api/contracts/${id}` });
    expect(error(answer)).toMatchObject({ code: 'CONTRACT_NOT_DRAFT', statusCode: 409 });
  });
});

describe('GET /api/contracts', () => {
  async function found(query: string): Promise<string[]> {
    const answer = await get(`/api/contracts?${query}`);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json().data.map(({ contractNumber }: { contractNumber: string }) => contractNumber);
  }

  beforeEach(async () => {
    await created({ contractNumber: 'A-1', status: 'active' });
    await created({ contractNumber: 'A-2', contractValue: '24000.50', autoRenew: true });
    await created({ contractNumber: 'B-3', status: 'active', startDate: '2025-01-01', endDate: '2026-05-14' });
    const cancelled = await created({ contractNumber: 'B-4', status: 'active', billingFrequency: 'annual' });
    await post(`/api/contracts/${cancelled}/cancel`);
  });

  test('shows active contracts as expired from the day after their last', async () => {
    expect(await found('status[eq]=expired')).toEqual(['B-3']);
    expect(await found('status[eq]=active')).toEqual(['A-1']);
    expect((await found('status[in]=draft,cancelled')).sort()).toEqual(['A-2', 'B-4']);
  });

  test.each([
    ['contractNumber[like]=b-', ['B-3', 'B-4']],
    ['contractNumber[like]=a-1', ['A-1']],
    ['autoRenew[eq]=true', ['A-2']],
    ['billingFrequency[eq]=annual', ['B-4']],
    ['contractValue[gt]=12000', ['A-2']],
    ['endDate[lt]=2026-12-31', ['B-3']],
    ['startDate[gte]=2026-01-01&sort=contractNumber', ['A-1', 'A-2', 'B-4']],
  ])('%s', async (query, expected) => {
    expect((await found(query)).sort()).toEqual(expected);
  });

  test('by account, in pages', async () => {
    const answer = await get(`/api/contracts?accountId[eq]=${BODY.accountId}&limit[eq]=3&sort=-contractNumber`);
    const { data, paging } = answer.json();
    expect(data.map(({ contractNumber }: { contractNumber: string }) => contractNumber)).toEqual(['B-4', 'B-3', 'A-2']);
    expect(paging).toMatchObject({ total: 4, totalPages: 2, hasNext: true });
    const rest = await get(
      `/api/contracts?accountId[eq]=${BODY.accountId}&limit[eq]=3&sort=-contractNumber&after=${paging.nextCursor}`,
    );
    expect(rest.json().data).toMatchObject([{ contractNumber: 'A-1', account: { accountName: 'Acme' } }]);
  });
});

test('documents are counted, and what was claimed is due no more', async () => {
  const id = (await created({ status: 'active' })) as ContractId;
  await execute(
    world.eventStore,
    contract,
    { category: 'contract', tenantId: TENANT, id },
    raise(1, '2026-05-15'),
    aProvenance(),
  );
  await catchUp();
  const { data } = (await get(`/api/contracts/${id}`)).json();
  expect(data).toMatchObject({ _count: { invoices: 1 }, nextDueOn: '2026-07-01' });
  expect((await get(`/api/contracts/${id}/preview?through=2026-06-30`)).json().data).toMatchObject({
    total: '0.00',
    charges: [],
  });
  expect((await get(`/api/contracts/${id}/preview?through=2026-07-01`)).json().data.charges).toMatchObject([
    { description: 'Platform seats: 100, 1 Jul 2026 – 30 Sep 2026', amount: '3000.00' },
  ]);
});
