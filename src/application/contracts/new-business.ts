import type { ContractCommand } from '../../domain/contract/commands.ts';
import type { BindingContract, ContractState } from '../../domain/contract/state.ts';
import { valueOn } from '../../domain/rating/timeline.ts';

type Contract = Exclude<ContractState, { status: 'none' }>;

/**
 * Whether a command sells more than was agreed: a contract that becomes binding, more seats, one more line, a longer term.
 * What a contract does by itself is none: it was agreed when its buyer had credit.
 */
export function isNewBusiness(state: Contract, command: ContractCommand): boolean {
  switch (command.kind) {
    case 'activate':
      return state.status === 'draft';
    case 'renew':
      return !command.isAutomatic;
    case 'addLine':
      return true;
    case 'extendTerm':
      return command.endDate > state.terms.endDate;
    case 'adjustSeats':
      return isBinding(state) && seatsBefore(state, command) < command.quantity;
    default:
      return false;
  }
}

function isBinding(state: Contract): state is BindingContract {
  return state.status === 'active' || state.status === 'cancelled';
}

/** The line's seats on the day; a line that is not there is refused by its own rule. */
function seatsBefore(
  { lines }: BindingContract,
  { lineId, effectiveOn }: Extract<ContractCommand, { kind: 'adjustSeats' }>,
): number {
  const line = lineId === null ? lines[0] : lines.find((each) => each.lineId === lineId);
  return line === undefined ? Number.POSITIVE_INFINITY : valueOn(line.quantities, effectiveOn);
}
