import { accept, type Decision, reject } from '../kernel/decider.ts';
import { decimal, ZERO } from '../kernel/decimal.ts';
import { exactAmount } from '../kernel/money.ts';
import { closedFault } from './allocate.ts';
import { amountFault } from './amount.ts';
import type { CommandOf } from './commands.ts';
import type { PaymentEvent } from './events.ts';
import { type Payment, unappliedOf } from './state.ts';

/** Gives back money that is not allocated. What stands on an invoice is taken off it first. */
export function refund(command: CommandOf<'refund'>, state: Payment): Decision<PaymentEvent> {
  const { refundId, reason, reference, refundedOn, today } = command;
  if (state.refunds.some((each) => each.refundId === refundId)) {
    return accept();
  }
  const { sellerId, accountId, currency, receivedOn } = state;
  const left = unappliedOf(state);
  const amount = command.amount ?? exactAmount(left, currency);
  const faulty = closedFault(state) ?? (left.eq(ZERO) ? undefined : amountFault(amount, currency, 'amount'));
  if (faulty !== undefined) {
    return faulty;
  }
  if (left.eq(ZERO) || decimal(amount).gt(left)) {
    return reject(
      'REFUND_EXCEEDS_UNAPPLIED',
      `${exactAmount(left, currency)} ${currency} of the payment are unapplied; take it off its invoices first.`,
      { amount: `must be at most ${exactAmount(left, currency)}` },
    );
  }
  if (refundedOn > today || refundedOn < receivedOn) {
    return reject('PAYMENT_DATE_INVALID', `What came on ${receivedOn} is given back from then on, until today.`, {
      refundedOn: `must be from ${receivedOn} to ${today}`,
    });
  }
  return accept({
    type: 'PaymentRefunded',
    data: {
      refundId,
      sellerId,
      accountId,
      currency,
      amount: exactAmount(decimal(amount), currency),
      reason,
      reference,
      refundedOn,
    },
  });
}
