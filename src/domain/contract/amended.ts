import { addDays, type CivilDate, earlier } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { ContractLineId } from '../kernel/ids.ts';
import { type DatedDiscount, dated } from '../rating/discount.ts';
import { withValue } from '../rating/timeline.ts';
import {
  type ActiveLine,
  type AgreedPlan,
  type Agreement,
  type AmendmentEvent,
  activeLine,
  planOn,
} from './agreement.ts';

/** An agreement after an amendment. */
export function amended(agreement: Agreement, event: AmendmentEvent): Agreement {
  switch (event.type) {
    case 'SeatsAdjusted': {
      const { lineId, effectiveOn, to } = event.data;
      return onLine(agreement, lineId, (line) => ({
        ...line,
        quantities: withValue(line.quantities, effectiveOn, to),
      }));
    }
    case 'LineRepriced': {
      const { lineId, effectiveOn, price } = event.data;
      return onLine(agreement, lineId, (line) => ({ ...line, prices: withValue(line.prices, effectiveOn, price) }));
    }
    case 'CommitmentChanged': {
      const { lineId, effectiveOn, to } = event.data;
      return onLine(agreement, lineId, (line) => ({
        ...line,
        commitments: withValue(line.commitments, effectiveOn, to),
      }));
    }
    case 'DiscountGranted': {
      const { lineId, effectiveOn, discount } = event.data;
      const granted = dated(discount, effectiveOn, planOn(agreement, effectiveOn));
      return lineId === null
        ? { ...agreement, discounts: [...agreement.discounts, granted] }
        : onLine(agreement, lineId, (line) => ({ ...line, discounts: [...line.discounts, granted] }));
    }
    case 'DiscountEnded':
      return discountEnded(agreement, event.data.discountId, event.data.effectiveOn);
    case 'LineAdded': {
      const { effectiveOn, line } = event.data;
      const added = activeLine(line, effectiveOn, planOn(agreement, effectiveOn));
      return { ...agreement, lines: [...agreement.lines, added] };
    }
    case 'LineRemoved': {
      const { lineId, effectiveOn } = event.data;
      return onLine(agreement, lineId, (line) => ({ ...line, endsBefore: effectiveOn }));
    }
    case 'TermExtended':
      return withTermEnd(agreement, event.data.endDate);
    case 'BillingScheduleChanged': {
      const { effectiveOn, billingFrequency, billingIntervalMonths, billingInAdvance, billingAnchor } = event.data;
      return withPlan(agreement, effectiveOn, {
        anchor: billingAnchor,
        intervalMonths: billingIntervalMonths,
        billingInAdvance,
        frequency: billingFrequency,
      });
    }
    case 'ContractPaused': {
      const { effectiveOn, effect } = event.data;
      return { ...agreement, pauses: [...agreement.pauses, { start: effectiveOn, end: null, effect }] };
    }
    case 'ContractResumed': {
      const { effectiveOn, endDate } = event.data;
      const pauses = agreement.pauses.map((pause) => (pause.end === null ? { ...pause, end: effectiveOn } : pause));
      return withTermEnd({ ...agreement, pauses }, endDate);
    }
    case 'ContractRenewed':
      return renewed(agreement, event.data);
    case 'CostSplitAgreed': {
      const { effectiveOn, split } = event.data;
      return { ...agreement, splits: withValue(agreement.splits, effectiveOn, split) };
    }
    case 'ContractCancelled': {
      const { lastServiceDay, billedThrough, fee } = event.data;
      const cancellation = { lastServiceDay, billedThrough, fee };
      return { ...agreement, cancellation, serviceEnd: addDays(lastServiceDay, 1) };
    }
    default:
      return unreachable(event);
  }
}

function onLine(agreement: Agreement, lineId: ContractLineId, change: (line: ActiveLine) => ActiveLine): Agreement {
  return { ...agreement, lines: agreement.lines.map((line) => (line.lineId === lineId ? change(line) : line)) };
}

function discountEnded(agreement: Agreement, discountId: string, day: CivilDate): Agreement {
  const ended = (discount: DatedDiscount) =>
    discount.discountId === discountId
      ? { ...discount, end: discount.end === null ? day : earlier(discount.end, day) }
      : discount;
  return {
    ...agreement,
    discounts: agreement.discounts.map(ended),
    lines: agreement.lines.map((line) => ({ ...line, discounts: line.discounts.map(ended) })),
  };
}

/** A cancellation holds whatever becomes of the term. Seats that go down after the term still do, when it ends later. */
function withTermEnd(agreement: Agreement, endDate: CivilDate): Agreement {
  const [last, ...before] = agreement.agreedTerms.toReversed();
  const serviceEnd = agreement.cancellation === null ? addDays(endDate, 1) : agreement.serviceEnd;
  const waits = (effectiveOn: CivilDate) => (effectiveOn === agreement.serviceEnd ? serviceEnd : effectiveOn);
  return {
    ...agreement,
    lines: agreement.lines.map((line) => ({
      ...line,
      quantities: line.quantities.map((entry) => ({ ...entry, effectiveOn: waits(entry.effectiveOn) })),
    })),
    agreedTerms: last === undefined ? [] : [...before.toReversed(), { ...last, endDate }],
    serviceEnd,
  };
}

function withPlan(agreement: Agreement, from: CivilDate, plan: Omit<AgreedPlan, 'from' | 'until'>): Agreement {
  const before = agreement.plans
    .filter((other) => other.from < from)
    .map((other) => (other.until === null || other.until > from ? { ...other, until: from } : other));
  return { ...agreement, plans: [...before, { ...plan, from, until: null }] };
}

function renewed(agreement: Agreement, data: Extract<AmendmentEvent, { type: 'ContractRenewed' }>['data']): Agreement {
  const { effectiveOn, endDate, contractValue, billingAnchor, lines } = data;
  const changed = lines.reduce(
    (all, { lineId, quantity, committedQuantity, price }) =>
      onLine(all, lineId, (line) => ({
        ...line,
        quantities: replacedFrom(line.quantities, effectiveOn, quantity),
        commitments: replacedFrom(line.commitments, effectiveOn, committedQuantity),
        prices: replacedFrom(line.prices, effectiveOn, price),
      })),
    agreement,
  );
  const lastPlan = planOn(agreement, effectiveOn);
  const planned =
    billingAnchor === null ? changed : withPlan(changed, effectiveOn, { ...lastPlan, anchor: billingAnchor });
  // An early renewal cuts the term that it replaces.
  const before = agreement.agreedTerms.map((term) =>
    term.endDate >= effectiveOn ? { ...term, endDate: addDays(effectiveOn, -1) } : term,
  );
  return {
    ...planned,
    agreedTerms: [...before, { startDate: effectiveOn, endDate, contractValue }],
    serviceEnd: addDays(endDate, 1),
  };
}

/** From a day on only the new value: what was planned for later in the old term is replaced. Null changes nothing. */
function replacedFrom<T>(values: ActiveValues<T>, day: CivilDate, value: T | null): ActiveValues<T> {
  return value === null
    ? values
    : withValue(
        values.filter((entry) => entry.effectiveOn < day),
        day,
        value,
      );
}

type ActiveValues<T> = readonly { readonly effectiveOn: CivilDate; readonly value: T }[];
