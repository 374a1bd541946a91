import type { CreditScope } from '../../domain/credit/events.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { AccountId, InvoiceId, TenantId } from '../../domain/kernel/ids.ts';

/** Which limit: whose, of the account alone or with everything below it, in which currency. */
export interface CreditLineAddress {
  readonly accountId: AccountId;
  readonly scope: CreditScope;
  readonly currency: string;
}

/** What a credit note took off an invoice. */
export interface FoundCredit {
  readonly creditNoteId: InvoiceId;
  readonly amount: DecimalString;
}

/** Where to look. Answers come from projections: they may be late, and decide nothing. */
export interface CreditFinders {
  /** Accounts for which somebody has set a group limit, now or for a later day. */
  accountsWithGroupLimit(tenantId: TenantId): Promise<readonly AccountId[]>;
  /**
   * Invoices on which something is open and that count on a line: by the account itself, or by whoever stood below it on
   * the issue date. Oldest first, at most so many.
   */
  openDocumentsOf(tenantId: TenantId, line: CreditLineAddress, limit: number): Promise<readonly InvoiceId[]>;
  /** Credit notes that reduce an invoice. */
  creditsOn(tenantId: TenantId, invoiceId: InvoiceId): Promise<readonly FoundCredit[]>;
  /** Stream ids of the lines of which a document uses something. */
  linesUsedBy(tenantId: TenantId, invoiceId: InvoiceId): Promise<readonly string[]>;
}
