import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision, type Rejection, reject } from '../kernel/decider.ts';
import { type Decimal, type DecimalString, decimal, ZERO } from '../kernel/decimal.ts';
import type { AccountId, AllocationId, PaymentId, SellerId } from '../kernel/ids.ts';
import { exactAmount, sumDecimals } from '../kernel/money.ts';
import type { InvoiceEvent } from './events.ts';
import { type Application, appliedTo, type Settlement } from './settlement.ts';
import type { Deduction } from './settlement-events.ts';
import type { FinalisedInvoice, InvoiceState } from './state.ts';

/** What a payment wants to settle. */
export interface WantedApplication {
  readonly allocationId: AllocationId;
  readonly paymentId: PaymentId;
  readonly payerAccountId: AccountId;
  readonly sellerId: SellerId;
  readonly currency: string;
  readonly cash: DecimalString;
  readonly deductions: readonly Deduction[];
}

export type SettlementCommand =
  | {
      readonly kind: 'applyPayment';
      readonly wanted: WantedApplication;
      /** What finalised credit notes have taken back. */
      readonly credited: DecimalString;
      readonly appliedOn: CivilDate;
    }
  | {
      readonly kind: 'unapplyPayment';
      readonly allocationId: AllocationId;
      readonly reason: string;
      readonly unappliedOn: CivilDate;
    };
type CommandOf<Kind extends SettlementCommand['kind']> = Extract<SettlementCommand, { kind: Kind }>;

/** A finalised document, with what payments have done to it. */
export interface PayableInvoice {
  readonly final: FinalisedInvoice;
  readonly settlement: Settlement;
}

/** What is still to be paid. Below zero when credit notes took back what had been paid. */
export function balanceOf({ final, settlement }: PayableInvoice, credited: DecimalString): Decimal {
  return decimal(final.total).minus(decimal(credited)).minus(appliedTo(settlement));
}

/**
 * Settles the invoice with a part of a payment. A refusal is a fact, too: the payment then takes its part back, and
 * nobody who comes late with the same allocation finds the room that there was not.
 */
export function applyPayment(command: CommandOf<'applyPayment'>, state: InvoiceState): Decision<InvoiceEvent> {
  if (state.status !== 'finalised') {
    return reject('INVOICE_NOT_PAYABLE', notPayable(state.status));
  }
  const { wanted, credited, appliedOn } = command;
  const { allocationId, paymentId } = wanted;
  if (state.settlement.allocations.has(allocationId)) {
    return accept();
  }
  const fault = applicationFault(wanted, state, credited);
  return fault === undefined
    ? accept({ type: 'PaymentApplied', data: { ...applicationOf(wanted, state.final), appliedOn } })
    : accept({
        type: 'PaymentRefused',
        data: { allocationId, paymentId, code: fault.code, because: fault.message },
      });
}

export function unapplyPayment(command: CommandOf<'unapplyPayment'>, state: InvoiceState): Decision<InvoiceEvent> {
  if (state.status === 'void') {
    return accept(); // it could only become void when nothing was applied to it any more
  }
  if (state.status !== 'finalised') {
    return reject('INVOICE_NOT_PAYABLE', notPayable(state.status));
  }
  const { allocationId, reason, unappliedOn } = command;
  const found = state.settlement.allocations.get(allocationId);
  if (found?.status !== 'applied') {
    return accept();
  }
  const { appliedOn, ...application } = found.application;
  const data = { ...application, reason, unappliedOn: unappliedOn < appliedOn ? appliedOn : unappliedOn };
  return accept({ type: 'PaymentUnapplied', data });
}

/** Why a part of a payment cannot settle this document, or undefined. */
export function applicationFault(
  { sellerId, currency, cash, deductions }: Omit<WantedApplication, 'allocationId' | 'paymentId' | 'payerAccountId'>,
  invoice: PayableInvoice,
  credited: DecimalString,
): Rejection | undefined {
  const { final } = invoice;
  if (final.documentType !== 'invoice') {
    return fault('INVOICE_NOT_PAYABLE', `${final.invoiceNumber} is a credit note; payments settle invoices.`);
  }
  if (final.sellerId !== sellerId) {
    return fault(
      'PAYMENT_SELLER_MISMATCH',
      `${final.invoiceNumber} was issued by another seller than the one who received the payment; choose an invoice of that seller.`,
    );
  }
  if (final.currency !== currency) {
    return fault(
      'PAYMENT_CURRENCY_MISMATCH',
      `${final.invoiceNumber} is in ${final.currency} and the payment in ${currency}; choose an invoice in ${currency}.`,
    );
  }
  const left = balanceOf(invoice, credited).minus(settledBy(cash, deductions));
  if (left.lt(ZERO)) {
    const open = exactAmount(balanceOf(invoice, credited), currency);
    return fault(
      'ALLOCATION_EXCEEDS_BALANCE',
      `${open} ${currency} are open on ${final.invoiceNumber}; allocate that much at most and leave the rest unapplied.`,
    );
  }
  const closing = deductions.find(({ kind }) => kind === 'tolerance' || kind === 'early_payment_discount');
  return closing !== undefined && left.gt(ZERO)
    ? fault(
        'DEDUCTION_LEAVES_BALANCE',
        `${exactAmount(left, currency)} ${currency} would stay open on ${final.invoiceNumber}; ${WORDS[closing.kind]} is for what settles the invoice.`,
      )
    : undefined;
}

const WORDS = { tolerance: 'the tolerance', early_payment_discount: 'the discount for early payment' } as Readonly<
  Record<Deduction['kind'], string>
>; // the two that close an invoice

/** Cash and deductions together. */
export function settledBy(cash: DecimalString, deductions: readonly Deduction[]): Decimal {
  return sumDecimals([cash, ...deductions.map(({ amount }) => amount)]);
}

function applicationOf(wanted: WantedApplication, final: FinalisedInvoice): Omit<Application, 'appliedOn'> {
  const { allocationId, paymentId, payerAccountId, cash, deductions } = wanted;
  const { invoiceNumber, sellerId, accountId, currency } = final;
  return {
    allocationId,
    paymentId,
    payerAccountId,
    invoiceNumber,
    sellerId,
    accountId,
    currency,
    cash: exactAmount(decimal(cash), currency),
    deductions: deductions.map(({ kind, amount }) => ({ kind, amount: exactAmount(decimal(amount), currency) })),
    amount: exactAmount(settledBy(cash, deductions), currency),
  };
}

function notPayable(status: string): string {
  return `The document is ${status}; payments are allocated to finalised invoices.`;
}

function fault(code: string, message: string): Rejection {
  return { code, message };
}
