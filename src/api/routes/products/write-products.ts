import { z } from 'zod';
import type { AddProductInput } from '../../../application/directory/add-product.ts';
import type { CurrencyCode } from '../../../domain/kernel/currency.ts';
import { type DecimalString, zDecimalString } from '../../../domain/kernel/decimal.ts';
import { zProductId } from '../../../domain/kernel/ids.ts';
import { respondAccepted, respondDeleted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { acceptedOrRefuse } from '../../refusal.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { zNewProduct, zProductChanges } from './product-input.ts';
import { productOfDecision, zProduct } from './product-record.ts';

const zParams = z.strictObject({ id: zProductId });

/** What a tiered product costs stands in its tiers, of a package in its package price: the base price may be left out. */
const NO_PRICE: DecimalString = zDecimalString.parse('0');

export const postProduct = defineRoute({
  method: 'POST',
  url: '/api/products',
  permission: 'product.write',
  summary: 'Add a product',
  description: 'The same SKU with the same content answers 200 with the product that is there already.',
  tags: ['Products'],
  body: zNewProduct,
  groups: DIRECTORY_GROUPS,
  response: { 201: zAccepted(zProduct), 200: zAccepted(zProduct) },
  handler: async ({ body, deps, command, reply }) => {
    const provenance = command();
    const outcome = await deps.useCases.directory.addProduct(additionOf(body, deps.config.defaultCurrency), provenance);
    const { state, position, revision } = acceptedOrRefuse(outcome);
    return respondAccepted(reply, {
      data: productOfDecision(state),
      position,
      revision,
      groups: DIRECTORY_GROUPS,
      status: state.productId === provenance.commandId ? 201 : 200,
      location: `/api/products/${state.productId}`,
    });
  },
});

function additionOf(body: z.infer<typeof zNewProduct>, defaultCurrency: CurrencyCode): AddProductInput {
  return {
    name: body.name,
    sku: body.sku,
    description: body.description ?? null,
    pricingModel: body.pricingModel,
    basePrice: body.basePrice ?? NO_PRICE,
    currency: body.currency ?? defaultCurrency,
    chargeType: body.chargeType ?? 'recurring',
    category: body.category ?? 'platform',
    minSeats: body.minSeats ?? null,
    maxSeats: body.maxSeats ?? null,
    seatIncrement: body.seatIncrement ?? null,
    volumeTiers: body.volumeTiers ?? [],
    packagePrice: body.packagePrice ?? null,
    packageSize: body.packageSize ?? null,
    priceSteps: body.priceSteps ?? [],
    billingInterval: body.billingInterval ?? 'monthly',
    setupFee: body.setupFee ?? null,
    setupFeeDistinct: body.setupFeeDistinct ?? false,
    trialPeriodDays: body.trialPeriodDays ?? null,
    minCommitmentMonths: body.minCommitmentMonths ?? null,
    taxCategory: body.taxCategory ?? 'standard',
    active: body.active ?? true,
    activeFrom: body.activeFrom ?? null,
    activeUntil: body.activeUntil ?? null,
    isAddon: body.isAddon ?? false,
    metadata: body.metadata ?? {},
  };
}

export const patchProduct = defineRoute({
  method: 'PATCH',
  url: '/api/products/:id',
  permission: 'product.write',
  summary: 'Change a product',
  description: 'Contracts keep the prices that they were activated with.',
  tags: ['Products'],
  params: zParams,
  body: zProductChanges,
  groups: DIRECTORY_GROUPS,
  response: { 200: zAccepted(zProduct) },
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const changes = {
      ...body,
      // An empty choice of what every product has leaves it as it is.
      basePrice: body.basePrice ?? undefined,
      currency: body.currency ?? undefined,
      chargeType: body.chargeType ?? undefined,
      category: body.category ?? undefined,
      billingInterval: body.billingInterval ?? undefined,
      taxCategory: body.taxCategory ?? undefined,
      volumeTiers: body.volumeTiers === null ? [] : body.volumeTiers,
      priceSteps: body.priceSteps === null ? [] : body.priceSteps,
    };
    const input = { productId: params.id, changes, expectedRevision };
    const outcome = await deps.useCases.directory.changeProduct(input, provenance);
    const { state, position, revision } = acceptedOrRefuse(outcome);
    return respondAccepted(reply, { data: productOfDecision(state), position, revision, groups: DIRECTORY_GROUPS });
  },
});

export const deleteProduct = defineRoute({
  method: 'DELETE',
  url: '/api/products/:id',
  permission: 'product.write',
  summary: 'Retire a product',
  description: 'Hidden from lists and new contracts; contracts that have it keep it. Its SKU is free again.',
  tags: ['Products'],
  params: zParams,
  groups: DIRECTORY_GROUPS,
  response: { 204: z.undefined() },
  handler: async ({ params, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { productId: params.id, reason: null, expectedRevision };
    const outcome = await deps.useCases.directory.retireProduct(input, provenance);
    const { position, revision } = acceptedOrRefuse(outcome);
    return respondDeleted(reply, { position, revision, groups: DIRECTORY_GROUPS });
  },
});
