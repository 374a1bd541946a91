import { paymentTermsFault } from '../account/terms.ts';
import { changedFields } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { CommandOf, ContractDetails } from './commands.ts';
import type { ContractEvent } from './events.ts';
import type { ContractState } from './state.ts';

export function changeDetails(command: CommandOf<'changeDetails'>, state: ContractState): Decision<ContractEvent> {
  if (state.status === 'none' || state.status === 'discarded') {
    return reject('CONTRACT_NOT_FOUND', 'There is no such contract.');
  }
  const changed = changedFields<ContractDetails>(command.details, state.terms);
  if (Object.keys(changed).length === 0) {
    return accept();
  }
  return paymentTermsFault({ ...state.terms, ...changed }) ?? accept({ type: 'ContractDetailsChanged', data: changed });
}
