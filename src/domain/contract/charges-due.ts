import { addDays, addMonths, type CivilDate, earlier } from '../kernel/calendar.ts';
import type { Decimal } from '../kernel/decimal.ts';
import { type DueCharge, type DueRange, dueCharges, totalOwed } from '../rating/due.ts';
import type { Fee, Owed } from '../rating/owed.ts';
import { upliftSteps } from '../rating/uplift.ts';
import { type BindingContract, chargesInForce } from './state.ts';

/** Everything that the rating rules read, from the contract's own stream and from nowhere else. */
export function owedBy(contract: BindingContract): Owed {
  const { terms, serviceStart } = contract;
  const billedEnd = firstUnbilledDay(contract);
  const { proration, tierLookup, trueUps, invoiceLeadDays } = terms.policies;
  return {
    plans: contract.plans,
    lines: contract.lines.map(({ startsOn, endsBefore, ...line }) => ({
      ...line,
      service: { start: startsOn, end: endsBefore === null ? billedEnd : earlier(endsBefore, billedEnd) },
    })),
    discounts: contract.discounts,
    minimum: terms.minimumCommitment,
    uplift: upliftSteps(terms.uplift, serviceStart, billedEnd),
    fees: feesOf(contract),
    splits: contract.splits,
    unbilled: contract.pauses
      .filter(({ effect }) => effect !== 'keep_billing')
      .map(({ start, end }) => ({ start, end: end ?? billedEnd })),
    serviceEnd: billedEnd,
    rounding: { currency: terms.currency, mode: contract.rounding },
    proration,
    tierLookup,
    trueUps,
    invoiceLeadDays,
  };
}

/** Charged days that are not given back stay billed after the service has ended. */
function firstUnbilledDay({ cancellation, serviceEnd }: BindingContract): CivilDate {
  return cancellation === null ? serviceEnd : addDays(cancellation.billedThrough, 1);
}

function feesOf({ cancellation, lines, serviceStart }: BindingContract): Fee[] {
  const [first] = lines;
  if (cancellation === null || cancellation.fee === null || first === undefined) {
    return [];
  }
  const on = cancellation.lastServiceDay < serviceStart ? serviceStart : cancellation.lastServiceDay;
  return [
    {
      lineId: first.lineId,
      component: 'termination_fee',
      description: 'Early termination fee',
      taxCategory: first.taxCategory,
      on,
      amount: cancellation.fee,
    },
  ];
}

/** owed − charged = due, over the contract's timeline and its own charges. Pure: a preview is the same computation. */
export function chargesDue(contract: BindingContract, range: DueRange): DueCharge[] {
  return dueCharges(owedBy(contract), chargesInForce(contract), range, contract.settledBefore);
}

/**
 * The whole term's charges as if nothing had been charged: what the contract is worth as agreed today. Used to check
 * completeness (charged = owed).
 */
export function chargesOverTerm(contract: BindingContract): DueCharge[] {
  const owed = owedBy(contract);
  const months = Math.max(...owed.plans.map(({ intervalMonths }) => intervalMonths));
  // In arrears a period that the service ends in is due on its own last day, up to a whole period later.
  return dueCharges(owed, [], { from: null, through: addMonths(owed.serviceEnd, months) }, null);
}

/** What the contract is worth over its whole service as agreed now, net: the sum of {@link chargesOverTerm}. */
export function valueOverTerm(contract: BindingContract): Decimal {
  return totalOwed(owedBy(contract));
}
