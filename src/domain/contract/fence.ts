import { addMonths, type CivilDate, earlier, later } from '../kernel/calendar.ts';
import type { ChargedPeriod } from './charge-id.ts';
import type { Charge } from './events.ts';
import type { BindingContract } from './state.ts';

/** A claim for a part of the periods (from a day on) says nothing about the ones before. */
export function settle(
  state: BindingContract,
  from: CivilDate | null,
  through: CivilDate,
): Pick<BindingContract, 'settledBefore' | 'reopenedFrom'> {
  if (state.splits.some(({ value }) => value?.invoicing === 'each')) {
    // A claim for one of several accounts says nothing about the others: such a contract is compared as a whole.
    return { settledBefore: null, reopenedFrom: state.reopenedFrom };
  }
  const until = settledUntil(state, through);
  const moves = from === null && until !== null && (state.settledBefore === null || state.settledBefore < until);
  return {
    settledBefore: moves ? until : state.settledBefore,
    reopenedFrom: until === through ? null : deferredFrom(state.reopenedFrom, until),
  };
}

/** What is more in the year that is running waits for its end, also where it was agreed for a day before it. */
function deferredFrom(reopenedFrom: CivilDate | null, yearStart: CivilDate | null): CivilDate | null {
  return reopenedFrom === null || yearStart === null ? reopenedFrom : later(reopenedFrom, yearStart);
}

/** Yearly true-ups leave the year that is running open. */
function settledUntil({ terms, serviceStart, serviceEnd }: BindingContract, through: CivilDate): CivilDate | null {
  if (terms.policies.trueUps !== 'yearly' || through >= serviceEnd) {
    return through;
  }
  let years = 0;
  while (addMonths(serviceStart, 12 * (years + 1)) <= through) {
    years += 1;
  }
  return years === 0 ? null : addMonths(serviceStart, 12 * years);
}

export function chargedPeriods(charges: readonly Charge[]): ChargedPeriod[] {
  const periods = new Map<string, ChargedPeriod>();
  for (const { lineId, accountId, component, periodStart, periodEnd } of charges) {
    periods.set(`${lineId} ${accountId} ${component} ${periodStart} ${periodEnd}`, {
      lineId,
      accountId,
      component,
      start: periodStart,
      lastDay: periodEnd,
    });
  }
  return [...periods.values()].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
}

export function reopen(
  state: BindingContract,
  from: CivilDate,
): Pick<BindingContract, 'settledBefore' | 'reopenedFrom'> {
  return {
    settledBefore: state.settledBefore === null ? null : earlier(state.settledBefore, from),
    reopenedFrom: state.reopenedFrom === null ? from : earlier(state.reopenedFrom, from),
  };
}
