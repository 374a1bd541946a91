import { z } from 'zod';
import type { ContractChanges } from '../../../application/contracts/contract-changes.ts';
import type { AlignedDraftInput, DraftContractInput } from '../../../application/contracts/draft-contract.ts';
import { DEFAULT_SELLER_ID } from '../../../application/directory/provision-defaults.ts';
import { zBillingFrequency } from '../../../domain/contract/events.ts';
import { zCurrencyCode } from '../../../domain/kernel/currency.ts';
import { zPaymentTerms } from '../../../domain/kernel/fields.ts';
import { zAccountId, zContractId, zPriceBookId, zSellerId } from '../../../domain/kernel/ids.ts';
import {
  zOptional,
  zOptionalText,
  zRequiredText,
  zWireDate,
  zWireInteger,
  zWireMetadata,
  zWireMoney,
  zWireSeats,
} from '../../values.ts';
import {
  discountInputOf,
  lineInputOf,
  policiesOf,
  zDiscountInput,
  zLineInput,
  zMinimumInput,
  zPoliciesInput,
  zRenewalPriceInput,
  zUpliftInput,
} from './agreement-input.ts';

const LINES_MAX = 200;

const optional = {
  contractName: zOptionalText(200),
  sellerId: zOptional(zSellerId),
  billToAccountId: zOptional(zAccountId),
  purchaseOrderNumber: zOptionalText(200),
  currency: zOptional(zCurrencyCode),
  /** Where lines without a price take theirs. */
  priceBookId: zOptional(zPriceBookId),
  contractValue: zOptional(zWireMoney),
  billingFrequency: zOptional(zBillingFrequency),
  billingIntervalMonths: zOptional(zWireInteger(1, 120)),
  billingInAdvance: z.boolean().optional(),
  billingAnchor: zOptional(zWireDate),
  trialDays: zWireInteger(0, 365).optional(),
  discounts: z.array(zDiscountInput).max(20).optional(),
  uplift: zUpliftInput.nullish(),
  minimumCommitment: zMinimumInput.nullish(),
  renewalTermMonths: zOptional(zWireInteger(1, 120)),
  renewalPrice: zRenewalPriceInput.nullish(),
  policies: zPoliciesInput.optional(),
  seatCount: zOptional(zWireSeats),
  committedSeats: zOptional(zWireSeats),
  seatPrice: zOptional(zWireMoney),
  paymentTerms: zOptional(zPaymentTerms),
  paymentTermsDays: zOptional(zWireInteger(0, 365)),
  autoRenew: z.boolean().optional(),
  renewalNoticeDays: zOptional(zWireInteger(0, 730)),
  notes: zOptionalText(4000),
  metadata: zWireMetadata.optional(),
  lines: z.array(zLineInput).max(LINES_MAX).optional(),
};

export const zNewContract = z
  .strictObject({
    contractNumber: zRequiredText(200),
    accountId: zAccountId,
    startDate: zWireDate,
    /** May be left out beside alignWithContractId. */
    endDate: zWireDate.optional(),
    status: zOptional(z.enum(['draft', 'active'])),
    alignWithContractId: zOptional(zContractId).meta({
      description: 'The contract ends with that one and is billed in its periods, or in parts or multiples of them',
    }),
    ...optional,
  })
  .refine(({ endDate, alignWithContractId }) => endDate !== undefined || alignWithContractId != null, {
    path: ['endDate'],
    message: 'is required',
  })
  .meta({ id: 'NewContract' });

export const zContractChanges = z
  .strictObject({
    contractNumber: zRequiredText(200).optional(),
    accountId: zAccountId.optional(),
    startDate: zWireDate.optional(),
    endDate: zWireDate.optional(),
    status: zOptional(z.enum(['draft', 'active', 'expired', 'cancelled', 'renewed'])),
    ...optional,
  })
  .meta({ id: 'ContractChanges' });

