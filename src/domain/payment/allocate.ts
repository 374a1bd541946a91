import { accept, type Decision, reject } from '../kernel/decider.ts';
import { decimal } from '../kernel/decimal.ts';
import type { AllocationId } from '../kernel/ids.ts';
import { exactAmount, sumDecimals } from '../kernel/money.ts';
import { amountFault } from './amount.ts';
import type { CommandOf } from './commands.ts';
import type { PaymentEvent } from './events.ts';
import { type Allocation, type NewAllocation, type Payment, unappliedOf } from './state.ts';

/** A payment for more invoices than these is better recorded as several. */
export const ALLOCATIONS_MAX = 500;

/** Sets money aside for invoices. What is set aside is nobody else's, until the invoice has said what becomes of it. */
export function allocate(wanted: readonly NewAllocation[], state: Payment): Decision<PaymentEvent> {
  const fresh = wanted.filter(({ allocationId }) => !state.allocations.has(allocationId));
  if (fresh.length === 0 && wanted.length > 0) {
    return accept(); // all of them are there
  }
  const fault = closedFault(state) ?? roomFault(fresh, state);
  return (
    fault ??
    accept(
      ...fresh.map(
        (each): PaymentEvent => ({
          type: 'AllocationStarted',
          data: {
            ...each,
            amount: exactAmount(decimal(each.amount), state.currency),
            deductions: each.deductions.map(({ kind, amount }) => ({
              kind,
              amount: exactAmount(decimal(amount), state.currency),
            })),
          },
        }),
      ),
    )
  );
}

function roomFault(fresh: readonly NewAllocation[], state: Payment): Decision<never> | undefined {
  if (state.allocations.size + fresh.length > ALLOCATIONS_MAX) {
    return reject('PAYMENT_ALLOCATIONS_LIMIT', `A payment has at most ${ALLOCATIONS_MAX} allocations.`);
  }
  for (const [index, { amount, deductions }] of fresh.entries()) {
    const faulty =
      amountFault(amount, state.currency, `allocations.${index}.amount`) ??
      deductions
        .map((each, at) => amountFault(each.amount, state.currency, `allocations.${index}.deductions.${at}.amount`))
        .find((each) => each !== undefined);
    if (faulty !== undefined) {
      return faulty;
    }
  }
  const left = unappliedOf(state);
  return sumDecimals(fresh.map(({ amount }) => amount)).gt(left)
    ? reject(
        'PAYMENT_EXCEEDED',
        `${exactAmount(left, state.currency)} ${state.currency} of the payment are unapplied; allocate that much at most.`,
      )
    : undefined;
}

/** Nothing is done with money that has not stayed. */
export function closedFault({ status }: Payment): Decision<never> | undefined {
  return status === 'recorded'
    ? undefined
    : reject('PAYMENT_REVERSED', 'The payment was reversed; record the money anew when it has come.');
}

/** The invoice has taken it. */
export function settle(allocationId: AllocationId, state: Payment): Decision<PaymentEvent> {
  const found = state.allocations.get(allocationId);
  return found?.status === 'started' ? accept({ type: 'AllocationSettled', data: placeOf(found) }) : accept();
}

/** The invoice has refused it. */
export function withdraw(
  { allocationId, code, because }: CommandOf<'withdraw'>,
  state: Payment,
): Decision<PaymentEvent> {
  const found = state.allocations.get(allocationId);
  return found?.status === 'started'
    ? accept({ type: 'AllocationWithdrawn', data: { ...placeOf(found), code, because } })
    : accept();
}

/** Takes money off an invoice, to move it or to give it back. */
export function startUndo(
  { allocationId, reason, undoneOn }: CommandOf<'startUndo'>,
  state: Payment,
): Decision<PaymentEvent> {
  const found = state.allocations.get(allocationId);
  switch (found?.status) {
    case undefined:
      return reject('ALLOCATION_NOT_FOUND', `The payment has no allocation ${allocationId}.`);
    case 'started':
      return allocationPending();
    case 'settled':
      return accept({ type: 'AllocationUndoStarted', data: { ...placeOf(found), reason, undoneOn } });
    default:
      return accept(); // it is off, or on the way
  }
}

/** The invoice has given it back. */
export function undone(allocationId: AllocationId, state: Payment): Decision<PaymentEvent> {
  const found = state.allocations.get(allocationId);
  return found?.status === 'undoing' ? accept({ type: 'AllocationUndone', data: placeOf(found) }) : accept();
}

export function allocationPending(): Decision<never> {
  return reject('ALLOCATION_PENDING', 'An allocation is on its way to its invoice; repeat the request in a moment.');
}

export function placeOf({ allocationId, invoiceId, amount }: Allocation) {
  return { allocationId, invoiceId, amount };
}
