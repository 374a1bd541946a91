import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decider, type Decision, unreachable } from '../kernel/decider.ts';
import type { CreditLineEvent, LineTerms, OpenUse } from './events.ts';
import { type CorrectUse, correctUse, type EndUse, endUse, type ReduceUse, reduceUse } from './reduce.ts';
import { type CreditLineState, evolveCreditLine, initialCreditLine, type OpenCreditLine } from './state.ts';
import { latestTerms, termsChanged } from './terms.ts';
import { type UseCredit, useCredit } from './use.ts';

/** An epoch ends before it has more events than this: whoever meets the line folds no more. */
export const EPOCH_EVENTS_MAX = 1000;

/** Uses that one event takes over from the epoch before. */
export const USES_TAKEN_OVER_MAX = 2000;

export type LineOpening = Extract<CreditLineEvent, { type: 'CreditLineOpened' }>['data'];

export type CreditLineCommand =
  | { readonly kind: 'open'; readonly line: LineOpening }
  | { readonly kind: 'takeOver'; readonly uses: readonly OpenUse[] }
  | { readonly kind: 'changeTerms'; readonly terms: LineTerms }
  | { readonly kind: 'carryForward'; readonly nextLineId: string; readonly on: CivilDate }
  | UseCredit
  | EndUse
  | ReduceUse
  | CorrectUse;

/**
 * One credit limit in one currency, decided on its own expected revision: of two documents that reach it at the same
 * moment, the second one sees the first.
 */
export const creditLine: Decider<CreditLineState, CreditLineCommand, CreditLineEvent> = {
  initialState: initialCreditLine,
  evolve: evolveCreditLine,
  decide(command, state): Decision<CreditLineEvent> {
    if (command.kind === 'open') {
      return state.status === 'none' ? accept({ type: 'CreditLineOpened', data: command.line }) : accept();
    }
    if (state.status !== 'open') {
      throw new Error(`A credit line that is ${state.status} was asked to ${command.kind}`);
    }
    return command.kind === 'takeOver' ? takeOver(command.uses, state) : decideOpen(command, state);
  },
};

function takeOver(uses: readonly OpenUse[], { usesToCome }: OpenCreditLine): Decision<CreditLineEvent> {
  return usesToCome === 0 ? accept() : accept({ type: 'CreditUsesTakenOver', data: { uses: [...uses] } });
}

function decideOpen(
  command: Exclude<CreditLineCommand, { kind: 'open' | 'takeOver' }>,
  line: OpenCreditLine,
): Decision<CreditLineEvent> {
  if (line.usesToCome > 0) {
    throw new Error(`The credit line of account ${line.accountId} has not taken over all uses yet`);
  }
  switch (command.kind) {
    case 'use':
      return useCredit(command, line);
    case 'endUse':
      return endUse(command, line);
    case 'reduceUse':
      return reduceUse(command, line);
    case 'correctUse':
      return correctUse(command, line);
    case 'changeTerms':
      return accept(...termsChanged(line.terms, latestTerms(line.terms, command.terms)));
    case 'carryForward': {
      const { nextLineId, on } = command;
      return accept({
        type: 'CreditLineCarriedForward',
        data: { nextEpoch: line.epoch + 1, nextLineId, carriedOn: on },
      });
    }
    default:
      return unreachable(command);
  }
}
