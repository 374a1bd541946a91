import { z } from 'zod';
import { zCurrencyCode } from '../../../domain/kernel/currency.ts';
import { zCountryCode, zTaxCategory } from '../../../domain/kernel/fields.ts';
import { zSellerId } from '../../../domain/kernel/ids.ts';
import { zNumberSeries } from '../../../domain/seller/events.ts';
import { allSellers, findSeller } from '../../../projections/directory/queries/catalogue.ts';
import type { DirectoryTables } from '../../../projections/directory/queries/rows.ts';
import { respondAccepted, setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zAccepted, zList, zSingle } from '../../envelope.ts';
import { acceptedOrRefuse, foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zOptionalText, zRequiredText, zWireDate, zWireInteger, zWireMoney } from '../../values.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { sellerOfDecision, sellerOfRow, zSeller } from './seller-record.ts';

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
  handler: async ({ read }) => {
    const rows = await read(({ db }: TenantRead<DirectoryTables>) => allSellers(db));
    return list(rows.map(sellerOfRow));
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
  handler: async ({ params: { id }, read, reply }) => {
    const row = foundOr404(await read(({ db }: TenantRead<DirectoryTables>) => findSeller(db, id)), `seller ${id}`);
    setRevision(reply, row.revision);
    return single(sellerOfRow(row));
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
      data: sellerOfDecision(state),
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
  body: z.strictObject({ taxRates: zTaxRatesInput }).meta({ id: 'TaxRatesChange' }),
  groups: DIRECTORY_GROUPS,
  response: { 200: zAccepted(zSeller) },
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { sellerId: params.id, taxRates: body.taxRates, expectedRevision };
    const { state, position, revision } = acceptedOrRefuse(
      await deps.useCases.directory.changeTaxRates(input, provenance),
    );
    return respondAccepted(reply, { data: sellerOfDecision(state), position, revision, groups: DIRECTORY_GROUPS });
  },
});
