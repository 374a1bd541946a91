import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiDependencies } from '../../../src/api/dependencies.ts';
import { CONTRACT_ROUTES } from '../../../src/api/routes/contracts/routes.ts';
import { PRICING_ROUTES } from '../../../src/api/routes/pricing/routes.ts';
import { createContractUseCases } from '../../../src/application/contracts/use-cases.ts';
import { DEFAULT_SELLER_ID } from '../../../src/application/directory/provision-defaults.ts';
import { createPricingUseCases } from '../../../src/application/pricing/use-cases.ts';
import { API_CONFIG, testApp } from '../../support/api.ts';
import { type ContractDatabase, contractDatabase } from '../../support/contract-database.ts';
import { amount, anAccountId } from '../../support/controls/accounts.ts';
import { type ContractWorld, contractWorld } from '../../support/controls/contracts.ts';
import { aProductId } from '../../support/controls/products.ts';
import { TENANT } from '../../support/controls/provenance.ts';

let database: ContractDatabase;
let world: ContractWorld;
let app: FastifyInstance;
let projected = 0;

beforeAll(async () => {
  database = await contractDatabase();
});
afterAll(() => database?.database.drop());

/** 15 May 2026, 11:30 in Berlin; the product Platform at 25.00 EUR per seat and month. */
beforeEach(async () => {
  await database.database
    .pool('projector')
    .query(
      'TRUNCATE billing.contracts, directory.accounts, directory.account_closure, directory.sellers, directory.products, directory.price_books, directory.price_book_prices',
    );
  world = await contractWorld();
  projected = 0;
  await world.offer('Platform');
  app = await testApp(
    {
      config: { ...API_CONFIG, defaultTenantId: TENANT },
      clock: world.clock,
      pool: database.database.pool('api'),
      progress: { waitFor: () => catchUp().then(() => true), lag: async () => [] },
      useCases: {
        contracts: createContractUseCases(world.deps),
        pricing: createPricingUseCases(world.deps),
      } as unknown as ApiDependencies['useCases'],
    },
    [...PRICING_ROUTES, ...CONTRACT_ROUTES],
  );
});

async function catchUp(): Promise<void> {
  const log = world.eventStore.log();
  await database.project(log.slice(projected));
  projected = log.length;
}

const PRODUCT = aProductId('Platform');

function call(method: InjectOptions['method'], url: string, payload?: object) {
  return app.inject({ method, url, ...(payload === undefined ? {} : { payload }) });
}

function error(answer: LightMyRequestResponse) {
  const { code, statusCode, details } = answer.json().error;
  return { code, statusCode, fields: Object.keys(details.validationErrors ?? {}) };
}

const BOOK = { name: 'Overseas', currency: 'USD', isDefault: true, status: 'active' };
const perSeat = (unitPrice: string) => ({ model: 'seat_based', unitPrice });

async function addedBook(changes: object = {}): Promise<string> {
  const answer = await call('POST', '/api/price-books', { ...BOOK, ...changes });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json().data.id;
}

