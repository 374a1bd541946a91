import { type CivilDate, earlier } from '../kernel/calendar.ts';
import { billingPeriod, dueDay, type PeriodPlan, periodIndexOf } from '../rating/periods.ts';
import { segmentsWithin } from '../rating/timeline.ts';
import { owedBy } from './charges-due.ts';
import type { BindingContract, ChargedPeriod } from './state.ts';

/**
 * The earliest day on which something may be due: what a billing run looks for, without reading any charge. Never too
 * late. It may be too early where an amendment changed nothing in the end; then the run finds nothing due. Null when
 * everything until the end of the service is charged.
 */
export function nextDueOn(contract: BindingContract): CivilDate | null {
  const charged = contract.claims.flatMap((claim) => (claim.isReleased ? [] : claim.periods));
  const touched = firstTouchedPeriod(contract, charged);
  const uncharged = firstUnchargedPeriod(contract, charged);
  if (touched === null || uncharged === null) {
    return touched ?? uncharged;
  }
  return earlier(touched, uncharged);
}

/** A charged period that may disagree with what is owed is due at any horizon from its first day on. */
function firstTouchedPeriod(contract: BindingContract, charged: readonly ChargedPeriod[]): CivilDate | null {
  const { reopenedFrom } = contract;
  if (reopenedFrom === null) {
    return null;
  }
  const { plan } = owedBy(contract);
  const touched = billingPeriod(plan, periodIndexOf(plan, reopenedFrom)).start;
  const starts = charged.filter(({ start }) => start >= touched).map(({ start }) => start);
  return starts.sort()[0] ?? null;
}

function firstUnchargedPeriod(contract: BindingContract, charged: readonly ChargedPeriod[]): CivilDate | null {
  const { plan, lines, serviceEnd } = owedBy(contract);
  const keys = new Set(charged.map(({ lineId, start }) => `${lineId} ${start}`));
  for (const period of periodsFrom(plan, contract.settledBefore ?? plan.anchor, serviceEnd)) {
    // A period without units owes nothing and is never charged.
    const isOpen = lines.some(
      (line) => !keys.has(`${line.lineId} ${period.start}`) && segmentsWithin(line, period).length > 0,
    );
    if (isOpen) {
      return dueDay(plan, period);
    }
  }
  return null;
}

function* periodsFrom(plan: PeriodPlan, day: CivilDate, end: CivilDate) {
  for (let index = periodIndexOf(plan, day); billingPeriod(plan, index).start < end; index += 1) {
    yield billingPeriod(plan, index);
  }
}