export function draftInputOf(body: z.output<typeof zNewContract>): DraftContractInput | AlignedDraftInput {
  const { endDate, alignWithContractId, billingFrequency, billingInAdvance, billingAnchor, renewalTermMonths } = body;
  const said = { billingAnchor: billingAnchor ?? null, renewalTermMonths: renewalTermMonths ?? null };
  if (alignWithContractId != null) {
    return {
      ...commonInputOf(body),
      ...said,
      alignWithContractId,
      endDate: endDate ?? null,
      billingFrequency: billingFrequency ?? null,
      billingInAdvance: billingInAdvance ?? null,
    };
  }
  if (endDate === undefined) {
    throw new Error('A contract without a last day came through'); // the schema has seen to it
  }
  return {
    ...commonInputOf(body),
    ...said,
    endDate,
    billingFrequency: billingFrequency ?? 'monthly',
    billingInAdvance: billingInAdvance ?? true,
  };
}

function commonInputOf(body: z.output<typeof zNewContract>) {
  return {
    contractNumber: body.contractNumber,
    sellerId: body.sellerId ?? DEFAULT_SELLER_ID,
    status: body.status ?? 'draft',
    contractName: body.contractName ?? null,
    accountId: body.accountId,
    billToAccountId: body.billToAccountId ?? null,
    purchaseOrderNumber: body.purchaseOrderNumber ?? null,
    currency: body.currency ?? null,
    priceBookId: body.priceBookId ?? null,
    startDate: body.startDate,
    contractValue: body.contractValue ?? null,
    billingIntervalMonths: body.billingIntervalMonths ?? null,
    trialDays: body.trialDays ?? null,
    discounts: (body.discounts ?? []).map(discountInputOf),
    uplift: body.uplift ?? null,
    minimumCommitment: body.minimumCommitment ?? null,
    renewalPrice: body.renewalPrice ?? null,
    policies: policiesOf(body.policies),
    paymentTerms: body.paymentTerms ?? null,
    paymentTermsDays: body.paymentTermsDays ?? null,
    autoRenew: body.autoRenew ?? false,
    renewalNoticeDays: body.renewalNoticeDays ?? null,
    notes: body.notes ?? null,
    metadata: body.metadata ?? {},
    seatCount: body.seatCount ?? null,
    committedSeats: body.committedSeats ?? null,
    seatPrice: body.seatPrice ?? null,
    lines: body.lines?.map(lineInputOf) ?? null,
  };
}

/** An empty choice of what every contract has leaves it as it is; empty texts and numbers that may be absent are so. */
export function changesOf(body: z.output<typeof zContractChanges>): ContractChanges {
  return {
    contractNumber: body.contractNumber,
    sellerId: body.sellerId ?? undefined,
    status: body.status ?? undefined,
    seatCount: body.seatCount,
    committedSeats: body.committedSeats,
    seatPrice: body.seatPrice,
    lines: body.lines?.map(lineInputOf),
    discounts: body.discounts?.map(discountInputOf),
    policies: policiesOf(body.policies),
    terms: withoutUndefined({
      contractName: body.contractName ?? undefined,
      accountId: body.accountId,
      billToAccountId: body.billToAccountId ?? undefined,
      purchaseOrderNumber: body.purchaseOrderNumber,
      currency: body.currency ?? undefined,
      priceBookId: body.priceBookId,
      startDate: body.startDate,
      endDate: body.endDate,
      contractValue: body.contractValue,
      billingFrequency: body.billingFrequency ?? undefined,
      billingIntervalMonths: body.billingIntervalMonths ?? undefined,
      billingInAdvance: body.billingInAdvance,
      billingAnchor: body.billingAnchor,
      trialDays: body.trialDays,
      uplift: body.uplift,
      minimumCommitment: body.minimumCommitment,
      renewalTermMonths: body.renewalTermMonths,
      renewalPrice: body.renewalPrice ?? undefined,
      paymentTerms: body.paymentTerms ?? undefined,
      paymentTermsDays: body.paymentTermsDays,
      autoRenew: body.autoRenew,
      renewalNoticeDays: body.renewalNoticeDays,
      notes: body.notes,
      metadata: body.metadata,
    }),
  };
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> }; // what was undefined is gone
}