async function priced(book: string, validFrom: string, unitPrice: string, setupFee?: string) {
  const answer = await call('PUT', `/api/price-books/${book}/prices/${PRODUCT}`, {
    validFrom,
    price: perSeat(unitPrice),
    setupFee,
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json().data;
}

describe('price books', () => {
  test('are added, read, changed and retired; rows are what was decided', async () => {
    const added = await call('POST', '/api/price-books', { ...BOOK, sellerId: DEFAULT_SELLER_ID });
    const { data } = added.json();
    expect(added.statusCode, added.body).toBe(201);
    expect(added.headers).toMatchObject({ location: `/api/price-books/${data.id}`, etag: '"1"' });
    expect(data).toMatchObject({ status: 'active', activatedOn: '2026-05-15', isDefault: true, _count: { prices: 0 } });
    expect((await call('GET', `/api/price-books/${data.id}`)).json().data).toEqual(data);
    const changed = await call('PATCH', `/api/price-books/${data.id}`, { name: 'Abroad', description: 'List prices' });
    expect((await call('GET', `/api/price-books/${data.id}`)).json().data).toEqual(changed.json().data);
    const retired = await call('PATCH', `/api/price-books/${data.id}`, { status: 'retired' });
    expect(retired.json().data).toMatchObject({ status: 'retired', retiredOn: '2026-05-15', isDefault: false });
    expect((await call('GET', `/api/price-books/${data.id}`)).json().data).toEqual(retired.json().data);
    expect(error(await call('PATCH', `/api/price-books/${data.id}`, { name: 'Again' }))).toMatchObject({
      code: 'PRICE_BOOK_RETIRED',
    });
    const none = '/api/price-books/00000000-0000-7000-8000-000000000009';
    expect((await call('GET', none)).statusCode).toBe(404);
    expect(error(await call('PATCH', none, { name: 'X' }))).toMatchObject({ code: 'PRICE_BOOK_NOT_FOUND' });
    expect(error(await call('POST', '/api/price-books', { ...BOOK, sellerId: PRODUCT }))).toEqual({
      code: 'SELLER_NOT_FOUND',
      statusCode: 404,
      fields: ['sellerId'],
    });
  });

  test('are listed by their fields', async () => {
    await addedBook();
    await addedBook({ name: 'Home', currency: 'EUR', status: 'draft' });
    await addedBook({ name: 'Partners', isDefault: false });
    const names = async (query: string) =>
      (await call('GET', `/api/price-books?sort=name&${query}`)).json().data.map(({ name }: { name: string }) => name);
    expect(await names('')).toEqual(['Home', 'Overseas', 'Partners']);
    expect(await names('currency[eq]=USD&isDefault[eq]=true')).toEqual(['Overseas']);
    expect(await names('status[eq]=draft')).toEqual(['Home']);
    expect(await names('name[like]=ner&sellerId[null]=true')).toEqual(['Partners']);
  });

  test('one in a currency is the default, until it gives the place up', async () => {
    const first = await addedBook();
    const second = await addedBook({ name: 'Second', isDefault: false });
    expect(error(await call('POST', '/api/price-books', { ...BOOK, name: 'Third' }))).toEqual({
      code: 'DEFAULT_PRICE_BOOK_TAKEN',
      statusCode: 409,
      fields: ['isDefault'],
    });
    const take = () => call('PATCH', `/api/price-books/${second}`, { isDefault: true });
    expect(error(await take())).toMatchObject({ code: 'DEFAULT_PRICE_BOOK_TAKEN' });
    await call('PATCH', `/api/price-books/${first}`, { isDefault: false });
    expect((await take()).json().data).toMatchObject({ isDefault: true });
    // Of another seller it is another place.
    expect((await call('POST', '/api/price-books', { ...BOOK, sellerId: DEFAULT_SELLER_ID })).statusCode).toBe(201);
  });
});

describe('prices', () => {
  test('come in versions, each until the next one', async () => {
    const book = await addedBook();
    expect(await priced(book, '2026-01-01', '30', '100.00')).toEqual({
      priceBookId: book,
      productId: PRODUCT,
      validFrom: '2026-01-01',
      validUntil: null,
      price: { model: 'seat_based', unitPrice: '30', intervalMonths: 1 },
      setupFee: '100.00',
    });
    await priced(book, '2026-07-01', '33');
    await priced(book, '2027-01-01', '36');
    const { data, paging } = (await call('GET', `/api/price-books/${book}/prices?limit[eq]=2`)).json();
    expect(data).toMatchObject([
      { validFrom: '2026-01-01', validUntil: '2026-06-30', price: { unitPrice: '30' }, setupFee: '100.00' },
      { validFrom: '2026-07-01', validUntil: '2026-12-31', price: { unitPrice: '33' }, setupFee: null },
    ]);
    const rest = `/api/price-books/${book}/prices?limit[eq]=2&after=${paging.nextCursor}`;
    expect((await call('GET', rest)).json().data).toMatchObject([{ validFrom: '2027-01-01', validUntil: null }]);
    expect((await call('GET', `/api/price-books/${book}`)).json().data._count).toEqual({ prices: 3 });
  });

  test('that have begun stand; others are taken back', async () => {
    const book = await addedBook();
    await priced(book, '2026-01-01', '30');
    await priced(book, '2026-07-01', '33');
    const url = `/api/price-books/${book}/prices/${PRODUCT}`;
    const back = await call('DELETE', `${url}?validFrom=2026-07-01`);
    expect(back.statusCode, back.body).toBe(204);
    expect((await call('GET', `/api/price-books/${book}/prices`)).json().data).toHaveLength(1);
    expect(error(await call('DELETE', `${url}?validFrom=2026-07-01`))).toMatchObject({ code: 'PRICE_NOT_FOUND' });
    expect(error(await call('DELETE', `${url}?validFrom=2026-01-01`))).toMatchObject({ code: 'PRICE_IN_FORCE' });
    const body = { validFrom: '2026-02-01', price: perSeat('31') };
    expect(error(await call('PUT', url, body))).toEqual({
      code: 'PRICE_IN_FORCE',
      statusCode: 409,
      fields: ['validFrom'],
    });
    expect(error(await call('PUT', url, { ...body, validFrom: '2026-02-30' }))).toEqual({
      code: 'DATE_INVALID',
      statusCode: 400,
      fields: ['validFrom'],
    });
    const gap = [
      { minQuantity: 1, maxQuantity: 9, unitPrice: '2' },
      { minQuantity: 11, maxQuantity: null, unitPrice: '1' },
    ];
    const tiered = { validFrom: '2026-09-01', price: { model: 'graduated_tiered', tiers: gap } };
    expect(error(await call('PUT', url, tiered))).toMatchObject({ code: 'TIERS_INVALID', fields: ['price'] });
    const nothing = `/api/price-books/${book}/prices/${aProductId('none')}`;
    expect(error(await call('PUT', nothing, body))).toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
  });

  test('of a product are told with the one in force', async () => {
    const book = await addedBook();
    await priced(book, '2026-01-01', '30');
    await priced(book, '2026-07-01', '33');
    const url = `/api/products/${PRODUCT}/prices`;
    expect((await call('GET', `${url}?currency=USD`)).json().data).toMatchObject({
      productId: PRODUCT,
      date: '2026-05-15',
      currency: 'USD',
      inForce: { priceBookId: book, validFrom: '2026-01-01', price: { unitPrice: '30' } },
      versions: [
        { validFrom: '2026-01-01', validUntil: '2026-06-30', priceBookName: 'Overseas', isInForce: true },
        { validFrom: '2026-07-01', validUntil: null, isInForce: false },
      ],
    });
    expect((await call('GET', `${url}?currency=USD&date=2026-07-01`)).json().data.versions).toMatchObject([
      { isInForce: false },
      { isInForce: true },
    ]);
    expect((await call('GET', `${url}?currency=USD&date=2025-12-31`)).json().data.inForce).toBeNull();
    expect((await call('GET', url)).json().data).toMatchObject({
      currency: 'EUR',
      inForce: { priceBookId: null, validFrom: null, price: { unitPrice: '25.00' } },
    });
  });
});

describe('a contract', () => {
  const CONTRACT = {
    contractNumber: 'C-1',
    accountId: anAccountId('acme'),
    startDate: '2026-01-01',
    endDate: '2026-12-31',
    currency: 'USD',
    status: 'active',
    lines: [{ productId: PRODUCT, quantity: 10 }],
  };

  test('takes price and fee of the day it starts on, and keeps them', async () => {
    const book = await addedBook();
    await priced(book, '2026-01-01', '30', '100.00');
    const { data } = (await call('POST', '/api/contracts', CONTRACT)).json();
    expect(data.lines[0]).toMatchObject({ price: { unitPrice: '30' }, setupFee: '100.00' });
    await priced(book, '2026-05-15', '50');
    expect((await call('GET', `/api/contracts/${data.id}`)).json().data.lines[0].price.unitPrice).toBe('30');
    // Due by 15 May, monthly in advance: five times 10 × 30.00, and the fee.
    expect((await call('GET', `/api/contracts/${data.id}/preview`)).json().data.total).toBe('1600.00');
  });

  test('takes the book that it names before the default', async () => {
    await priced(await addedBook(), '2026-01-01', '30');
    const partners = await addedBook({ name: 'Partners', isDefault: false });
    await priced(partners, '2026-01-01', '20');
    const answer = await call('POST', '/api/contracts', { ...CONTRACT, priceBookId: partners });
    expect(answer.json().data).toMatchObject({ priceBookId: partners, lines: [{ price: { unitPrice: '20' } }] });
  });

  test('is refused with a book that does not fit, and without a price in its currency', async () => {
    const refusal = async (changes: object) => error(await call('POST', '/api/contracts', { ...CONTRACT, ...changes }));
    expect(await refusal({})).toMatchObject({ code: 'PRODUCT_CURRENCY_MISMATCH', fields: ['lines.0.productId'] });
    const draft = await addedBook({ status: 'draft', isDefault: false });
    expect(await refusal({ priceBookId: draft })).toMatchObject({
      code: 'PRICE_BOOK_NOT_ACTIVE',
      fields: ['priceBookId'],
    });
    const home = await addedBook({ currency: 'EUR' });
    expect(await refusal({ priceBookId: home })).toMatchObject({ code: 'PRICE_BOOK_CURRENCY_MISMATCH' });
    expect(await refusal({ priceBookId: PRODUCT })).toMatchObject({ code: 'PRICE_BOOK_NOT_FOUND' });
  });
});

describe('POST /api/pricing/quote', () => {
  const QUOTE = {
    startDate: '2026-01-01',
    termMonths: 12,
    billingFrequency: 'quarterly',
    lines: [{ productId: PRODUCT, quantity: 120, discounts: [{ percent: '10' }] }],
  };

  test('prices, explains, and stores nothing', async () => {
    const before = world.eventStore.log().length;
    const answer = await call('POST', '/api/pricing/quote', QUOTE);
    expect(answer.statusCode, answer.body).toBe(200);
    const { data } = answer.json();
    // 120 × 25.00 × 3 × 0.9 = 8,100.00 a quarter
    expect(data).toMatchObject({
      currency: 'EUR',
      endDate: '2026-12-31',
      lines: [{ line: 1, productId: PRODUCT, priceSource: 'product', total: '32400.00' }],
      years: [{ year: 1, total: '32400.00' }],
      recurringTotal: '32400.00',
      onceTotal: '0.00',
      total: '32400.00',
    });
    expect(data.periods).toHaveLength(4);
    expect(data.periods[1]).toEqual({
      periodStart: '2026-04-01',
      periodEnd: '2026-06-30',
      dueOn: '2026-04-01',
      total: '8100.00',
      charges: [
        {
          line: 1,
          component: 'recurring',
          description: 'Platform: 120, 1 Apr 2026 – 30 Jun 2026, less 10 %',
          serviceStart: '2026-04-01',
          serviceEnd: '2026-06-30',
          days: 91,
          daysOfPeriod: 91,
          quantity: '120',
          rate: {
            unitPrice: '22.5',
            intervalMonths: 1,
            tier: null,
            listUnitPrice: '25.00',
            adjustments: [{ kind: 'line_percent', description: null, value: '10', intervalMonths: null }],
          },
          listPrice: '75',
          unitPrice: '67.5',
          amount: '8100.00',
        },
      ],
    });
    expect(data.explanation).toContain('Line 1 (Platform): the price is the product’s own.');
    expect(world.eventStore.log()).toHaveLength(before);
  });

  test.each([
    [{ lines: [] }, 400, 'VALIDATION_FAILED', 'lines'],
    [{ lines: Array(51).fill(QUOTE.lines[0]) }, 400, 'VALIDATION_FAILED', 'lines'],
    [{ endDate: '2026-12-31' }, 400, 'VALIDATION_FAILED', 'termMonths'],
    [{ startDate: '2025-02-29' }, 400, 'DATE_INVALID', 'startDate'],
    [{ termMonths: 0 }, 400, 'VALIDATION_FAILED', 'termMonths'],
    [{ termMonths: null, endDate: '2025-12-31' }, 400, 'CONTRACT_END_BEFORE_START', 'endDate'],
    [{ currency: 'USD' }, 409, 'PRODUCT_CURRENCY_MISMATCH', 'lines.0.productId'],
    [{ lines: [{ quantity: -1, price: perSeat('1') }] }, 400, 'SEATS_INVALID', 'lines.0.quantity'],
    [{ lines: [{ quantity: 1, price: perSeat('-1') }] }, 400, 'PRICE_INVALID', 'lines.0.price'],
    [
      { termMonths: 600, billingFrequency: 'monthly', lines: Array(11).fill({ quantity: 1, price: perSeat('1') }) },
      400,
      'QUOTE_TOO_LARGE',
      'lines',
    ], // prettier-ignore
  ])('refuses %j', async (changes, statusCode, code, field) => {
    const refused = error(await call('POST', '/api/pricing/quote', { ...QUOTE, ...changes }));
    expect(refused).toEqual({ code, statusCode, fields: [field] });
  });

  test('tells a setup fee apart', async () => {
    await world.offer('Support', { setupFee: amount('500.00') });
    const lines = [{ productId: aProductId('Support'), quantity: 1 }];
    const { data } = (await call('POST', '/api/pricing/quote', { ...QUOTE, lines })).json();
    // 25.00 × 12 and 500.00
    expect(data).toMatchObject({ recurringTotal: '300.00', onceTotal: '500.00', total: '800.00' });
  });
});
