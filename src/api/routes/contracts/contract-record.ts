import { z } from 'zod';
import type { ContractInFull } from '../../../application/contracts/contract-in-full.ts';
import type { Contract } from '../../../application/contracts/existing-contract.ts';
import { zAccountStatus } from '../../../domain/account/events.ts';
import { automaticRenewalOn, renewalDeclinedOn } from '../../../domain/contract/automatic-renewal.ts';
import { zBillingFrequency } from '../../../domain/contract/events.ts';
import { nextDueOn } from '../../../domain/contract/next-due.ts';
import { zContractPolicies, zRenewalPrice } from '../../../domain/contract/policies.ts';
import { seatFiguresOn } from '../../../domain/contract/seats.ts';
import { type Approval, lastServiceDay } from '../../../domain/contract/state.ts';
import { addDays, type CivilDate, civilDate } from '../../../domain/kernel/calendar.ts';
import { paymentTermDays } from '../../../domain/kernel/due-date.ts';
import { zPaymentTerms, zTaxCategory } from '../../../domain/kernel/fields.ts';
import type { DatedDiscount, Discount } from '../../../domain/rating/discount.ts';
import { zMinimumCommitment } from '../../../domain/rating/owed.ts';
import { valueOn } from '../../../domain/rating/timeline.ts';
import { zUplift } from '../../../domain/rating/uplift.ts';
import type { ContractListRow } from '../../../projections/billing/contracts/queries/contracts.ts';
import { zMetadataAnswer, zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';
import { zPrice } from './contract-price.ts';

export const CONTRACT_STATUSES = ['draft', 'active', 'expired', 'cancelled', 'renewed'] as const;

export const zContractStatus = z.enum(CONTRACT_STATUSES);

const zWho = z.strictObject({ kind: z.string(), id: z.string() });

export const zContractDiscount = z
  .strictObject({
    discountId: zWireUuid,
    description: z.string().nullable(),
    kind: z.enum(['percent', 'amount']),
    /** Percent, or the amount per `intervalMonths`. */
    value: zMoneyText,
    intervalMonths: z.int().nullable(),
    validFrom: zWireDate.nullable(),
    validUntil: zWireDate.nullable(),
  })
  .meta({ id: 'ContractDiscount' });

const zContractLine = z
  .strictObject({
    lineId: zWireUuid,
    productId: zWireUuid.nullable(),
    description: z.string(),
    quantity: z.int(),
    committedQuantity: z.int(),
    price: zPrice.nullable(),
    taxCategory: zTaxCategory,
    chargeType: z.enum(['recurring', 'one_time']),
    startDate: zWireDate.nullable(),
    endDate: zWireDate.nullable(),
    setupFee: zMoneyText.nullable(),
    setupFeeDistinct: z.boolean(),
    tierGroup: z.string().nullable(),
    seatLimits: z
      .strictObject({ min: z.int().nullable(), max: z.int().nullable(), increment: z.int().nullable() })
      .nullable(),
    discounts: z.array(zContractDiscount),
    quantities: z.array(z.strictObject({ effectiveOn: zWireDate, quantity: z.int() })),
    commitments: z.array(z.strictObject({ effectiveOn: zWireDate, committedQuantity: z.int() })),
    prices: z.array(z.strictObject({ effectiveOn: zWireDate, price: zPrice })),
  })
  .meta({ id: 'ContractLine', description: 'quantity and price as in force today; their whole course beside them' });

export const zContract = z
  .strictObject({
    id: zWireUuid,
    contractNumber: z.string(),
    contractName: z.string(),
    accountId: zWireUuid,
    sellerId: zWireUuid,
    billToAccountId: zWireUuid,
    purchaseOrderNumber: z.string().nullable(),
    currency: z.string(),
    priceBookId: zWireUuid.nullable(),
    startDate: zWireDate,
    endDate: zWireDate,
    /** The last day that is served: earlier than endDate when cancelled. Null in a draft. */
    lastServiceDay: zWireDate.nullable(),
    contractValue: zMoneyText.nullable(),
    billingFrequency: zBillingFrequency,
    billingIntervalMonths: z.int(),
    billingInAdvance: z.boolean(),
    billingAnchor: zWireDate.nullable(),
    trialDays: z.int(),
    discounts: z.array(zContractDiscount),
    uplift: zUplift.nullable(),
    minimumCommitment: zMinimumCommitment.nullable(),
    renewalTermMonths: z.int().nullable(),
    renewalPrice: zRenewalPrice,
    /** The day on which somebody said that it shall not go on after this term. */
    renewalDeclinedOn: zWireDate.nullable(),
    /** The day from which the automatic renewal binds: the one after the last day of notice. Null: it ends, or is over. */
    renewsOn: zWireDate.nullable(),
    /** Since when the service is paused; null while it is not. */
    pausedFrom: zWireDate.nullable(),
    policies: zContractPolicies,
    /** How far the approval of a draft has come; null where none was asked for. */
    approval: z
      .strictObject({
        status: z.enum(['pending', 'approved', 'rejected']),
        submittedOn: zWireDate,
        submittedBy: zWho,
        /** Net over the term, and how much that is below its own list prices. */
        value: zMoneyText,
        discountPercent: zMoneyText,
        steps: z.array(z.strictObject({ role: z.string(), approvedBy: zWho.nullable() })),
      })
      .nullable(),
    /** The earliest day on which something may be due. Null in a draft, and when all is charged. */
    nextDueOn: zWireDate.nullable(),
    seatCount: z.int().nullable(),
    committedSeats: z.int().nullable(),
    seatPrice: zMoneyText.nullable(),
    paymentTerms: zPaymentTerms,
    paymentTermsDays: z.int(),
    autoRenew: z.boolean(),
    renewalNoticeDays: z.int().nullable(),
    status: zContractStatus,
    notes: z.string().nullable(),
    metadata: zMetadataAnswer,
    lines: z.array(zContractLine),
    createdAt: zTimestamp,
    updatedAt: zTimestamp,
    account: z.strictObject({ id: zWireUuid, accountName: z.string(), status: zAccountStatus }).nullable(),
    _count: z.strictObject({ invoices: z.int() }),
  })
  .meta({ id: 'Contract' });

/** A contract on the wire: from what a command decided, or from a row of the list. */
export function contractRecord({ contract, account, today, createdAt, updatedAt }: ContractInFull) {
  const { terms } = contract;
  return {
    id: contract.contractId,
    contractNumber: contract.contractNumber,
    contractName: terms.contractName,
    accountId: terms.accountId,
    sellerId: contract.sellerId,
    billToAccountId: terms.billToAccountId,
    purchaseOrderNumber: terms.purchaseOrderNumber,
    currency: terms.currency,
    priceBookId: terms.priceBookId,
    startDate: terms.startDate,
    endDate: terms.endDate,
    lastServiceDay: isBinding(contract) ? lastServiceDay(contract) : null,
    contractValue: terms.contractValue,
    billingFrequency: terms.billingFrequency,
    billingIntervalMonths: terms.billingIntervalMonths,
    billingInAdvance: terms.billingInAdvance,
    billingAnchor: terms.billingAnchor,
    trialDays: terms.trialDays,
    discounts: isBinding(contract) ? contract.discounts.map(datedOut) : terms.discounts.map(agreedOut),
    uplift: terms.uplift,
    minimumCommitment: terms.minimumCommitment,
    renewalTermMonths: terms.renewalTermMonths,
    renewalPrice: terms.renewalPrice,
    renewalDeclinedOn: isBinding(contract) ? renewalDeclinedOn(contract) : null,
    renewsOn: isBinding(contract) ? automaticRenewalOn(contract) : null,
    pausedFrom: isBinding(contract) ? pausedOn(contract, today) : null,
    policies: terms.policies,
    approval: contract.status === 'draft' && contract.approval !== null ? approvalOut(contract.approval) : null,
    nextDueOn: isBinding(contract) ? nextDueOn(contract) : null,
    ...seatFiguresOn(contract, today),
    paymentTerms: terms.paymentTerms,
    paymentTermsDays: paymentTermDays(terms.paymentTerms, terms.paymentTermsDays),
    autoRenew: terms.autoRenew,
    renewalNoticeDays: terms.renewalNoticeDays,
    status: shownStatus(contract, today),
    notes: terms.notes,
    metadata: terms.metadata,
    lines: linesOn(contract, today),
    createdAt,
    updatedAt,
    account,
    _count: { invoices: documentsOf(contract) },
  };
}

export function contractRecordOfRow(row: ContractListRow) {
  const { account_id, account_name, account_status } = row;
  return contractRecord({
    contract: row.state,
    account:
      account_name === null || account_status === null
        ? null
        : {
            id: row.state.terms.accountId satisfies typeof account_id,
            accountName: account_name,
            status: account_status,
          },
    today: civilDate(row.today),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
}

type Binding = Exclude<Contract, { status: 'draft' | 'discarded' }>;

function isBinding(contract: Contract): contract is Binding {
  return contract.status === 'active' || contract.status === 'cancelled';
}

/** A discarded draft is shown as what it was when the command that made it is repeated. */
export function shownStatus(contract: Contract, today: CivilDate): (typeof CONTRACT_STATUSES)[number] {
  if (!isBinding(contract)) {
    return 'draft';
  }
  if (contract.status === 'cancelled') {
    return 'cancelled';
  }
  if (contract.serviceEnd <= today) {
    return 'expired';
  }
  return contract.agreedTerms.length > 1 ? 'renewed' : 'active';
}

function approvalOut({ steps, ...approval }: Approval) {
  return { ...approval, steps: [...steps] };
}

function pausedOn({ pauses }: Binding, today: CivilDate): CivilDate | null {
  return pauses.find(({ start, end }) => start <= today && (end === null || today < end))?.start ?? null;
}

function agreedOut(discount: Discount): z.input<typeof zContractDiscount> {
  const { discountId, description, kind, validFrom, validUntil } = discount;
  const [value, intervalMonths] =
    discount.kind === 'percent' ? [discount.percent, null] : [discount.amount, discount.intervalMonths];
  return { discountId, description, kind, value, intervalMonths, validFrom, validUntil };
}

export function datedOut({ start, end, ...discount }: DatedDiscount): z.input<typeof zContractDiscount> {
  return { ...discount, validFrom: start, validUntil: end === null ? null : addDays(end, -1) };
}

function linesOn(contract: Contract, today: CivilDate): z.input<typeof zContractLine>[] {
  if (!isBinding(contract)) {
    return contract.lines.map(({ ramp: _, discounts, ...line }) => ({
      ...line,
      discounts: discounts.map(agreedOut),
      quantities: [],
      commitments: [],
      prices: [],
    }));
  }
  return contract.lines.map(({ quantities, commitments, prices, discounts, startsOn, endsBefore, ...line }) => ({
    ...line,
    startDate: startsOn,
    endDate: endsBefore === null ? null : addDays(endsBefore, -1),
    quantity: valueOn(quantities, today),
    committedQuantity: valueOn(commitments, today),
    price: valueOn(prices, today),
    discounts: discounts.map(datedOut),
    commitments: commitments.map(({ effectiveOn, value }) => ({ effectiveOn, committedQuantity: value })),
    quantities: quantities.map(({ effectiveOn, value }) => ({ effectiveOn, quantity: value })),
    prices: prices.map(({ effectiveOn, value }) => ({ effectiveOn, price: value })),
  }));
}

/** Documents that hold charges of this contract. */
function documentsOf(contract: Contract): number {
  const claims = isBinding(contract) ? contract.claims.filter((claim) => !claim.isReleased) : [];
  return new Set(claims.map((claim) => claim.invoiceId)).size;
}
