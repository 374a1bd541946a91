import type { CivilDate } from '../kernel/calendar.ts';
import type { DecimalString } from '../kernel/decimal.ts';
import type { AllocationId } from '../kernel/ids.ts';
import type { NewAllocation, PaymentRecord } from './state.ts';

export type PaymentCommand =
  | {
      readonly kind: 'record';
      readonly payment: PaymentRecord;
      readonly allocations: readonly NewAllocation[];
      /** Where the seller is. */
      readonly today: CivilDate;
    }
  | { readonly kind: 'allocate'; readonly allocations: readonly NewAllocation[] }
  | { readonly kind: 'settle'; readonly allocationId: AllocationId }
  | { readonly kind: 'withdraw'; readonly allocationId: AllocationId; readonly code: string; readonly because: string }
  | {
      readonly kind: 'startUndo';
      readonly allocationId: AllocationId;
      readonly reason: string;
      readonly undoneOn: CivilDate;
    }
  | { readonly kind: 'undone'; readonly allocationId: AllocationId }
  | {
      readonly kind: 'startReversal';
      readonly reason: string;
      readonly reversedOn: CivilDate;
      readonly today: CivilDate;
    }
  | { readonly kind: 'completeReversal' }
  | {
      readonly kind: 'refund';
      readonly refundId: string;
      /** Null: all that is unapplied. */
      readonly amount: DecimalString | null;
      readonly reason: string;
      readonly reference: string | null;
      readonly refundedOn: CivilDate;
      readonly today: CivilDate;
    };
export type CommandOf<Kind extends PaymentCommand['kind']> = Extract<PaymentCommand, { kind: Kind }>;
