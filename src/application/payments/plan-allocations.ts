import { deductionFault } from '../../domain/invoice/deduction-fault.ts';
import { applicationFault, settledBy } from '../../domain/invoice/settle.ts';
import type { Deduction, DeductionKind } from '../../domain/invoice/settlement-events.ts';
import { type CivilDate, later } from '../../domain/kernel/calendar.ts';
import { type Decimal, type DecimalString, decimal, toDecimalString, ZERO } from '../../domain/kernel/decimal.ts';
import type { AllocationId, InvoiceId, TenantId } from '../../domain/kernel/ids.ts';
import { sumDecimals } from '../../domain/kernel/money.ts';
import type { NewAllocation, PaymentRecord } from '../../domain/payment/state.ts';
import { deductionLimitOn } from '../../domain/seller/deduction-limits.ts';
import { loadSeller } from '../contracts/existing-contract.ts';
import { derivedId } from '../derived-ids.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { PaymentDeps } from './dependencies.ts';
import { type OpenInvoice, payableInvoice } from './payable-invoice.ts';

/** What a payment is to be used for. */
export interface WantedAllocation {
  readonly invoiceId: InvoiceId;
  /** Of the payment; null: as much as is open and there. */
  readonly amount: DecimalString | null;
  readonly deductions: readonly Deduction[];
}

/** Named one by one, or found by a rule. */
export type WantedAllocations =
  | { readonly by: 'hand'; readonly allocations: readonly WantedAllocation[] }
  | { readonly by: AllocationRule };

/** `exact_match`: the oldest invoice that asks for just this amount; where there is none, the oldest due first. */
export const ALLOCATION_RULES = ['oldest_due', 'exact_match'] as const;
export type AllocationRule = (typeof ALLOCATION_RULES)[number];

/** The money that is to be used, and the day from which on it counts as used. */
export interface Available extends Pick<PaymentRecord, 'sellerId' | 'accountId' | 'currency'> {
  readonly unapplied: Decimal;
  readonly on: CivilDate;
  /** The command's: ids of allocations derive from it, so that a repetition makes the same. */
  readonly commandId: string;
}

type PlanDeps = Pick<PaymentDeps, 'eventStore' | 'finders'>;

/** The allocations that a request comes to, on the invoices as they stand; or why there can be none. */
export async function planAllocations(
  deps: PlanDeps,
  tenantId: TenantId,
  wanted: WantedAllocations,
  money: Available,
): Promise<NewAllocation[] | Rejected> {
  return wanted.by === 'hand'
    ? byHand(deps, tenantId, wanted.allocations, money)
    : byRule(deps, tenantId, wanted.by, money);
}

async function byHand(
  deps: PlanDeps,
  tenantId: TenantId,
  wanted: readonly WantedAllocation[],
  money: Available,
): Promise<NewAllocation[] | Rejected> {
  const limitOf = await limitsOf(deps, tenantId, money);
  const plan: NewAllocation[] = [];
  const used = new Map<InvoiceId, Decimal>();
  const deducted = new Map<InvoiceId, Deduction[]>();
  let left = money.unapplied;
  for (const [index, each] of wanted.entries()) {
    const invoice = await payableInvoice(deps, tenantId, each.invoiceId);
    if ('outcome' in invoice) {
      return named(invoice, index);
    }
    const before = used.get(each.invoiceId) ?? ZERO;
    const cash = each.amount === null ? usable(invoice, before, each.deductions, left) : decimal(each.amount);
    if (each.amount === null && cash.lte(ZERO)) {
      return named(nothingToUse(invoice, left), index);
    }
    const deductions = [...(deducted.get(each.invoiceId) ?? []), ...each.deductions];
    const fault =
      applicationFault(
        { ...money, cash: toDecimalString(cash.plus(before)), deductions: each.deductions },
        invoice,
        invoice.credited,
      ) ?? deductionFault(deductions, invoice, limitOf);
    if (fault !== undefined) {
      return named(rejected(fault), index);
    }
    plan.push(allocation(invoice, cash, each.deductions, money, index));
    used.set(each.invoiceId, before.plus(settledBy(toDecimalString(cash), each.deductions)));
    deducted.set(each.invoiceId, deductions);
    left = left.minus(cash);
  }
  return plan;
}

