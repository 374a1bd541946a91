import type { Actor } from '../../../application/ports/event-store.ts';
import type { Invoicing } from '../../../domain/account/invoicing-events.ts';
import type { RunGrouping, RunScope } from '../../../domain/billing-run/events.ts';
import type { DocumentType, HoldReason, MemberOutcome, TaxTotal } from '../../../domain/invoice/events.ts';
import type { Section } from '../../../domain/invoice/section.ts';
import type { DraftedInvoice, FinalisedInvoice, IssuedSummary } from '../../../domain/invoice/state.ts';
import type { TaxCategory } from '../../../domain/kernel/fields.ts';
import type { Principal } from '../../../domain/kernel/principal.ts';
import type { Rate } from '../../../domain/rating/price.ts';
import type { DirectoryTables } from '../../directory/queries/rows.ts';
import type { CreditLineRow, CreditUseRow } from './credit-rows.ts';

/** Rows of the group's tables, as tables.sql has them. numeric comes as decimal text, timestamps as ISO 8601 UTC. */

/** What has happened to a document; what people see follows from it and the day (invoice-status.ts). */
export type DocumentStatus = 'draft' | 'held' | 'finalising' | 'finalised' | 'discarded' | 'void';

export interface InvoiceRow {
  readonly tenant_id: string;
  readonly invoice_id: string;
  readonly document_type: DocumentType;
  readonly status: DocumentStatus;
  readonly invoice_number: string | null;
  readonly series: string | null;
  readonly seller_id: string;
  readonly account_id: string;
  readonly bill_to_account_id: string;
  readonly contract_id: string | null;
  readonly purchase_order_number: string | null;
  readonly payment_terms: string;
  readonly payment_terms_days: number | null;
  readonly currency: string;
  readonly subtotal: string;
  readonly tax: string;
  readonly discount: string;
  readonly total: string;
  readonly credited_amount: string;
  readonly paid_amount: string;
  readonly period_start: string | null;
  readonly period_end: string | null;
  readonly issue_date: string | null;
  readonly due_date: string | null;
  readonly tax_point_date: string | null;
  readonly last_paid_on: string | null;
  /** Those that are applied now, deductions included in the amount. */
  readonly applied_payments: readonly {
    readonly allocationId: string;
    readonly amount: string;
    readonly appliedOn: string;
  }[];
  readonly billing_type: string;
  readonly consolidated: boolean;
  readonly item_count: number;
  readonly run_id: string | null;
  readonly origin: DraftedInvoice['origin'];
  readonly on_summary: boolean;
  /** The summary that shows it. */
  readonly parent_invoice_id: string | null;
  readonly corrects: readonly string[];
  readonly tax_totals: readonly TaxTotal[];
  readonly seller: FinalisedInvoice['seller'] | null;
  readonly buyer: FinalisedInvoice['buyer'] | null;
  readonly sections: readonly Section[];
  readonly notes: string | null;
  readonly hold_reasons: readonly HoldReason[] | null;
  readonly issue_by: string | null;
  readonly discard_reason: string | null;
  readonly voided_on: string | null;
  readonly void_reason: string | null;
  /** Of a credit note by hand. */
  readonly credit_kind: DraftedInvoice['creditKind'];
  readonly related: readonly { readonly relation: 'rebills' | 'rebilled_by'; readonly invoiceId: string }[];
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A row as it is read: with the columns that the database computes. */
export interface StoredInvoice extends InvoiceRow {
  readonly balance_due: string;
  /** Of the last payment, once nothing is owed. */
  readonly paid_date: string | null;
}

export interface InvoiceItemRow {
  readonly tenant_id: string;
  readonly invoice_id: string;
  readonly line_no: number;
  readonly line_id: string;
  readonly charge_id: string | null;
  readonly contract_id: string | null;
  readonly account_id: string;
  readonly product_id: string | null;
  readonly description: string;
  readonly period_start: string | null;
  readonly period_end: string | null;
  readonly quantity: string;
  readonly unit_price: string;
  readonly list_price: string | null;
  readonly days: number | null;
  readonly days_of_period: number | null;
  readonly amount: string;
  readonly tax_category: TaxCategory;
  readonly tax_rate_percent: string;
  readonly reason: string | null;
  /** The line of another document that it takes back. */
  readonly credits_invoice_id: string | null;
  readonly credits_line_id: string | null;
}

export interface ChargeRow {
  readonly tenant_id: string;
  readonly charge_id: string;
  readonly claim_id: string;
  readonly contract_id: string;
  readonly invoice_id: string;
  readonly line_id: string;
  readonly component: string;
  readonly period_start: string;
  readonly period_end: string;
  readonly service_start: string;
  readonly service_end: string;
  readonly days: number;
  readonly days_of_period: number;
  readonly quantity: string;
  readonly rate: Rate;
  readonly list_price: string;
  readonly unit_price: string;
  readonly amount: string;
  readonly tax_category: TaxCategory;
  readonly reduces: string | null;
  readonly contract_revision: number;
  readonly event_id: string;
  readonly raised_at: string;
  /** By itself; a claim that is released as a whole says so for all of its charges. */
  readonly released: boolean;
  readonly waived: boolean;
}

export interface InvoiceCreditRow {
  readonly tenant_id: string;
  readonly credit_note_id: string;
  readonly invoice_id: string;
  readonly amount: string;
  readonly credited_on: string;
  /** The day from which it counts no more: the note was voided. */
  readonly credited_until: string | null;
}

export interface EmptyDocumentRow {
  readonly tenant_id: string;
  readonly invoice_id: string;
  readonly members: readonly MemberOutcome[];
  readonly closed_at: string;
}

export interface FollowUpRow {
  readonly tenant_id: string;
  readonly invoice_id: string;
  readonly kind: 'credit' | 'rebill' | 'lines';
  readonly pending: boolean;
}

export interface ClaimRow {
  readonly tenant_id: string;
  readonly claim_id: string;
  readonly contract_id: string;
  readonly invoice_id: string;
  readonly run_id: string;
  readonly service_from: string | null;
  readonly service_through: string;
  readonly amount: string;
  readonly charge_count: number;
  /** Neither released nor forgiven. */
  readonly charges_left: number;
  readonly listed: boolean;
  readonly released: boolean;
  readonly release_reason: string | null;
  readonly raised_at: string;
  readonly released_at: string | null;
}

/** What a run has billed in one currency; gross. */
export interface RunTotal {
  readonly currency: string;
  readonly invoices: number;
  readonly invoiceTotal: string;
  readonly creditNotes: number;
  readonly creditTotal: string;
}

export interface BillingRunRow {
  readonly tenant_id: string;
  readonly run_id: string;
  readonly status: 'planning' | 'running' | 'paused' | 'completed' | 'cancelled';
  readonly status_reason: string | null;
  readonly seller_id: string;
  readonly scope: RunScope['kind'];
  readonly scope_details: RunScope;
  readonly contract_id: string | null;
  readonly period_from: string | null;
  readonly through: string;
  readonly finalise: boolean;
  readonly grouping: RunGrouping;
  readonly stagger_days: number;
  readonly schedule_id: string | null;
  readonly started_on: string;
  readonly chunks_planned: number;
  readonly chunks_done: number;
  readonly contracts: number;
  readonly documents: number;
  readonly nothing_due: number;
  readonly exceptions: number;
  readonly accepted_exceptions: number;
  readonly totals: readonly RunTotal[];
  readonly requested_by: Actor;
  readonly started_at: string;
  readonly planned_at: string | null;
  readonly completed_at: string | null;
  readonly updated_at: string;
  readonly revision: number;
  readonly position: string;
}

export interface BillingScheduleRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly status: 'active' | 'paused' | 'removed';
  readonly status_reason: string | null;
  readonly seller_id: string;
  readonly name: string;
  readonly cron: string;
  readonly time_zone: string;
  readonly scope: RunScope;
  readonly run_grouping: RunGrouping;
  readonly finalise: boolean;
  readonly stagger_days: number;
  readonly lead_days: number;
  readonly last_occurrence: string | null;
  readonly last_run_id: string | null;
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface RunChunkRow {
  readonly tenant_id: string;
  readonly run_id: string;
  readonly chunk: number;
  readonly groups: number;
  readonly contracts: number;
  readonly retry: boolean;
  readonly done: boolean;
  readonly documents: number;
  readonly nothing_due: number;
  readonly exceptions: number;
  readonly planned_at: string;
  readonly done_at: string | null;
}

export interface RunExceptionRow {
  readonly tenant_id: string;
  readonly run_id: string;
  readonly contract_id: string;
  readonly chunk: number;
  readonly status: 'open' | 'retried' | 'accepted';
  readonly attempts: number;
  readonly code: string;
  readonly message: string;
  readonly accepted_by: Principal | null;
  readonly accepted_reason: string | null;
  readonly noted_at: string;
}

export interface NumberRegisterRow {
  readonly tenant_id: string;
  readonly series: string;
  readonly number_revision: number;
  readonly invoice_id: string;
  readonly issue_date: string;
}

export interface BilledTenantRow {
  readonly tenant_id: string;
  readonly first_seen_at: string;
}

export interface InvoiceSummaryRow {
  readonly tenant_id: string;
  readonly invoice_id: string;
  readonly run_id: string;
  readonly seller_id: string;
  readonly addressee_id: string;
  readonly currency: string;
  readonly issued_on: string;
  readonly period_start: string;
  readonly period_end: string;
  readonly subtotal: string;
  readonly tax: string;
  readonly total: string;
  readonly document_count: number;
  readonly documents: IssuedSummary['documents'];
  readonly sections: readonly Section[];
  readonly revision: number;
  readonly created_at: string;
}

export interface AccountInvoicingRow {
  readonly tenant_id: string;
  readonly account_id: string;
  readonly invoicing: Invoicing;
}

/** The part of a contract that documents show. */
export interface ContractInBriefRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly contract_number: string;
  readonly contract_name: string;
  readonly status: string;
}

/** For Kysely: what queries of billing read, accounts, sellers and contracts included. */
export interface BillingTables extends DirectoryTables {
  'billing.contracts': ContractInBriefRow;
  'billing.invoices': StoredInvoice;
  'billing.invoice_items': InvoiceItemRow;
  'billing.invoice_summaries': InvoiceSummaryRow;
  'billing.billing_runs': BillingRunRow;
  'billing.billing_schedules': BillingScheduleRow;
  'billing.billing_run_chunks': RunChunkRow;
  'billing.billing_run_exceptions': RunExceptionRow;
  'billing.credit_lines': CreditLineRow;
  'billing.credit_uses': CreditUseRow;
}
