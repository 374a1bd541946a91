import { accept, type Decision, reject } from '../kernel/decider.ts';
import { allocationPending, placeOf } from './allocate.ts';
import type { CommandOf } from './commands.ts';
import type { PaymentEvent } from './events.ts';
import { liveAllocations, type Payment } from './state.ts';

/** The money has not stayed. From here on there is no way back: every allocation comes off, then the receipt itself. */
export function startReversal(
  { reason, reversedOn, today }: CommandOf<'startReversal'>,
  state: Payment,
): Decision<PaymentEvent> {
  if (state.status !== 'recorded') {
    return accept();
  }
  if (state.refunds.length > 0) {
    return reject(
      'PAYMENT_REFUNDED',
      'A part of the payment was refunded, so it has not stayed to be reversed; settle it with the payer.',
    );
  }
  if (reversedOn > today || reversedOn < state.receivedOn) {
    return reject(
      'PAYMENT_DATE_INVALID',
      `A payment received on ${state.receivedOn} is reversed on a day from then on until today.`,
      { reversedOn: `must be from ${state.receivedOn} to ${today}` },
    );
  }
  const live = liveAllocations(state);
  if (live.some(({ status }) => status === 'started')) {
    return allocationPending();
  }
  return accept<PaymentEvent>(
    { type: 'PaymentReversalStarted', data: { reason, reversedOn } },
    ...live
      .filter(({ status }) => status === 'settled')
      .map(
        (each): PaymentEvent => ({
          type: 'AllocationUndoStarted',
          data: { ...placeOf(each), reason, undoneOn: reversedOn },
        }),
      ),
  );
}

/** Once nothing stands on an invoice any more, the receipt itself is taken back. */
export function completeReversal(state: Payment): Decision<PaymentEvent> {
  const { sellerId, accountId, currency, amount, reversal } = state;
  if (state.status !== 'reversing' || reversal === null || liveAllocations(state).length > 0) {
    return accept();
  }
  return accept({ type: 'PaymentReversed', data: { sellerId, accountId, currency, amount, ...reversal } });
}
