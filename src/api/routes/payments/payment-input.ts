import { z } from 'zod';
import { DEFAULT_SELLER_ID } from '../../../application/directory/provision-defaults.ts';
import { ALLOCATION_RULES, type WantedAllocations } from '../../../application/payments/plan-allocations.ts';
import type { RecordPaymentInput } from '../../../application/payments/record-payment.ts';
import { zDeductionKind } from '../../../domain/invoice/settlement-events.ts';
import type { CurrencyCode } from '../../../domain/kernel/currency.ts';
import { zCurrencyCode } from '../../../domain/kernel/currency.ts';
import { zAccountId, zInvoiceId, zSellerId } from '../../../domain/kernel/ids.ts';
import { zPaymentMethod } from '../../../domain/payment/events.ts';
import { zOptional, zOptionalText, zWireDate, zWireMoney } from '../../values.ts';

const zAllocationInput = z.strictObject({
  invoiceId: zInvoiceId,
  /** Left out: as much as is open on the invoice and left of the payment. */
  amount: zOptional(zWireMoney),
  deductions: z
    .array(z.strictObject({ kind: zDeductionKind, amount: zWireMoney }))
    .max(4)
    .optional()
    .meta({ description: 'Why less came than was asked for: the invoice is settled by these, too' }),
});

const zAllocations = z.array(zAllocationInput).min(1).max(100);

const zRule = z.enum(ALLOCATION_RULES).meta({
  description:
    '`oldest_due`: the oldest due invoice first. `exact_match`: the oldest one that asks for just this amount; where there is none, as before',
});

export const zNewPayment = z
  .strictObject({
    sellerId: zOptional(zSellerId),
    accountId: zAccountId.meta({ description: 'Who paid' }),
    amount: zWireMoney,
    currency: zOptional(zCurrencyCode),
    method: zPaymentMethod,
    reference: zOptionalText(200),
    receivedOn: zOptional(zWireDate),
    note: zOptionalText(1000),
    allocations: zAllocations.optional(),
    allocateBy: zOptional(zRule),
  })
  .meta({ id: 'NewPayment' });

export const zPaymentUse = z
  .strictObject({ allocations: zAllocations.optional(), allocateBy: zOptional(zRule) })
  .meta({ id: 'PaymentUse' });

type Use = z.output<typeof zPaymentUse>;

/** Named invoices go before a rule. */
export function wantedAllocations({ allocations, allocateBy }: Use): WantedAllocations | null {
  if (allocations === undefined) {
    return allocateBy == null ? null : { by: allocateBy };
  }
  return {
    by: 'hand',
    allocations: allocations.map(({ invoiceId, amount, deductions }) => ({
      invoiceId,
      amount: amount ?? null,
      deductions: deductions ?? [],
    })),
  };
}

export function recordInputOf(body: z.output<typeof zNewPayment>, defaultCurrency: CurrencyCode): RecordPaymentInput {
  return {
    sellerId: body.sellerId ?? DEFAULT_SELLER_ID,
    accountId: body.accountId,
    amount: body.amount,
    currency: body.currency ?? defaultCurrency,
    method: body.method,
    reference: body.reference ?? null,
    receivedOn: body.receivedOn ?? null,
    note: body.note ?? null,
    allocations: wantedAllocations(body),
  };
}
