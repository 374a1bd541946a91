import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { CommandOf } from './commands.ts';
import { linesFault } from './draft.ts';
import type { ContractEvent } from './events.ts';
import { findLine, outsideLine, outsideService } from './found-line.ts';
import type { BindingContract } from './state.ts';

const LINES_MAX = 200;

/** Sells one more thing from a day on. */
export function addLine(command: CommandOf<'addLine'>, state: BindingContract): Decision<ContractEvent> {
  const { effectiveOn, line, reason } = command;
  if (state.lines.some(({ lineId }) => lineId === line.lineId)) {
    return accept(); // it is there already
  }
  if (state.lines.length >= LINES_MAX) {
    return reject('CONTRACT_LINES_LIMIT', `A contract has at most ${LINES_MAX} lines; draft another contract.`);
  }
  return (
    outsideService(state, effectiveOn, 'effectiveOn') ??
    linesFault([{ ...line, startDate: effectiveOn }], state.terms) ??
    accept({ type: 'LineAdded', data: { effectiveOn, line, reason } })
  );
}

/** Ends a line before the contract does. Its charged days come back with the next billing. */
export function removeLine(command: CommandOf<'removeLine'>, state: BindingContract): Decision<ContractEvent> {
  const line = findLine(state, command.lineId);
  if (!('lineId' in line)) {
    return line;
  }
  const { effectiveOn, reason } = command;
  if (line.endsBefore !== null && line.endsBefore <= effectiveOn) {
    return accept();
  }
  const othersServed = state.lines.some(({ lineId, endsBefore }) => lineId !== line.lineId && endsBefore === null);
  if (!othersServed) {
    return reject(
      'CONTRACT_LINE_LAST',
      `${line.description} is the last line of contract ${state.contractNumber}; cancel the contract instead.`,
      { lineId: 'is the last line that goes on' },
    );
  }
  return (
    outsideService(state, effectiveOn, 'effectiveOn') ??
    outsideLine(line, effectiveOn) ??
    accept({ type: 'LineRemoved', data: { lineId: line.lineId, effectiveOn, reason } })
  );
}
