import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_SELLER_ID } from '../../../src/application/directory/provision-defaults.ts';
import { type DirectoryStack, directoryStack } from '../../support/directory-stack.ts';

let stack: DirectoryStack;
beforeAll(async () => {
  stack = await directoryStack();
});
afterAll(() => stack?.close());

async function call(method: InjectOptions['method'], url: string, body?: object) {
  const answer = await stack.app.inject({ method, url, ...(body === undefined ? {} : { payload: body }) });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? undefined : answer.json() };
}

const tiers = [
  { minQuantity: 1, maxQuantity: 100, unitPrice: '30.00' },
  { minQuantity: 101, maxQuantity: null, unitPrice: 25 },
];

describe('products', () => {
  it('are added, read, changed and retired', async () => {
    const added = await call('POST', '/api/products', {
      name: 'Seats',
      sku: ' SEAT-100 ',
      pricingModel: 'volume_tiered',
      volumeTiers: tiers,
      category: 'seats',
    });
    expect(added).toMatchObject({
      status: 201,
      body: { data: { sku: 'SEAT-100', basePrice: '0', active: true }, projected: true },
    });
    const { id } = added.body.data;
    expect((await call('GET', `/api/products/${id}`)).body.data).toEqual(added.body.data);
    const changed = await call('PATCH', `/api/products/${id}`, { name: 'More seats', sku: 'SEAT-100' });
    expect(changed).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: { data: { name: 'More seats' } } });
    expect((await call('GET', `/api/products/${id}`)).body.data).toEqual(changed.body.data);
    expect(await call('DELETE', `/api/products/${id}`)).toMatchObject({ status: 204 });
    expect(await call('GET', `/api/products/${id}`)).toMatchObject({ status: 404 });
  });

  it('say packages, schedules, days of offer and what a setup fee is for', async () => {
    const pack = await call('POST', '/api/products', {
      name: 'Storage',
      sku: 'STOR-50',
      pricingModel: 'package',
      packagePrice: 45,
      packageSize: 50,
      setupFee: '10.00',
      setupFeeDistinct: true,
      activeFrom: '2026-01-01',
      activeUntil: '',
    });
    expect(pack).toMatchObject({
      status: 201,
      body: {
        data: {
          basePrice: '0',
          packagePrice: '45',
          packageSize: 50,
          priceSteps: [],
          setupFeeDistinct: true,
          activeFrom: '2026-01-01',
          activeUntil: null,
        },
      },
    });
    const { id } = pack.body.data;
    expect((await call('GET', `/api/products/${id}`)).body.data).toEqual(pack.body.data);
    const priceSteps = [
      { month: 0, amount: '900.00' },
      { month: 6, amount: '1200.00' },
    ];
    const custom = await call('PATCH', `/api/products/${id}`, { pricingModel: 'custom', priceSteps });
    expect(custom.body.data).toMatchObject({
      pricingModel: 'custom',
      packagePrice: null,
      packageSize: null,
      priceSteps,
    });
    expect((await call('GET', `/api/products/${id}`)).body.data).toEqual(custom.body.data);
    expect((await call('GET', '/api/products?pricingModel[eq]=custom')).body.data).toMatchObject([{ id }]);
  });

  it('answer the record that is there for the same SKU and content, and 409 for other content', async () => {
    const body = { name: 'Once', sku: 'ONCE', pricingModel: 'flat_fee', basePrice: '10' };
    const first = await call('POST', '/api/products', body);
    const again = await call('POST', '/api/products', { ...body, basePrice: 10.0 });
    expect(again).toMatchObject({ status: 200, body: { data: { id: first.body.data.id } } });
    expect(await call('POST', '/api/products', { ...body, basePrice: '11' })).toMatchObject({
      status: 409,
      body: { error: { code: 'SKU_TAKEN', details: { validationErrors: { sku: 'is taken' } } } },
    });
  });

  it('are refused with the field that does not fit', async () => {
    const body = { name: 'Odd', sku: 'ODD', pricingModel: 'volume_tiered', volumeTiers: tiers.slice(0, 1) };
    expect(await call('POST', '/api/products', body)).toMatchObject({
      status: 400,
      body: { error: { code: 'TIERS_INVALID', details: { validationErrors: { volumeTiers: expect.any(String) } } } },
    });
  });

  it('are found by parts of their name and SKU', async () => {
    for (const sku of ['FIND-1', 'FIND-2', 'OTHER-1']) {
      await call('POST', '/api/products', { name: `Thing ${sku}`, sku, pricingModel: 'flat_fee', basePrice: '1' });
    }
    const skus = async (query: string) =>
      (await call('GET', `/api/products?sort=sku&${query}`)).body.data.map(({ sku }: { sku: string }) => sku);
    expect(await skus('sku[like]=find')).toEqual(['FIND-1', 'FIND-2']);
    expect(await skus('name[like]=thing&sku[like]=-1')).toEqual(['FIND-1', 'OTHER-1']);
    expect(await skus('basePrice[lt]=5&isAddon[eq]=false&name[like]=OTHER')).toEqual(['OTHER-1']);
  });
});

