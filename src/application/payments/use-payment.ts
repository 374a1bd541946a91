import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { AllocationId, PaymentId, SellerId } from '../../domain/kernel/ids.ts';
import { type Payment, unappliedOf } from '../../domain/payment/state.ts';
import { loadSeller } from '../contracts/existing-contract.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import type { PaymentDeps } from './dependencies.ts';
import { loadPayment, onPaymentAsItIs, type PaymentOutcome, paymentNotFound } from './existing-payment.ts';
import { planAllocations, type WantedAllocations } from './plan-allocations.ts';
import { ended } from './record-payment.ts';
import { settleAllocations } from './settle-allocations.ts';

interface OnPayment {
  readonly paymentId: PaymentId;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

export interface AllocatePaymentInput extends OnPayment {
  readonly allocations: WantedAllocations;
}

export interface UnallocatePaymentInput extends OnPayment {
  readonly allocationId: AllocationId;
  readonly reason: string;
}

export interface ReversePaymentInput extends OnPayment {
  readonly reason: string;
  /** Null: today. */
  readonly reversedOn: CivilDate | null;
}

export interface RefundPaymentInput extends OnPayment {
  /** Null: all that is unapplied. */
  readonly amount: DecimalString | null;
  readonly reason: string;
  readonly reference: string | null;
  /** Null: today. */
  readonly refundedOn: CivilDate | null;
}

/** Uses unapplied cash for invoices. */
export async function allocatePayment(
  deps: PaymentDeps,
  { allocations: wanted, ...where }: AllocatePaymentInput,
  provenance: Provenance,
): Promise<PaymentOutcome> {
  const { tenantId, commandId } = provenance;
  const outcome = await onPaymentAsItIs(
    deps,
    where,
    async (state) => {
      const on = await todayOf(deps, state.sellerId, provenance);
      const available = { ...state, unapplied: unappliedOf(state), on, commandId };
      const allocations = await planAllocations(deps, tenantId, wanted, available);
      return 'outcome' in allocations ? allocations : { kind: 'allocate', allocations };
    },
    provenance,
  );
  return endedIfAccepted(deps, outcome, provenance);
}

/** Takes an allocation off its invoice: the money is unapplied again, to be used elsewhere or to be given back. */
export async function unallocatePayment(
  deps: PaymentDeps,
  { allocationId, reason, ...where }: UnallocatePaymentInput,
  provenance: Provenance,
): Promise<PaymentOutcome> {
  return afterWhatIsPending(deps, where, provenance, async (state) => {
    const undoneOn = await todayOf(deps, state.sellerId, provenance);
    return { kind: 'startUndo', allocationId, reason, undoneOn };
  });
}

/** The money has not stayed: it comes off its invoices, which are open again, and then off the books. */
export async function reversePayment(
  deps: PaymentDeps,
  { reason, reversedOn, ...where }: ReversePaymentInput,
  provenance: Provenance,
): Promise<PaymentOutcome> {
  return afterWhatIsPending(deps, where, provenance, async (state) => {
    const today = await todayOf(deps, state.sellerId, provenance);
    return { kind: 'startReversal', reason, reversedOn: reversedOn ?? today, today };
  });
}

/** Gives unapplied cash back. */
export async function refundPayment(
  deps: PaymentDeps,
  { amount, reason, reference, refundedOn, ...where }: RefundPaymentInput,
  provenance: Provenance,
): Promise<PaymentOutcome> {
  return onPaymentAsItIs(
    deps,
    where,
    async (state) => {
      const today = await todayOf(deps, state.sellerId, provenance);
      const refundId = provenance.commandId;
      return { kind: 'refund', refundId, amount, reason, reference, refundedOn: refundedOn ?? today, today };
    },
    provenance,
  );
}

/** What is on its way to an invoice arrives first: only what stands there can be taken off. */
async function afterWhatIsPending(
  deps: PaymentDeps,
  where: OnPayment,
  provenance: Provenance,
  commandFor: Parameters<typeof onPaymentAsItIs>[2],
): Promise<PaymentOutcome> {
  const found = await loadPayment(deps.eventStore, provenance.tenantId, where.paymentId);
  if (found === undefined) {
    return paymentNotFound();
  }
  if ([...found.state.allocations.values()].some(({ status }) => status === 'started')) {
    await settleAllocations(deps, where.paymentId, step(provenance, 'settle before'));
  }
  return endedIfAccepted(deps, await onPaymentAsItIs(deps, where, commandFor, provenance), provenance);
}

async function endedIfAccepted(
  deps: PaymentDeps,
  outcome: PaymentOutcome,
  provenance: Provenance,
): Promise<PaymentOutcome> {
  return outcome.outcome === 'rejected' ? outcome : ended(deps, outcome.state.paymentId, provenance, outcome.events);
}

async function todayOf(
  { eventStore, clock }: PaymentDeps,
  sellerId: Payment['sellerId'] & SellerId,
  { tenantId }: Provenance,
): Promise<CivilDate> {
  const seller = await loadSeller(eventStore, tenantId, sellerId);
  if ('rejection' in seller) {
    throw new Error(`A payment was received by seller ${sellerId}, who was never registered`);
  }
  return civilDateIn(seller.timeZone, clock.now());
}
