import { addDays, type CivilDate } from '../kernel/calendar.ts';
import { type DecimalString, decimal } from '../kernel/decimal.ts';
import { RATIO_ONE, ratio } from '../kernel/ratio.ts';
import { billedUnits, discounted, linePartsOn, type PricedPart } from './line-price.ts';
import type { Owed } from './owed.ts';
import { type OwedPeriod, owedPeriods } from './owed-periods.ts';
import type { LineTimeline } from './timeline.ts';

/** Something charged once. */
export interface OwedOnce {
  readonly line: Pick<LineTimeline, 'lineId' | 'productId' | 'taxCategory'>;
  readonly component: 'setup_fee' | 'one_time' | 'termination_fee';
  readonly description: string;
  /** The day that it is for, as a period of one day. */
  readonly period: OwedPeriod;
  readonly parts: readonly PricedPart[];
}

/** Setup fees with the first charge of their line, one-time lines on their first day, fees on theirs. */
export function owedOnce(owed: Owed): OwedOnce[] {
  const lines = owed.lines.filter(({ service }) => service.start < service.end);
  return [
    ...lines.flatMap((line) => setupFee(owed, line)),
    ...lines.filter(({ chargeType }) => chargeType === 'one_time').map((line) => oneTimeLine(owed, line)),
    ...owed.fees.map(({ lineId, component, description, taxCategory, on, amount }) => ({
      line: { lineId, productId: null, taxCategory },
      component,
      description,
      period: oneDay(on, on),
      parts: [once(amount)],
    })),
  ];
}

function setupFee(owed: Owed, line: LineTimeline): OwedOnce[] {
  if (line.setupFee === null) {
    return [];
  }
  const on = line.service.start;
  const [first] = line.chargeType === 'one_time' ? [] : owedPeriods(owed, on);
  return [
    {
      line,
      component: 'setup_fee',
      description: `${line.description}: setup fee`,
      period: oneDay(on, first?.dueOn ?? on),
      parts: [once(line.setupFee)],
    },
  ];
}

/** Percentages of the contract hold for one-time charges too; its amounts and its minimum are for what recurs. */
function oneTimeLine(owed: Owed, line: LineTimeline): OwedOnce {
  const on = line.service.start;
  const parts = linePartsOn(line, [], on, billedUnits(line, on));
  const percentages = owed.discounts.filter(({ kind }) => kind === 'percent');
  return {
    line,
    component: 'one_time',
    description: line.description,
    period: oneDay(on, on),
    parts: discounted(parts, percentages, 'contract', on),
  };
}

function once(amount: DecimalString): PricedPart {
  const rate = { unitPrice: amount, intervalMonths: null, tier: null, listUnitPrice: amount, adjustments: [] };
  return { units: RATIO_ONE, quantity: decimal('1'), price: ratio(amount), rate };
}

function oneDay(on: CivilDate, dueOn: CivilDate): OwedPeriod {
  const end = addDays(on, 1);
  const period = { index: 0, start: on, end, lastDay: on, days: 1 };
  return { period, intervalMonths: 1, clips: [{ start: on, end }], firstDay: on, dueOn };
}
