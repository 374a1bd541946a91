import { addDays, type CivilDate, endOfMonth } from './calendar.ts';
import type { PaymentTerms } from './fields.ts';

/** Days of the terms that say them in their name; null where `paymentTermsDays` says them. */
const NAMED_DAYS: Record<PaymentTerms, number | null> = {
  due_on_receipt: 0,
  net_30: 30,
  net_60: 60,
  net_90: 90,
  custom: null,
  end_of_month: 0,
  end_of_month_plus_days: null,
  days_then_end_of_month: null,
};

/** Whether the terms say nothing without a number of days beside them. */
export function takesDays(terms: PaymentTerms): boolean {
  return NAMED_DAYS[terms] === null;
}

/** The days that terms count, whether they stand in their name or beside it. */
export function paymentTermDays(terms: PaymentTerms, statedDays: number | null): number {
  return NAMED_DAYS[terms] ?? statedDays ?? 0;
}

/**
 * The day on which an invoice is due (EN 16931 BT-9); it is overdue from the day after (billing-rules §1). EOM + n counts
 * n days from the end of the month of issue; n + EOM goes to the end of the month in which the day n days later falls.
 */
export function dueDateOf(issueDate: CivilDate, terms: PaymentTerms, statedDays: number | null): CivilDate {
  const days = paymentTermDays(terms, statedDays);
  switch (terms) {
    case 'end_of_month':
    case 'end_of_month_plus_days':
      return addDays(endOfMonth(issueDate), days);
    case 'days_then_end_of_month':
      return endOfMonth(addDays(issueDate, days));
    default:
      return addDays(issueDate, days);
  }
}
