import { unreachable } from '../kernel/decider.ts';
import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import type { AllocationId } from '../kernel/ids.ts';
import { sumDecimals } from '../kernel/money.ts';
import type { PaymentEvent } from './events.ts';

type DataOf<Type extends PaymentEvent['type']> = Extract<PaymentEvent, { type: Type }>['data'];

export type PaymentRecord = DataOf<'PaymentRecorded'>;
export type NewAllocation = DataOf<'AllocationStarted'>;
export type Refund = DataOf<'PaymentRefunded'>;

export interface Allocation extends NewAllocation {
  /** `started` and `undoing` wait for the invoice; `settled` is applied there; the others are off. */
  readonly status: 'started' | 'settled' | 'withdrawn' | 'undoing' | 'undone';
  /** Why it was withdrawn. */
  readonly refusal: { readonly code: string; readonly because: string } | null;
  readonly undo: { readonly reason: string; readonly undoneOn: NewAllocation['allocatedOn'] } | null;
}

export interface Payment extends PaymentRecord {
  readonly status: 'recorded' | 'reversing' | 'reversed';
  readonly allocations: ReadonlyMap<AllocationId, Allocation>;
  readonly refunds: readonly Refund[];
  readonly reversal: DataOf<'PaymentReversalStarted'> | null;
}

export type PaymentState = { readonly status: 'none' } | Payment;

export const initialPayment: PaymentState = { status: 'none' };

export function evolvePayment(state: PaymentState, event: PaymentEvent): PaymentState {
  if (event.type === 'PaymentRecorded') {
    return { status: 'recorded', ...event.data, allocations: new Map(), refunds: [], reversal: null };
  }
  if (state.status === 'none') {
    throw new Error(`${event.type} cannot happen to a payment that was never recorded`);
  }
  switch (event.type) {
    case 'AllocationStarted':
      return withAllocation(state, { ...event.data, status: 'started', refusal: null, undo: null });
    case 'AllocationSettled':
      return withAllocation(state, { ...found(state, event.data), status: 'settled' });
    case 'AllocationWithdrawn': {
      const { code, because } = event.data;
      return withAllocation(state, { ...found(state, event.data), status: 'withdrawn', refusal: { code, because } });
    }
    case 'AllocationUndoStarted': {
      const { reason, undoneOn } = event.data;
      return withAllocation(state, { ...found(state, event.data), status: 'undoing', undo: { reason, undoneOn } });
    }
    case 'AllocationUndone':
      return withAllocation(state, { ...found(state, event.data), status: 'undone' });
    case 'PaymentReversalStarted':
      return { ...state, status: 'reversing', reversal: event.data };
    case 'PaymentReversed':
      return { ...state, status: 'reversed' };
    case 'PaymentRefunded':
      return { ...state, refunds: [...state.refunds, event.data] };
    default:
      return unreachable(event);
  }
}

function withAllocation(state: Payment, allocation: Allocation): Payment {
  return { ...state, allocations: new Map([...state.allocations, [allocation.allocationId, allocation]]) };
}

function found(state: Payment, { allocationId }: { readonly allocationId: AllocationId }): Allocation {
  const allocation = state.allocations.get(allocationId);
  if (allocation === undefined) {
    throw new Error(`Payment ${state.paymentId} has no allocation ${allocationId}`);
  }
  return allocation;
}

/** Allocations for which money is set aside: on their invoice, on the way there, or on the way back. */
export function liveAllocations({ allocations }: Payment): Allocation[] {
  return [...allocations.values()].filter(({ status }) => status !== 'withdrawn' && status !== 'undone');
}

/** Allocations that wait for the invoice. */
export function pendingAllocations({ allocations }: Payment): Allocation[] {
  return [...allocations.values()].filter(({ status }) => status === 'started' || status === 'undoing');
}

export function allocatedOf(payment: Payment): Decimal {
  return sumDecimals(liveAllocations(payment).map(({ amount }) => amount));
}

export function refundedOf({ refunds }: Payment): Decimal {
  return sumDecimals(refunds.map(({ amount }) => amount));
}

/** Unapplied cash: received, and neither allocated nor given back. */
export function unappliedOf(payment: Payment): Decimal {
  return payment.status === 'reversed'
    ? ZERO
    : decimal(payment.amount).minus(allocatedOf(payment)).minus(refundedOf(payment));
}
