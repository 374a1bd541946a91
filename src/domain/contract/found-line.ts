import type { CivilDate } from '../kernel/calendar.ts';
import { type Decision, reject } from '../kernel/decider.ts';
import type { ContractLineId } from '../kernel/ids.ts';
import type { ActiveLine } from './agreement.ts';
import { type BindingContract, lastServiceDay } from './state.ts';

/** The line that is meant: by its id, or the only one. */
export function findLine(state: BindingContract, lineId: ContractLineId | null): ActiveLine | Decision<never> {
  const [first, ...others] = state.lines;
  if (lineId === null) {
    return first !== undefined && others.length === 0
      ? first
      : reject(
          'CONTRACT_LINE_REQUIRED',
          `Contract ${state.contractNumber} has ${state.lines.length} lines; say which one by lineId.`,
          { lineId: 'is required here' },
        );
  }
  return (
    state.lines.find((line) => line.lineId === lineId) ??
    reject('CONTRACT_LINE_NOT_FOUND', `Contract ${state.contractNumber} has no line ${lineId}.`, {
      lineId: 'is no line of this contract',
    })
  );
}

/** Refuses a day on which nothing is served: before the start or after the last day. */
export function outsideService(state: BindingContract, day: CivilDate, field: string): Decision<never> | undefined {
  const last = lastServiceDay(state);
  if (day >= state.serviceStart && day <= last) {
    return undefined;
  }
  return reject(
    'DATE_OUTSIDE_SERVICE',
    `${day} is outside the service of contract ${state.contractNumber}, ${state.serviceStart} to ${last}.`,
    { [field]: `must be from ${state.serviceStart} to ${last}` },
  );
}

/** A line that had ended, or not begun, on that day takes no change. */
export function outsideLine(line: ActiveLine, day: CivilDate): Decision<never> | undefined {
  const isServed = day >= line.startsOn && (line.endsBefore === null || day < line.endsBefore);
  return isServed
    ? undefined
    : reject(
        'DATE_OUTSIDE_LINE',
        `${line.description} is not served on ${day}: it ${day < line.startsOn ? `starts on ${line.startsOn}` : `ended before ${line.endsBefore}`}.`,
        { effectiveOn: 'must be a day on which the line is served' },
      );
}
