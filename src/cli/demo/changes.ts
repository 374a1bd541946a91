import { addDays } from '../../domain/kernel/calendar.ts';
import type { DemoContract } from './contracts.ts';
import type { Quarter } from './quarter.ts';
import type { Random } from './random.ts';

const REASONS = {
  more: ['New team', 'Acquisition', 'Seasonal staff', 'Second site'],
  fewer: ['Site closed', 'Fewer people than planned', 'Team moved to another unit'],
  end: ['Insourced', 'Merged into the group contract', 'Business sold'],
} as const;

/** Changes in the middle of periods: seats more and fewer, and a few contracts that end early. */
export function demoChanges(
  random: Random,
  contracts: readonly DemoContract[],
  quarter: Quarter,
): Readonly<Record<string, string>>[] {
  const running = contracts.filter(({ row, startDate }) => row.status === 'active' && startDate < quarter.firstDay);
  return running.flatMap((contract): Readonly<Record<string, string>>[] => {
    const effectiveOn = addDays(quarter.firstDay, random.whole(4, 85));
    const base = { contractNumber: contract.contractNumber, effectiveOn };
    if (random.chance(5)) {
      return [{ ...base, kind: 'cancel', quantity: '', reason: random.pick(REASONS.end) }];
    }
    if (contract.seats === null || !random.chance(20)) {
      return [];
    }
    const isMore = random.chance(65);
    const quantity = isMore
      ? contract.seats + random.whole(1, 30)
      : // Never below the commitment, which is half of what was signed.
        Math.max(contract.seats - random.whole(1, 20), Math.ceil(contract.seats / 2));
    const reason = random.pick(isMore ? REASONS.more : REASONS.fewer);
    return [{ ...base, kind: 'adjust_seats', quantity: String(quantity), reason }];
  });
}
