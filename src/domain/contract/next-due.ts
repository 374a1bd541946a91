import { type CivilDate, earlier } from '../kernel/calendar.ts';
import { owedOnce } from '../rating/one-time.ts';
import type { Owed } from '../rating/owed.ts';
import { type OwedPeriod, owedPeriods } from '../rating/owed-periods.ts';
import { segmentsOf } from '../rating/segments.ts';
import { portionsOf } from '../rating/split.ts';
import type { ChargedPeriod } from './charge-id.ts';
import { owedBy } from './charges-due.ts';
import type { BindingContract } from './state.ts';

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
  const keys = new Set(
    charged.map(({ lineId, accountId, start, lastDay }) => `${lineId} ${accountId} ${start} ${lastDay}`),
  );
  const isCharged = (lineId: string, accountId: string | null, { start, lastDay }: OwedPeriod['period']) =>
    keys.has(`${lineId} ${accountId} ${start} ${lastDay}`);
  for (const owedPeriod of owedPeriods(owed, contract.settledBefore ?? contract.serviceStart)) {
    const { period, clips } = owedPeriod;
    const recurring = owed.lines.filter(({ chargeType }) => chargeType === 'recurring');
    if (owed.splits.length === 0 && recurring.every(({ lineId }) => isCharged(lineId, null, period))) {
      continue;
    }
    const segments = segmentsOf(owed, clips);
    // A period without units owes nothing and is never charged.
    const isOpen = recurring.some((line) =>
      portionsOf(owed.splits, segments.get(line) ?? []).some(
        (portion) => portion.segments.length > 0 && !isCharged(line.lineId, portion.accountId, period),
      ),
    );
    if (isOpen) {
      return owedPeriod.dueOn;
    }
  }
  return null;
}

function unchargedOnce(owed: Owed, charged: readonly ChargedPeriod[]): CivilDate[] {
  const keys = new Set(charged.map(({ lineId, accountId, component }) => `${lineId} ${accountId} ${component}`));
  return owedOnce(owed)
    .filter(({ line, component, period, parts }) =>
      portionsOf(owed.splits, parts.length === 0 ? [] : [{ ...period.period, parts }]).some(
        (portion) => portion.segments.length > 0 && !keys.has(`${line.lineId} ${portion.accountId} ${component}`),
      ),
    )
    .map(({ period }) => period.dueOn);
}
