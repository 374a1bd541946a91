import { isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent, ContractSplit } from './events.ts';
import { outsideService } from './found-line.ts';
import type { BindingContract } from './state.ts';

const HUNDRED = decimal('100');

/** Says from a day on who uses the contract and who bears its cost. The parts always sum to the whole. */
export function agreeSplit(command: CommandOf<'agreeSplit'>, state: BindingContract): Decision<ContractEvent> {
  const { effectiveOn, split, reason } = command;
  if (isSameJson(splitOn(state, effectiveOn), split)) {
    return accept();
  }
  const fault = split === null ? undefined : splitFault(split);
  if (fault !== undefined) {
    return reject('COST_SPLIT_INVALID', `The cost cannot be split so: ${fault}.`, { shares: fault });
  }
  return (
    outsideService(state, effectiveOn, 'effectiveOn') ??
    accept({ type: 'CostSplitAgreed', data: { effectiveOn, split, reason } })
  );
}

/** The split in force on a day; null: the buyer bears all of it. */
export function splitOn({ splits }: BindingContract, day: string): ContractSplit | null {
  return splits.findLast(({ effectiveOn }) => effectiveOn <= day)?.value ?? null;
}

function splitFault({ method, shares }: ContractSplit): string | undefined {
  if (new Set(shares.map(({ accountId }) => accountId)).size !== shares.length) {
    return 'an account is named twice';
  }
  switch (method) {
    case 'equally':
      return undefined;
    case 'allocation':
      return shares.some(({ seats }) => seats === null || seats < 1)
        ? 'each account needs the number of seats that it is allocated'
        : undefined;
    case 'percentage':
      return percentageFault(shares.map(({ percent }) => (percent === null ? ZERO : decimal(percent))));
  }
}

function percentageFault(percentages: readonly Decimal[]): string | undefined {
  if (percentages.some((percent) => percent.lte(ZERO))) {
    return 'each account needs a percentage above 0';
  }
  const sum = percentages.reduce((total, percent) => total.plus(percent), ZERO);
  return sum.gt(HUNDRED) ? `the percentages come to ${sum.toFixed()}, more than 100` : undefined;
}