describe('sellers', () => {
  it('begin with the default one', async () => {
    const { body } = await call('GET', '/api/sellers');
    expect(body.data).toMatchObject([
      { id: DEFAULT_SELLER_ID, numberSeries: { invoice: { pattern: 'INV-{YYYY}-{000000}', base: 1 } } },
    ]);
    expect((await call('GET', `/api/sellers/${DEFAULT_SELLER_ID}`)).body.data).toEqual(body.data[0]);
  });

  it('are registered, and change their tax rates', async () => {
    const series = (prefix: string) => ({ pattern: `${prefix}-{YYYY}-{0000}`, base: 1 });
    const rate = { category: 'standard', ratePercent: '20', validFrom: '2020-01-01' };
    const registered = await call('POST', '/api/sellers', {
      legalName: 'Ledgerline SAS',
      country: 'FR',
      baseCurrency: 'EUR',
      timeZone: 'Europe/Paris',
      numberSeries: { invoice: series('FA'), creditNote: series('AV') },
      taxRates: [rate],
    });
    expect(registered).toMatchObject({
      status: 201,
      body: { data: { rounding: 'half_up', taxRates: [{ note: null }] } },
    });
    const { id } = registered.body.data;
    const taxRates = [rate, { category: 'reduced', ratePercent: 5.5, validFrom: '2020-01-01' }];
    const changed = await call('POST', `/api/sellers/${id}/change-tax-rates`, { taxRates });
    expect(changed).toMatchObject({ status: 200, body: { data: { taxRates: [{}, { ratePercent: '5.5' }] } } });
    expect((await call('GET', `/api/sellers/${id}`)).body.data).toEqual(changed.body.data);
  });
});

describe('a seller', () => {
  it('is changed by PATCH: each thing is a fact with before and after, listed in its history', async () => {
    const url = `/api/sellers/${DEFAULT_SELLER_ID}`;
    const changed = await call('PATCH', url, {
      legalName: 'Seats SE',
      taxRegistrations: [{ country: 'DE', number: 'DE123456789' }],
      numberSeries: { creditNote: { pattern: 'GS-{YYYY}-{00000}', base: 1000, fromYear: 2999 } },
      paymentTerms: 'custom',
      paymentTermsDays: 45,
      invoiceFooter: 'HRB 12345',
      policies: {
        roundingMode: [{ validFrom: '2026-01-01', value: 'half_even' }],
        contractApproval: [
          { validFrom: '2026-03-01', value: [{ minValue: 100000, currency: 'EUR', roles: ['approver'] }] },
        ],
      },
      reason: 'Signing rules of 2026',
    });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        projected: true,
        data: {
          legalName: 'Seats SE',
          taxRegistration: 'DE123456789',
          rounding: 'half_even',
          numberSeries: { creditNote: { pattern: 'CN-{YYYY}-{000000}' } },
          numberSeriesChanges: [{ kind: 'creditNote', fromYear: 2999, pattern: 'GS-{YYYY}-{00000}', base: 1000 }],
          paymentTerms: 'custom',
          paymentTermsDays: 45,
          policies: { contractApproval: [{ value: [{ minValue: '100000', minDiscountPercent: null }] }] },
        },
      },
    });
    expect((await call('GET', url)).body.data).toEqual(changed.body.data);
    const [rate] = changed.body.data.taxRates;
    const taxRates = [rate, { ...rate, ratePercent: '20', validFrom: '2999-01-01' }];
    await call('POST', `${url}/change-tax-rates`, { taxRates, reason: 'The law' });
    const { data } = (await call('GET', `${url}/history`)).body;
    expect(data.map(({ fact }: { fact: string }) => fact).sort()).toEqual([
      'SellerInvoiceFooterChanged',
      'SellerLegalNameChanged',
      'SellerNumberSeriesChanged',
      'SellerPaymentTermsChanged',
      'SellerPolicyChanged',
      'SellerPolicyChanged',
      'SellerTaxRatesChanged',
      'SellerTaxRegistrationsChanged',
    ]);
    expect(data[0]).toMatchObject({ before: changed.body.data.taxRates, after: taxRates, reason: 'The law' });
    expect(data).toContainEqual(
      expect.objectContaining({ before: 'Default seller', after: 'Seats SE', reason: 'Signing rules of 2026' }),
    );
  });

  it('is not changed without a reason, with days that belong to no terms, or on another revision', async () => {
    const url = `/api/sellers/${DEFAULT_SELLER_ID}`;
    const faults = async (body: object) =>
      Object.keys((await call('PATCH', url, body)).body.error.details.validationErrors);
    expect(await faults({ legalName: 'X' })).toEqual(['reason']);
    expect(await faults({ paymentTermsDays: 3, reason: 'x' })).toEqual(['paymentTerms']);
    expect(await faults({ baseCurency: 'EUR', reason: 'x' })).toEqual(['baseCurency']);
    const stale = await stack.app.inject({
      method: 'PATCH',
      url,
      headers: { 'if-match': '"0"' },
      payload: { legalName: 'Seats AG', reason: 'x' },
    });
    expect(stale.statusCode).toBe(412);
    expect((await call('GET', '/api/sellers/0190a000-0000-7000-8000-000000000001/history')).status).toBe(404);
  });
});
