import { addDays, addMonths, type CivilDate } from '../kernel/calendar.ts';
import type { Rejection } from '../kernel/decider.ts';
import type { DecimalString } from '../kernel/decimal.ts';
import type { PriceTerms } from '../rating/price.ts';
import type { BillingFrequency } from './events.ts';
import type { ContractTerms } from './terms.ts';

const INTERVAL_MONTHS: Record<Exclude<BillingFrequency, 'custom'>, number> = {
  monthly: 1,
  quarterly: 3,
  semi_annual: 6,
  annual: 12,
};

/** Months of one billing period; undefined when the frequency is custom and does not say. */
export function intervalMonthsOf(frequency: BillingFrequency, customMonths: number | null): number | undefined {
  return frequency === 'custom' ? (customMonths ?? undefined) : INTERVAL_MONTHS[frequency];
}

/** Whole months from the first to the last day of a term, or undefined when it ends within a month. */
export function monthsOfTerm(startDate: CivilDate, endDate: CivilDate): number | undefined {
  const end = addDays(endDate, 1);
  const years = Number(end.slice(0, 4)) - Number(startDate.slice(0, 4));
  const months = years * 12 + Number(end.slice(5, 7)) - Number(startDate.slice(5, 7));
  return months > 0 && addMonths(startDate, months) === end ? months : undefined;
}

const TERM_MONTHS_MAX = 120;

/** A contract value spread evenly over the term: a flat fee for all its months, which the periods sum to. */
export function spreadOverTerm(
  contractValue: DecimalString,
  terms: Pick<ContractTerms, 'startDate' | 'endDate' | 'billingIntervalMonths'>,
): PriceTerms | { readonly rejection: Rejection } {
  const { startDate, endDate, billingIntervalMonths } = terms;
  const months = monthsOfTerm(startDate, endDate);
  if (months === undefined || months % billingIntervalMonths !== 0 || months > TERM_MONTHS_MAX) {
    const found = months === undefined ? 'is no number of whole months' : `has ${months} months`;
    return {
      rejection: {
        code: 'CONTRACT_VALUE_NOT_SPREADABLE',
        message:
          `The value cannot be spread over the term: ${startDate} to ${endDate} ${found}, billed every ` +
          `${billingIntervalMonths}. Choose a term of whole billing periods, up to ${TERM_MONTHS_MAX} months, or give lines with prices.`,
        fields: { endDate: `must end a billing period of ${billingIntervalMonths} months` },
      },
    };
  }
  return { model: 'flat_fee', price: contractValue, intervalMonths: months };
}
