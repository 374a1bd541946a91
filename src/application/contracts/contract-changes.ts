import type { ContractTerms } from '../../domain/contract/state.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { SellerId } from '../../domain/kernel/ids.ts';
import type { ContractLineInput } from './contract-lines.ts';

/** What a PATCH may say. A key that is not there is not mentioned; the record's own value is no change. */
export interface ContractChanges {
  readonly contractNumber?: string | undefined;
  readonly sellerId?: SellerId | undefined;
  readonly terms: Partial<ContractTerms>;
  readonly lines?: readonly ContractLineInput[] | undefined;
  /** Of the single line. Null, like absence, says nothing. */
  readonly seatCount?: number | null | undefined;
  readonly committedSeats?: number | null | undefined;
  /** Per seat and month. */
  readonly seatPrice?: DecimalString | null | undefined;
  readonly status?: 'draft' | 'active' | 'expired' | 'cancelled' | 'renewed' | undefined;
}
