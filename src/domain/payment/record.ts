import { accept, type Decision, reject } from '../kernel/decider.ts';
import { decimal } from '../kernel/decimal.ts';
import { exactAmount } from '../kernel/money.ts';
import { allocate } from './allocate.ts';
import { amountFault } from './amount.ts';
import type { CommandOf } from './commands.ts';
import type { PaymentEvent } from './events.ts';
import { evolvePayment, type PaymentState } from './state.ts';

/** Records money that has come, with what it is used for at once: both or neither. */
export function record(
  { payment, allocations, today }: CommandOf<'record'>,
  state: PaymentState,
): Decision<PaymentEvent> {
  if (state.status !== 'none') {
    return accept();
  }
  const fault = amountFault(payment.amount, payment.currency, 'amount');
  if (fault !== undefined) {
    return fault;
  }
  if (payment.receivedOn > today) {
    return reject('PAYMENT_DATE_INVALID', `${payment.receivedOn} has not come yet; record what has been received.`, {
      receivedOn: 'must not be later than today',
    });
  }
  const amount = exactAmount(decimal(payment.amount), payment.currency);
  const recorded: PaymentEvent = { type: 'PaymentRecorded', data: { ...payment, amount } };
  const after = evolvePayment(state, recorded);
  if (allocations.length === 0 || after.status === 'none') {
    return accept(recorded);
  }
  const allocated = allocate(allocations, after);
  return allocated.outcome === 'rejected' ? allocated : accept(recorded, ...allocated.events);
}
