import { z } from 'zod';
import type { ContractLineInput } from '../../../application/contracts/contract-lines.ts';
import type { DiscountInput } from '../../../application/contracts/discount-input.ts';
import type { ContractPolicies } from '../../../domain/contract/policies.ts';
import { zPauseEffect } from '../../../domain/contract/policies.ts';
import { zTaxCategory } from '../../../domain/kernel/fields.ts';
import { zProductId } from '../../../domain/kernel/ids.ts';
import { zTierLookup, zTrueUps } from '../../../domain/rating/owed.ts';
import { zProration } from '../../../domain/rating/proration.ts';
import { zOptional, zOptionalText, zWireDate, zWireInteger, zWireMoney, zWireSeats } from '../../values.ts';
import { priceTermsOf, zPriceInput } from './contract-price.ts';

/** What can be agreed about a contract, as it comes over the wire: for drafts and for amendments. */

const MONTHS_MAX = 120;

export const zDiscountInput = z
  .strictObject({
    percent: zWireMoney.optional(),
    amount: zWireMoney.optional(),
    intervalMonths: zOptional(zWireInteger(1, MONTHS_MAX)),
    description: zOptionalText(200),
    validFrom: zOptional(zWireDate),
    validUntil: zOptional(zWireDate),
    periods: zOptional(zWireInteger(1, 600)),
    months: zOptional(zWireInteger(1, 600)),
  })
  .refine(({ percent, amount }) => (percent === undefined) !== (amount === undefined), {
    path: ['percent'],
    message: 'or amount must be given, one of them',
  })
  .meta({
    id: 'NewDiscount',
    description:
      'A percentage, or an amount per intervalMonths (a billing period unless given). It ends with validUntil, after ' +
      'so many billing periods, or after so many months; 100 percent for some months are free months',
  });

export function discountInputOf(input: z.output<typeof zDiscountInput>): DiscountInput {
  return {
    percent: input.percent ?? null,
    amount: input.amount ?? null,
    intervalMonths: input.intervalMonths ?? null,
    description: input.description ?? null,
    validFrom: input.validFrom ?? null,
    validUntil: input.validUntil ?? null,
    periods: input.periods ?? null,
    months: input.months ?? null,
  };
}

const zRampStep = z.strictObject({
  effectiveOn: zWireDate,
  quantity: zOptional(zWireSeats),
  price: zPriceInput.nullish(),
});

export const zLineInput = z
  .strictObject({
    productId: zOptional(zProductId),
    description: zOptionalText(200),
    quantity: zWireSeats,
    committedQuantity: zOptional(zWireSeats),
    price: zPriceInput.nullish(),
    taxCategory: zOptional(zTaxCategory),
    chargeType: zOptional(z.enum(['recurring', 'one_time'])),
    startDate: zOptional(zWireDate),
    endDate: zOptional(zWireDate),
    setupFee: zOptional(zWireMoney),
    setupFeeDistinct: z.boolean().optional(),
    tierGroup: zOptionalText(200),
    ramp: z.array(zRampStep).max(120).optional(),
    discounts: z.array(zDiscountInput).max(20).optional(),
  })
  .meta({ id: 'NewContractLine', description: 'Without a price it takes the catalogue’s at activation' });

export function lineInputOf(line: z.output<typeof zLineInput>): ContractLineInput {
  return {
    productId: line.productId ?? null,
    description: line.description ?? null,
    quantity: line.quantity,
    committedQuantity: line.committedQuantity ?? 0,
    price: line.price == null ? null : priceTermsOf(line.price),
    taxCategory: line.taxCategory ?? null,
    chargeType: line.chargeType ?? null,
    startDate: line.startDate ?? null,
    endDate: line.endDate ?? null,
    setupFee: line.setupFee ?? null,
    setupFeeDistinct: line.setupFeeDistinct ?? null,
    tierGroup: line.tierGroup ?? null,
    ramp: (line.ramp ?? []).map(({ effectiveOn, quantity, price }) => ({
      effectiveOn,
      quantity: quantity ?? null,
      price: price == null ? null : priceTermsOf(price),
    })),
    discounts: (line.discounts ?? []).map(discountInputOf),
  };
}

export const zEarlyEndFeeInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('remaining_commitment') }),
  z.strictObject({ kind: z.literal('percent'), percent: zWireMoney }),
  z.strictObject({ kind: z.literal('amount'), amount: zWireMoney }),
]);

export const zUpliftInput = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('percent'), percent: zWireMoney }),
    z.strictObject({
      kind: z.literal('index'),
      steps: z
        .array(z.strictObject({ effectiveOn: zWireDate, percent: zWireMoney }))
        .min(1)
        .max(100),
    }),
  ])
  .meta({ id: 'Uplift', description: 'A percentage on each anniversary, or the percentages of an index on its days' });

export const zMinimumInput = z.strictObject({ amount: zWireMoney, intervalMonths: zWireInteger(1, MONTHS_MAX) });

export const zRenewalPriceInput = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('keep') }),
    z.strictObject({ kind: z.literal('percent'), percent: zWireMoney }),
    z.strictObject({ kind: z.literal('catalogue') }),
  ])
  .meta({
    id: 'RenewalPriceInput',
    description:
      'What a line costs in a new term where the renewal does not say: as before (default), a percentage more, or what ' +
      'the catalogue asks on the first day of the new term',
  });

export const zPoliciesInput = z
  .strictObject({
    proration: zProration.optional(),
    tierLookup: zTierLookup.optional(),
    trueUps: zTrueUps.optional(),
    decreases: z.enum(['any_time', 'at_renewal']).optional(),
    pause: zPauseEffect.optional(),
    earlyEndFee: zEarlyEndFeeInput.optional(),
    creditUnusedDays: z.boolean().optional(),
    invoiceLeadDays: zWireInteger(0, 366).optional(),
  })
  .meta({ id: 'ContractPolicies', description: 'How the contract is billed; what is left out has its default' });

/** The policies that are mentioned. */
export function policiesOf(input: z.output<typeof zPoliciesInput> | undefined): Partial<ContractPolicies> {
  const present = Object.entries(input ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Partial<ContractPolicies>; // what was undefined is gone
}
