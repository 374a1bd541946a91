import type { CreditPolicy } from '../../../domain/account/credit-terms.ts';
import type { CreditScope } from '../../../domain/credit/events.ts';

/** Rows of credit.sql. */

export interface CreditLineRow {
  readonly tenant_id: string;
  readonly line_id: string;
  readonly account_id: string;
  readonly scope: CreditScope;
  readonly currency: string;
  readonly epoch: number;
  readonly status: 'open' | 'carried_forward';
  readonly credit_limit: string | null;
  readonly policy: CreditPolicy;
  readonly opened_on: string;
  readonly revision: number;
  readonly opened_at: string;
  readonly updated_at: string;
}

export interface CreditUseRow {
  readonly tenant_id: string;
  readonly line_id: string;
  readonly invoice_id: string;
  readonly account_id: string;
  readonly amount: string;
  readonly beyond_limit: boolean;
  readonly used_at: string;
  readonly updated_at: string;
}
