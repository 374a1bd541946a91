import type { CivilDate } from '../kernel/calendar.ts';
import type { Rejection } from '../kernel/decider.ts';
import { billingPeriod, periodIndexOf } from '../rating/periods.ts';
import { type AgreedPlan, planOn } from './agreement.ts';
import type { BillingFrequency } from './events.ts';
import { termMonths } from './renew.ts';
import { type BindingContract, type ContractState, lastServiceDay } from './state.ts';
import { intervalMonthsOf } from './term.ts';

/** What aligned contracts have in common: their last day, and billing periods that begin and end together. */
export interface Rhythm {
  readonly endDate: CivilDate;
  readonly billingFrequency: BillingFrequency;
  readonly billingIntervalMonths: number | null;
  readonly billingInAdvance: boolean;
  readonly billingAnchor: CivilDate;
  readonly renewalTermMonths: number;
}

/** What is asked for beside the alignment; null: as the other contract. */
export type WantedRhythm = { readonly [Field in keyof Rhythm]: Rhythm[Field] | null };

/**
 * The rhythm of a contract that ends with another one and is billed in its periods, or in parts or multiples of them. The
 * days before its own start are no service: its first period is prorated.
 */
export function alignedRhythm(
  other: ContractState,
  startDate: CivilDate,
  wanted: WantedRhythm,
): Rhythm | { readonly rejection: Rejection } {
  if (other.status !== 'active') {
    return refused('alignWithContractId', 'It can be aligned only with an active contract', 'is no active contract');
  }
  const plan = planOn(other, startDate);
  const fault = planFault(other, plan) ?? datesFault(other, startDate, wanted) ?? periodsFault(other, plan, wanted);
  return (
    fault ?? {
      endDate: lastServiceDay(other),
      billingFrequency: wanted.billingFrequency ?? plan.frequency,
      billingIntervalMonths: wanted.billingFrequency === null ? plan.intervalMonths : wanted.billingIntervalMonths,
      billingInAdvance: wanted.billingInAdvance ?? plan.billingInAdvance,
      billingAnchor: wanted.billingAnchor ?? plan.anchor,
      renewalTermMonths: wanted.renewalTermMonths ?? termMonths(other),
    }
  );
}

function planFault({ contractNumber }: BindingContract, { until }: AgreedPlan) {
  return until === null
    ? undefined
    : refused(
        'alignWithContractId',
        `Contract ${contractNumber} is billed in another rhythm from ${until} on; start on that day or later`,
        `changes its rhythm on ${until}`,
      );
}

function datesFault(other: BindingContract, startDate: CivilDate, { endDate }: WantedRhythm) {
  const last = lastServiceDay(other);
  if (startDate > last) {
    return refused('startDate', `Contract ${other.contractNumber} ends on ${last}`, `must be ${last} or earlier`);
  }
  return endDate === null || endDate === last
    ? undefined
    : refused('endDate', `Contract ${other.contractNumber} ends on ${last}, and so does this one`, `must be ${last}`);
}

/** Periods coincide when one length is a multiple of the other and both are counted from a day on which both begin. */
function periodsFault({ contractNumber }: BindingContract, plan: AgreedPlan, wanted: WantedRhythm) {
  const { billingFrequency, billingIntervalMonths, billingAnchor } = wanted;
  const months =
    billingFrequency === null ? plan.intervalMonths : intervalMonthsOf(billingFrequency, billingIntervalMonths);
  if (months !== undefined && months % plan.intervalMonths !== 0 && plan.intervalMonths % months !== 0) {
    return refused(
      'billingFrequency',
      `Contract ${contractNumber} is billed every ${plan.intervalMonths} months; periods of ${months} do not fit into that`,
      `must be ${plan.intervalMonths} months, a part or a multiple of it`,
    );
  }
  const isCommon =
    billingAnchor === null || billingPeriod(plan, periodIndexOf(plan, billingAnchor)).start === billingAnchor;
  return isCommon
    ? undefined
    : refused(
        'billingAnchor',
        `No billing period of contract ${contractNumber} begins on ${billingAnchor}`,
        `must be the first day of a period, such as ${plan.anchor}`,
      );
}

function refused(field: keyof Rhythm | 'startDate' | 'alignWithContractId', why: string, text: string) {
  return { rejection: { code: 'ALIGNMENT_IMPOSSIBLE', message: `${why}.`, fields: { [field]: text } } };
}
