import type { CivilDate } from '../kernel/calendar.ts';
import { type Decimal, type DecimalString, decimal } from '../kernel/decimal.ts';
import type { InvoiceId } from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import type { Approver } from './chain.ts';
import type { OrderTerms, PurchaseOrderEventOf } from './events.ts';

export type OrderRegistration = PurchaseOrderEventOf<'PurchaseOrderRegistered'>['data'];

/** One who approves within a step, and what has become of that. */
export interface Seat {
  readonly approver: Approver;
  /** Who decides in the approver's place, and who wanted that. */
  readonly delegation: { readonly by: Principal; readonly to: Principal } | null;
  readonly approvedBy: Principal | null;
}

export interface RequestStep {
  readonly needs: 'any' | 'all';
  readonly seats: readonly Seat[];
}

/** The last request: for the order itself, or for an amendment of it. */
export interface OrderRequest {
  readonly number: number;
  readonly kind: 'order' | 'amendment';
  readonly status: 'pending' | 'approved' | 'rejected' | 'expired';
  /** What it asks for. */
  readonly terms: OrderTerms;
  readonly requestedBy: Principal;
  readonly responsible: Principal;
  readonly steps: readonly RequestStep[];
  readonly remindEveryDays: number | null;
  readonly expiresOn: CivilDate | null;
  /** The last day on which something was said to it; reminders count from here. */
  readonly heardOn: CivilDate;
}

/** What a document has of the order. */
export interface Draw {
  readonly amount: DecimalString;
  readonly isConfirmed: boolean;
  /** What credit notes gave back, by credit note. */
  readonly givenBack: ReadonlyMap<InvoiceId, DecimalString>;
  /** What is left of the draw. */
  readonly left: DecimalString;
}

export interface PurchaseOrder extends OrderRegistration {
  /** `rejected` and `expired` are of the request for the order itself: an amendment that fails leaves it open. */
  readonly status: 'draft' | 'pending' | 'rejected' | 'expired' | 'open' | 'closed';
  /** Whether it was ever open. */
  readonly wasOpen: boolean;
  readonly request: OrderRequest | null;
  readonly draws: ReadonlyMap<InvoiceId, Draw>;
  /** The sum of what is left of the draws. */
  readonly used: DecimalString;
  readonly isUsageWarned: boolean;
  /** The last day that was warned of. */
  readonly warnedOf: CivilDate | null;
}

export type PurchaseOrderState = { readonly status: 'none' } | PurchaseOrder;

export function termsOf({ amount, validFrom, validUntil, contractIds }: OrderTerms): OrderTerms {
  return { amount, validFrom, validUntil, contractIds };
}

/** What can still be drawn. Below zero where a tolerance let a draw go beyond, or what is drawn was more than an amendment left. */
export function remainingOf({ amount, used }: Pick<PurchaseOrder, 'amount' | 'used'>): Decimal {
  return decimal(amount).minus(decimal(used));
}

/** The step that is next, counted from 1, or undefined when all are done. */
export function nextStepOf({
  steps,
}: OrderRequest): { readonly number: number; readonly step: RequestStep } | undefined {
  const index = steps.findIndex((step) => !isStepDone(step));
  const step = steps[index];
  return step === undefined ? undefined : { number: index + 1, step };
}

export function isStepDone({ needs, seats }: RequestStep): boolean {
  const isApproved = ({ approvedBy }: Seat) => approvedBy !== null;
  return needs === 'all' ? seats.every(isApproved) : seats.some(isApproved);
}
