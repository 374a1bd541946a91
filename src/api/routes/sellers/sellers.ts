import { z } from 'zod';
import { zCurrencyCode } from '../../../domain/kernel/currency.ts';
import { zCountryCode, zTaxCategory } from '../../../domain/kernel/fields.ts';
import { zSellerId } from '../../../domain/kernel/ids.ts';
import { zNumberSeries } from '../../../domain/seller/events.ts';
import type { DirectoryTables } from '../../../projections/directory/queries/rows.ts';
import { allSellers, findSeller, sellerChanges } from '../../../projections/directory/queries/sellers.ts';
import { respondAccepted, setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zAccepted, zList, zSingle } from '../../envelope.ts';
import { acceptedOrRefuse, foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zOptionalText, zRequiredText, zWireDate, zWireInteger, zWireMoney } from '../../values.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { sellerChangeOfRow, sellerRecord, sellerRecordOfRow, zSeller, zSellerChange } from './seller-record.ts';

const zParams = z.strictObject({ id: zSellerId });

const zTaxRatesInput = z
  .array(
    z.strictObject({
      category: zTaxCategory,
      ratePercent: zWireMoney,
      validFrom: zWireDate,
      /** What the law wants on the document for exempt and reverse_charge. */
      note: zOptionalText(4000).transform((note) => note ?? null),
    }),
  )
  .min(1, 'must have at least one rate')
  .max(100, 'must have at most 100 rates');

const zSeriesInput = z.strictObject({ pattern: zNumberSeries.shape.pattern, base: zWireInteger(1, 999_999_999) });

const zNewSeller = z
  .strictObject({
    legalName: zRequiredText(200),
    addressLines: z.array(zRequiredText(200)).max(6).optional(),
    country: zCountryCode,
    taxRegistration: zOptionalText(50),
    bankAccount: zOptionalText(60),
    baseCurrency: zCurrencyCode,
    timeZone: zRequiredText(60),
    rounding: z.enum(['half_up', 'half_even']).optional(),
    numberSeries: z.strictObject({ invoice: zSeriesInput, creditNote: zSeriesInput }),
    taxRates: zTaxRatesInput,
  })
  .meta({ id: 'NewSeller' });

export const listSellers = defineRoute({
  method: 'GET',
  url: '/api/sellers',
  permission: 'seller.read',
  summary: 'The legal entities that sell, by name',
  tags: ['Sellers'],
  groups: DIRECTORY_GROUPS,
  response: { 200: zList(zSeller) },
  handler: async ({ read, deps }) => {
    const rows = await read(({ db }: TenantRead<DirectoryTables>) => allSellers(db));
    const now = deps.clock.now();
    return list(rows.map((row) => sellerRecordOfRow(row, now)));
  },
});

export const getSeller = defineRoute({
  method: 'GET',
  url: '/api/sellers/:id',
  permission: 'seller.read',
  summary: 'One seller',
  tags: ['Sellers'],
  params: zParams,
  groups: DIRECTORY_GROUPS,
  response: { 200: zSingle(zSeller) },
  handler: async ({ params: { id }, read, deps, reply }) => {
    const row = foundOr404(await read(({ db }: TenantRead<DirectoryTables>) => findSeller(db, id)), `seller ${id}`);
    setRevision(reply, row.revision);
    return single(sellerRecordOfRow(row, deps.clock.now()));
  },
});

export const getSellerHistory = defineRoute({
  method: 'GET',
  url: '/api/sellers/:id/history',
  permission: 'seller.read',
  summary: 'What was changed about a seller, before and after, the newest first',
  tags: ['Sellers'],
  params: zParams,
  groups: DIRECTORY_GROUPS,
  response: { 200: zList(zSellerChange) },
  handler: async ({ params: { id }, read }) => {
    const [row, changes] = await read(async ({ db }: TenantRead<DirectoryTables>) => [
      await findSeller(db, id),
      await sellerChanges(db, id),
    ]);
    foundOr404(row, `seller ${id}`);
    return list(changes.map(sellerChangeOfRow));
  },
});

export const postSeller = defineRoute({
  method: 'POST',
  url: '/api/sellers',
  permission: 'seller.write',
  summary: 'Register a seller',
  tags: ['Sellers'],
  body: zNewSeller,
  groups: DIRECTORY_GROUPS,
  response: { 201: zAccepted(zSeller) },
  handler: async ({ body, deps, command, reply }) => {
    const { numberSeries, ...fields } = body;
    const outcome = await deps.useCases.directory.registerSeller(
      {
        ...fields,
        addressLines: body.addressLines ?? [],
        taxRegistration: body.taxRegistration ?? null,
        bankAccount: body.bankAccount ?? null,
        rounding: body.rounding ?? 'half_up',
        numberSeries: { invoice: numberSeries.invoice, credit_note: numberSeries.creditNote },
      },
      command(),
    );
    const { state, position, revision } = acceptedOrRefuse(outcome);
    return respondAccepted(reply, {
      data: sellerRecord(state, state, deps.clock.now()),
      position,
      revision,
      groups: DIRECTORY_GROUPS,
      status: 201,
      location: `/api/sellers/${state.sellerId}`,
    });
  },
});

export const changeTaxRates = defineRoute({
  method: 'POST',
  url: '/api/sellers/:id/change-tax-rates',
  permission: 'seller.write',
  summary: 'Replace the table of tax rates, earlier rates included',
  tags: ['Sellers'],
  params: zParams,
  body: z.strictObject({ taxRates: zTaxRatesInput, reason: zOptionalText(1000) }).meta({ id: 'TaxRatesChange' }),
  groups: DIRECTORY_GROUPS,
  response: { 200: zAccepted(zSeller) },
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { sellerId: params.id, taxRates: body.taxRates, reason: body.reason, expectedRevision };
    const { state, position, revision } = acceptedOrRefuse(
      await deps.useCases.directory.changeTaxRates(input, provenance),
    );
    return respondAccepted(reply, {
      data: sellerRecord(state, state, deps.clock.now()),
      position,
      revision,
      groups: DIRECTORY_GROUPS,
    });
  },
});
