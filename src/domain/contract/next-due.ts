import { type CivilDate, earlier } from '../kernel/calendar.ts';
import { owedOnce } from '../rating/one-time.ts';
import type { Owed } from '../rating/owed.ts';
import { type OwedPeriod, owedPeriods } from '../rating/owed-periods.ts';
import { segmentsOf } from '../rating/segments.ts';
import { owedBy } from './charges-due.ts';
import type { BindingContract, ChargedPeriod } from './state.ts';

/**
 * The earliest day on which something may be due: what a billing run looks for, without reading any charge. Never too
 * late. It may be too early where an amendment changed nothing in the end; then the run finds nothing due. Null when
 * everything until the end of the service is charged.
 */
export function nextDueOn(contract: BindingContract): CivilDate | null {
  const charged = contract.claims.flatMap((claim) => (claim.isReleased ? [] : claim.periods));
  const owed = owedBy(contract);
  const days = [
    firstTouchedPeriod(contract, charged),
    firstUnchargedPeriod(contract, owed, charged),
    ...unchargedOnce(owed, charged),
  ];
  return days.reduce<CivilDate | null>((first, day) => {
    if (first === null || day === null) {
      return first ?? day;
    }
    return earlier(first, day);
  }, null);
}

/** A charged period that may disagree with what is owed is due at any horizon from its first day on. */
function firstTouchedPeriod({ reopenedFrom }: BindingContract, charged: readonly ChargedPeriod[]): CivilDate | null {
  if (reopenedFrom === null) {
    return null;
  }
  // The fee of an early end stands on the last day of service, the change is from the day after.
  const touched = charged
    .filter(({ component, lastDay }) => lastDay >= reopenedFrom || component === 'termination_fee')
    .map(({ start }) => start);
  return touched.sort()[0] ?? null;
}

function firstUnchargedPeriod(
  contract: BindingContract,
  owed: Owed,
  charged: readonly ChargedPeriod[],
): CivilDate | null {
  const keys = new Set(charged.map(({ lineId, start, lastDay }) => `${lineId} ${start} ${lastDay}`));
  for (const owedPeriod of owedPeriods(owed, contract.settledBefore ?? contract.serviceStart)) {
    const { start, lastDay } = owedPeriod.period;
    const uncharged = owed.lines.filter(
      ({ lineId, chargeType }) => chargeType === 'recurring' && !keys.has(`${lineId} ${start} ${lastDay}`),
    );
    // A period without units owes nothing and is never charged.
    if (uncharged.length > 0 && hasUnits(owed, owedPeriod, uncharged)) {
      return owedPeriod.dueOn;
    }
  }
  return null;
}

function hasUnits(owed: Owed, { clips }: OwedPeriod, lines: Owed['lines']): boolean {
  const segments = segmentsOf(owed, clips);
  return lines.some((line) => (segments.get(line) ?? []).length > 0);
}

function unchargedOnce(owed: Owed, charged: readonly ChargedPeriod[]): CivilDate[] {
  const keys = new Set(charged.map(({ lineId, component }) => `${lineId} ${component}`));
  return owedOnce(owed)
    .filter(({ line, component, parts }) => parts.length > 0 && !keys.has(`${line.lineId} ${component}`))
    .map(({ period }) => period.dueOn);
}
