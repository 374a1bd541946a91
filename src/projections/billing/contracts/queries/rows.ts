import type { BillingFrequency } from '../../../../domain/contract/events.ts';
import type { BindingContract, DraftContract } from '../../../../domain/contract/state.ts';
import type { PaymentTerms } from '../../../../domain/kernel/fields.ts';

/** A row of the table `contracts`, as tables.sql has it. */
export interface ContractRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly contract_number: string;
  readonly contract_name: string;
  readonly status: 'draft' | 'active' | 'cancelled';
  readonly seller_id: string;
  readonly account_id: string;
  readonly bill_to_account_id: string;
  readonly currency: string;
  readonly purchase_order_number: string | null;
  readonly payment_terms: PaymentTerms;
  readonly payment_terms_days: number | null;
  readonly start_date: string;
  readonly end_date: string;
  readonly service_end: string | null;
  readonly contract_value: string | null;
  readonly billing_frequency: BillingFrequency;
  readonly billing_interval_months: number;
  readonly billing_in_advance: boolean;
  readonly auto_renew: boolean;
  readonly term_count: number;
  readonly settled_before: string | null;
  readonly next_due_on: string | null;
  readonly renews_on: string | null;
  /** Claims in force only, and without their charges. */
  readonly state: DraftContract | BindingContract;
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
}
