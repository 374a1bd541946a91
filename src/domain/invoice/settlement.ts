import { unreachable } from '../kernel/decider.ts';
import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import type { EventsOf } from '../kernel/events.ts';
import type { AllocationId } from '../kernel/ids.ts';
import type { settlementEvents } from './settlement-events.ts';

export type SettlementEvent = EventsOf<typeof settlementEvents>;
type DataOf<Type extends SettlementEvent['type']> = Extract<SettlementEvent, { type: Type }>['data'];

export type Application = DataOf<'PaymentApplied'>;

/** What became of an allocation here; the last word about it, whoever asks again. */
export type AppliedAllocation =
  | { readonly status: 'applied'; readonly application: Application }
  | { readonly status: 'unapplied' }
  | { readonly status: 'refused'; readonly code: string; readonly because: string };

/** What payments have settled of a finalised invoice. */
export interface Settlement {
  readonly allocations: ReadonlyMap<AllocationId, AppliedAllocation>;
}

export const NOTHING_SETTLED: Settlement = { allocations: new Map() };

export function settled({ allocations }: Settlement, event: SettlementEvent): Settlement {
  return { allocations: new Map([...allocations, [event.data.allocationId, allocationAfter(event)]]) };
}

function allocationAfter(event: SettlementEvent): AppliedAllocation {
  switch (event.type) {
    case 'PaymentApplied':
      return { status: 'applied', application: event.data };
    case 'PaymentUnapplied':
      return { status: 'unapplied' };
    case 'PaymentRefused':
      return { status: 'refused', code: event.data.code, because: event.data.because };
    default:
      return unreachable(event);
  }
}

/** The payments that are applied now, in the order in which they came. */
export function applicationsOf({ allocations }: Settlement): Application[] {
  return [...allocations.values()].flatMap((each) => (each.status === 'applied' ? [each.application] : []));
}

/** By how much payments, deductions included, have settled the invoice. */
export function appliedTo(settlement: Settlement): Decimal {
  return applicationsOf(settlement).reduce((sum, { amount }) => sum.plus(decimal(amount)), ZERO);
}