/** What the seller lets go, on the day of the payment. */
async function limitsOf({ eventStore }: PlanDeps, tenantId: TenantId, { sellerId, on }: Available) {
  const seller = await loadSeller(eventStore, tenantId, sellerId);
  if ('rejection' in seller) {
    throw new Error(`A payment was received by seller ${sellerId}, who was never registered`);
  }
  return (kind: DeductionKind) => deductionLimitOn(seller, kind, on);
}

/** As much as is open after the deductions, and as is left of the payment. */
function usable({ open }: OpenInvoice, used: Decimal, deductions: readonly Deduction[], left: Decimal): Decimal {
  const asked = open.minus(used).minus(sumDecimals(deductions.map(({ amount }) => amount)));
  return asked.lt(left) ? asked : left;
}

function nothingToUse({ final }: OpenInvoice, left: Decimal): Rejected {
  return left.lte(ZERO)
    ? rejected({ code: 'PAYMENT_EXCEEDED', message: 'Nothing of the payment is left to be allocated.' })
    : rejected({
        code: 'ALLOCATION_EXCEEDS_BALANCE',
        message: `Nothing is open on ${final.invoiceNumber}; leave the money unapplied, or allocate it to another invoice.`,
      });
}

async function byRule(
  deps: PlanDeps,
  tenantId: TenantId,
  rule: AllocationRule,
  money: Available,
): Promise<NewAllocation[]> {
  const open = await openInvoices(deps, tenantId, money);
  const exact = rule === 'exact_match' ? open.find((each) => each.open.eq(money.unapplied)) : undefined;
  const plan: NewAllocation[] = [];
  let left = money.unapplied;
  for (const invoice of exact === undefined ? open : [exact]) {
    if (left.lte(ZERO)) {
      break;
    }
    const cash = invoice.open.lt(left) ? invoice.open : left;
    plan.push(allocation(invoice, cash, [], money, plan.length));
    left = left.minus(cash);
  }
  return plan;
}

/** The payer's invoices that ask for something, the oldest due date first. */
async function openInvoices(deps: PlanDeps, tenantId: TenantId, money: Available): Promise<OpenInvoice[]> {
  const found: OpenInvoice[] = [];
  for (const invoiceId of await deps.finders.openInvoices(tenantId, money)) {
    const invoice = await payableInvoice(deps, tenantId, invoiceId);
    if (!('outcome' in invoice) && invoice.open.gt(ZERO) && isFor(invoice, money)) {
      found.push(invoice);
    }
  }
  return found.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function isFor({ final }: OpenInvoice, { sellerId, accountId, currency }: Available): boolean {
  return (
    final.documentType === 'invoice' &&
    final.sellerId === sellerId &&
    final.currency === currency &&
    (final.accountId === accountId || final.billToAccountId === accountId)
  );
}

function sortKey({ final, invoiceId }: OpenInvoice): string {
  return `${final.dueDate} ${final.issueDate} ${final.invoiceNumber} ${invoiceId}`;
}

function allocation(
  { invoiceId, final }: OpenInvoice,
  cash: Decimal,
  deductions: readonly Deduction[],
  { on, commandId }: Available,
  index: number,
): NewAllocation {
  return {
    allocationId: derivedId('allocation', commandId, index) as AllocationId, // a UUID by construction
    invoiceId,
    amount: toDecimalString(cash),
    deductions: [...deductions],
    // Nothing is settled before it was issued, however early the money came.
    allocatedOn: later(on, final.issueDate),
  };
}

function named({ rejection }: Rejected, index: number): Rejected {
  return rejected({ ...rejection, fields: { [`allocations.${index}`]: 'cannot be allocated like this' } });
}
