import { type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import { allocate, settle, startUndo, undone, withdraw } from './allocate.ts';
import type { PaymentCommand } from './commands.ts';
import type { PaymentEvent } from './events.ts';
import { record } from './record.ts';
import { refund } from './refund.ts';
import { completeReversal, startReversal } from './reverse.ts';
import { evolvePayment, initialPayment, type PaymentState } from './state.ts';

/** Money received: recorded, allocated to invoices, moved, refunded, reversed. It is never used beyond its amount. */
export const payment: Decider<PaymentState, PaymentCommand, PaymentEvent> = {
  initialState: initialPayment,
  evolve: evolvePayment,
  decide(command, state) {
    if (command.kind === 'record') {
      return record(command, state);
    }
    return state.status === 'none'
      ? reject('PAYMENT_NOT_FOUND', 'There is no such payment.')
      : decideOnRecorded(command, state);
  },
};

function decideOnRecorded(
  command: Exclude<PaymentCommand, { kind: 'record' }>,
  state: Exclude<PaymentState, { status: 'none' }>,
): Decision<PaymentEvent> {
  switch (command.kind) {
    case 'allocate':
      return allocate(command.allocations, state);
    case 'settle':
      return settle(command.allocationId, state);
    case 'withdraw':
      return withdraw(command, state);
    case 'startUndo':
      return startUndo(command, state);
    case 'undone':
      return undone(command.allocationId, state);
    case 'startReversal':
      return startReversal(command, state);
    case 'completeReversal':
      return completeReversal(state);
    case 'refund':
      return refund(command, state);
    default:
      return unreachable(command);
  }
}
