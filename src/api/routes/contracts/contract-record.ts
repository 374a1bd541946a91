import { z } from 'zod';
import type { ContractInFull } from '../../../application/contracts/contract-in-full.ts';
import type { Contract } from '../../../application/contracts/existing-contract.ts';
import { zAccountStatus } from '../../../domain/account/events.ts';
import { zBillingFrequency } from '../../../domain/contract/events.ts';
import { nextDueOn } from '../../../domain/contract/next-due.ts';
import { seatFiguresOn } from '../../../domain/contract/seats.ts';
import { type CivilDate, civilDate, lastDay } from '../../../domain/kernel/calendar.ts';
import { paymentTermDays } from '../../../domain/kernel/due-date.ts';
import { zPaymentTerms, zTaxCategory } from '../../../domain/kernel/fields.ts';
import { valueOn } from '../../../domain/rating/timeline.ts';
import type { ContractListRow } from '../../../projections/billing/contracts/queries/contracts.ts';
import { zMetadataAnswer, zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';
import { zPrice } from './contract-price.ts';

export const CONTRACT_STATUSES = ['draft', 'active', 'expired', 'cancelled', 'renewed'] as const;

const zContractLine = z
  .strictObject({
    lineId: zWireUuid,
    productId: zWireUuid.nullable(),
    description: z.string(),
    quantity: z.int(),
    committedQuantity: z.int(),
    price: zPrice.nullable(),
    taxCategory: zTaxCategory,
    quantities: z.array(z.strictObject({ effectiveOn: zWireDate, quantity: z.int() })),
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
    startDate: zWireDate,
    endDate: zWireDate,
    /** The last day that is served: earlier than endDate when cancelled. Null in a draft. */
    lastServiceDay: zWireDate.nullable(),
    contractValue: zMoneyText.nullable(),
    billingFrequency: zBillingFrequency,
    billingIntervalMonths: z.int(),
    billingInAdvance: z.boolean(),
    /** The earliest day on which something may be due. Null in a draft, and when all is charged. */
    nextDueOn: zWireDate.nullable(),
    seatCount: z.int().nullable(),
    committedSeats: z.int().nullable(),
    seatPrice: zMoneyText.nullable(),
    paymentTerms: zPaymentTerms,
    paymentTermsDays: z.int(),
    autoRenew: z.boolean(),
    renewalNoticeDays: z.int().nullable(),
    status: z.enum(CONTRACT_STATUSES),
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
    startDate: terms.startDate,
    endDate: terms.endDate,
    lastServiceDay: isBinding(contract) ? lastDay({ start: terms.startDate, end: contract.serviceEnd }) : null,
    contractValue: terms.contractValue,
    billingFrequency: terms.billingFrequency,
    billingIntervalMonths: terms.billingIntervalMonths,
    billingInAdvance: terms.billingInAdvance,
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
function shownStatus(contract: Contract, today: CivilDate): (typeof CONTRACT_STATUSES)[number] {
  if (!isBinding(contract)) {
    return 'draft';
  }
  return contract.status === 'active' && contract.serviceEnd <= today ? 'expired' : contract.status;
}

function linesOn(contract: Contract, today: CivilDate): z.input<typeof zContractLine>[] {
  if (!isBinding(contract)) {
    return contract.lines.map((line) => ({ ...line, quantities: [], prices: [] }));
  }
  return contract.lines.map(({ quantities, prices, ...line }) => ({
    ...line,
    quantity: valueOn(quantities, today),
    price: valueOn(prices, today),
    quantities: quantities.map(({ effectiveOn, value }) => ({ effectiveOn, quantity: value })),
    prices: prices.map(({ effectiveOn, value }) => ({ effectiveOn, price: value })),
  }));
}

/** Documents that hold charges of this contract. */
function documentsOf(contract: Contract): number {
  const claims = isBinding(contract) ? contract.claims.filter((claim) => !claim.isReleased) : [];
  return new Set(claims.map((claim) => claim.invoiceId)).size;
}
