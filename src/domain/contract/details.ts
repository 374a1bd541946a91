import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { CommandOf, ContractDetails } from './commands.ts';
import { changedFields } from './draft.ts';
import type { ContractEvent } from './events.ts';
import type { ContractState } from './state.ts';

export function changeDetails(command: CommandOf<'changeDetails'>, state: ContractState): Decision<ContractEvent> {
  if (state.status === 'none' || state.status === 'discarded') {
    return reject('CONTRACT_NOT_FOUND', 'There is no such contract.');
  }
  const changed = changedFields<ContractDetails>(command.details, state.terms);
  return Object.keys(changed).length === 0 ? accept() : accept({ type: 'ContractDetailsChanged', data: changed });
}
