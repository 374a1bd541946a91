import type { ContractPolicies } from '../../domain/contract/policies.ts';
import type { ContractTerms } from '../../domain/contract/terms.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { SellerId } from '../../domain/kernel/ids.ts';
import type { ContractLineInput } from './contract-lines.ts';
import type { DiscountInput } from './discount-input.ts';

/** What a PATCH may say. A key that is not there is not mentioned; the record's own value is no change. */
export interface ContractChanges {
  readonly contractNumber?: string | undefined;
  readonly sellerId?: SellerId | undefined;
  readonly terms: Partial<ContractTerms>;
  readonly lines?: readonly ContractLineInput[] | undefined;
  /** On the whole contract, all of them. */
  readonly discounts?: readonly DiscountInput[] | undefined;
  /** Those that shall be other than they are. */
  readonly policies?: Partial<ContractPolicies> | undefined;
  /** Of the single line. Null, like absence, says nothing. */
  readonly seatCount?: number | null | undefined;
  readonly committedSeats?: number | null | undefined;
  /** Per seat and month. */
  readonly seatPrice?: DecimalString | null | undefined;
  readonly status?: 'draft' | 'active' | 'expired' | 'cancelled' | 'renewed' | undefined;
}
