import type { CreditScope } from '../../domain/credit/events.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { AccountId, ContractId, InvoiceId, TenantId } from '../../domain/kernel/ids.ts';

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
  /** Contracts billed in arrears whose deliveries count on a line: of the account, or of whoever stands below it on the day. */
  arrearsContractsOf(
    tenantId: TenantId,
    line: CreditLineAddress,
    on: CivilDate,
    limit: number,
  ): Promise<readonly ContractId[]>;
  /** Tenants of which somebody has ever been billed. */
  tenantsWithDebts(): Promise<readonly TenantId[]>;
  /** Accounts that owe something and whose limits on that day are not those of their lines. */
  unsettledLimits(tenantId: TenantId, on: CivilDate, limit: number): Promise<readonly AccountId[]>;
  /** Documents that use something else of a line than is open on them; left alone since `before` (ISO 8601, UTC). */
  doubtfulUses(tenantId: TenantId, before: string, limit: number): Promise<readonly DoubtfulUse[]>;
  /** Accounts that are held automatically on a day and owe too little for that, or the other way round. */
  overdueToDecide(tenantId: TenantId, on: CivilDate, limit: number): Promise<readonly AccountId[]>;
  /** Invoices of an account, in a currency, that were due on that day or before and on which something is open. */
  openInvoicesDueBy(
    tenantId: TenantId,
    accountId: AccountId,
    currency: string,
    dueBy: CivilDate,
  ): Promise<readonly InvoiceId[]>;
}

export interface DoubtfulUse {
  readonly lineId: string;
  readonly invoiceId: InvoiceId;
}
