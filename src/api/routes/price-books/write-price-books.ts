import { z } from 'zod';
import type { PriceBookOutcome } from '../../../application/pricing/price-books.ts';
import { zCurrencyCode } from '../../../domain/kernel/currency.ts';
import { zPriceBookId, zProductId, zSellerId } from '../../../domain/kernel/ids.ts';
import { respondAccepted, respondDeleted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { acceptedOrRefuse } from '../../refusal.ts';
import { zOptional, zOptionalText, zRequiredText, zWireDate, zWireMoney } from '../../values.ts';
import { priceTermsOf, zPriceInput } from '../contracts/contract-price.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { pricingOf } from '../pricing/pricing-of.ts';
import {
  PRICE_BOOK_STATUSES,
  priceBookOfDecision,
  priceOfDecision,
  zPriceBook,
  zPriceVersion,
} from './price-book-record.ts';

const common = { permission: 'product.write', tags: ['Price books'], groups: DIRECTORY_GROUPS } as const;

const zNewPriceBook = z
  .strictObject({
    name: zRequiredText(200),
    description: zOptionalText(4000),
    currency: zCurrencyCode,
    /** Left out: of all sellers. */
    sellerId: zOptional(zSellerId),
    isDefault: z.boolean().optional(),
    status: zOptional(z.enum(['draft', 'active'])),
  })
  .meta({ id: 'NewPriceBook' });

const zPriceBookChanges = z
  .strictObject({
    name: zRequiredText(200).optional(),
    description: zOptionalText(4000),
    isDefault: z.boolean().optional(),
    status: zOptional(z.enum(PRICE_BOOK_STATUSES)),
  })
  .meta({ id: 'PriceBookChanges' });

const zParams = z.strictObject({ id: zPriceBookId });
const zPriceParams = z.strictObject({ id: zPriceBookId, productId: zProductId });

export const postPriceBook = defineRoute({
  ...common,
  method: 'POST',
  url: '/api/price-books',
  summary: 'Add a price book',
  description: 'Contracts take their prices from it once it is active. One book in a currency can be the default.',
  body: zNewPriceBook,
  response: { 201: zAccepted(zPriceBook) },
  handler: async ({ body, deps, command, reply }) => {
    const input = {
      name: body.name,
      description: body.description ?? null,
      currency: body.currency,
      sellerId: body.sellerId ?? null,
      isDefault: body.isDefault ?? false,
      status: body.status ?? 'draft',
    };
    const outcome = await pricingOf(deps).addPriceBook(input, command());
    return respondAccepted(reply, { ...answerOf(outcome), status: 201, location: `/api/price-books/${idOf(outcome)}` });
  },
});

export const patchPriceBook = defineRoute({
  ...common,
  method: 'PATCH',
  url: '/api/price-books/:id',
  summary: 'Change, activate or retire a price book',
  description: 'Contracts keep the prices that they were activated with.',
  params: zParams,
  body: zPriceBookChanges,
  response: { 200: zAccepted(zPriceBook) },
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const { status, ...changes } = body;
    const input = {
      priceBookId: params.id,
      changes,
      // A form sends the status that it was shown: a draft that shall be one is no change.
      status: status == null || status === 'draft' ? undefined : status,
      expectedRevision,
    };
    return respondAccepted(reply, answerOf(await pricingOf(deps).changePriceBook(input, provenance)));
  },
});

export const putPrice = defineRoute({
  ...common,
  method: 'PUT',
  url: '/api/price-books/:id/prices/:productId',
  summary: 'Set what a product costs from a day on',
  description:
    'A version holds until the next one. In an active book what was in force stays: a later version takes its place.',
  params: zPriceParams,
  body: z
    .strictObject({ validFrom: zWireDate, price: zPriceInput, setupFee: zOptional(zWireMoney) })
    .meta({ id: 'NewPriceVersion' }),
  response: { 200: zAccepted(zPriceVersion) },
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const version = {
      validFrom: body.validFrom,
      price: priceTermsOf(body.price),
      setupFee: body.setupFee ?? null,
    };
    const input = { priceBookId: params.id, productId: params.productId, ...version, expectedRevision };
    const { state, position, revision } = acceptedOrRefuse(await pricingOf(deps).setPrice(input, provenance));
    const data = priceOfDecision(state, params.productId, body.validFrom);
    return respondAccepted(reply, { data, position, revision, groups: DIRECTORY_GROUPS });
  },
});

export const deletePrice = defineRoute({
  ...common,
  method: 'DELETE',
  url: '/api/price-books/:id/prices/:productId',
  summary: 'Take back a price that has not begun',
  params: zPriceParams,
  query: z.strictObject({ validFrom: zWireDate }),
  response: { 204: z.undefined() },
  handler: async ({ params, query, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { priceBookId: params.id, productId: params.productId, ...query, expectedRevision };
    const { position, revision } = acceptedOrRefuse(await pricingOf(deps).withdrawPrice(input, provenance));
    return respondDeleted(reply, { position, revision, groups: DIRECTORY_GROUPS });
  },
});

function answerOf(outcome: PriceBookOutcome) {
  const { state, position, revision } = acceptedOrRefuse(outcome);
  return { data: priceBookOfDecision(state), position, revision, groups: DIRECTORY_GROUPS };
}

function idOf(outcome: PriceBookOutcome): string {
  return acceptedOrRefuse(outcome).state.priceBookId;
}
