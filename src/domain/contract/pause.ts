import { addDays, daysBetween } from '../kernel/calendar.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent } from './events.ts';
import { outsideService } from './found-line.ts';
import { type BindingContract, lastServiceDay } from './state.ts';

/** Stops the service for a while. What the pause does to billing is the contract's policy, unless said here. */
export function pause(command: CommandOf<'pause'>, state: BindingContract): Decision<ContractEvent> {
  const { effectiveOn, reason } = command;
  const open = state.pauses.find(({ end }) => end === null);
  if (open !== undefined) {
    return open.start === effectiveOn
      ? accept()
      : reject('CONTRACT_PAUSED', `Contract ${state.contractNumber} is paused since ${open.start}; resume it first.`);
  }
  const overlapping = state.pauses.find(({ end }) => end !== null && end > effectiveOn);
  if (overlapping !== undefined) {
    return reject(
      'CONTRACT_PAUSED',
      `Contract ${state.contractNumber} was paused from ${overlapping.start}, up to ${overlapping.end}; a pause starts after that.`,
      { effectiveOn: `must be ${overlapping.end} or later` },
    );
  }
  const effect = command.effect ?? state.terms.policies.pause;
  return (
    outsideService(state, effectiveOn, 'effectiveOn') ??
    accept({ type: 'ContractPaused', data: { effectiveOn, effect, reason } })
  );
}

/** The service goes on. Where the pause extends the term, it ends later by as many days as were paused. */
export function resume(command: CommandOf<'resume'>, state: BindingContract): Decision<ContractEvent> {
  const { effectiveOn, reason } = command;
  const open = state.pauses.find(({ end }) => end === null);
  if (open === undefined) {
    return state.pauses.some(({ end }) => end === effectiveOn)
      ? accept()
      : reject('CONTRACT_NOT_PAUSED', `Contract ${state.contractNumber} is not paused; there is nothing to resume.`);
  }
  if (effectiveOn <= open.start) {
    return reject('DATE_OUTSIDE_PAUSE', `The pause starts on ${open.start}; the service cannot go on before that.`, {
      effectiveOn: `must be later than ${open.start}`,
    });
  }
  const termEnd = state.agreedTerms.at(-1)?.endDate ?? lastServiceDay(state);
  const endDate = open.effect === 'extend' ? addDays(termEnd, daysBetween(open.start, effectiveOn)) : termEnd;
  return (
    outsideService(state, effectiveOn, 'effectiveOn') ??
    accept({ type: 'ContractResumed', data: { effectiveOn, endDate, reason } })
  );
}
