import { accept, type Decision, reject } from '../kernel/decider.ts';
import { planOn } from './agreement.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent } from './events.ts';
import { outsideService } from './found-line.ts';
import { type BindingContract, lastServiceDay } from './state.ts';

/** Ends the term later, at the terms in force. */
export function extendTerm(command: CommandOf<'extendTerm'>, state: BindingContract): Decision<ContractEvent> {
  const { endDate, reason } = command;
  const last = lastServiceDay(state);
  if (state.cancellation !== null) {
    return reject(
      'CONTRACT_CANCELLED',
      `Contract ${state.contractNumber} is cancelled, with ${last} as its last day; withdraw the cancellation first.`,
    );
  }
  if (endDate === last) {
    return accept();
  }
  return endDate < last
    ? reject(
        'CONTRACT_TERM_SHORTENED',
        `The term ends on ${last}; to end it earlier, cancel the contract (command cancel, with lastServiceDay).`,
        {
          endDate: `must be later than ${last}`,
        },
      )
    : accept({ type: 'TermExtended', data: { effectiveOn: state.serviceEnd, endDate, reason } });
}

/** Bills in another rhythm from a day on. What was charged for days after it comes back, and is charged anew. */
export function changeSchedule(command: CommandOf<'changeSchedule'>, state: BindingContract): Decision<ContractEvent> {
  const { effectiveOn, billingFrequency, billingIntervalMonths, billingInAdvance, reason } = command;
  const billingAnchor = command.billingAnchor ?? effectiveOn;
  const current = planOn(state, effectiveOn);
  if (
    current.frequency === billingFrequency &&
    current.intervalMonths === billingIntervalMonths &&
    current.billingInAdvance === billingInAdvance &&
    (command.billingAnchor === null || command.billingAnchor === current.anchor)
  ) {
    return accept();
  }
  return (
    outsideService(state, effectiveOn, 'effectiveOn') ??
    accept({
      type: 'BillingScheduleChanged',
      data: { effectiveOn, billingFrequency, billingIntervalMonths, billingInAdvance, billingAnchor, reason },
    })
  );
}
