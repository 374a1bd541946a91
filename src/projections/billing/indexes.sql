-- Lists are ordered by a field, then by id in the same direction; read backwards for descending.
CREATE INDEX invoices_by_created ON invoices (tenant_id, document_type, created_at, invoice_id);
CREATE INDEX invoices_by_number ON invoices (tenant_id, document_type, invoice_number, invoice_id);
CREATE INDEX invoices_by_issue_date ON invoices (tenant_id, document_type, issue_date, invoice_id);
CREATE INDEX invoices_by_due_date ON invoices (tenant_id, document_type, due_date, invoice_id);
CREATE INDEX invoices_by_total ON invoices (tenant_id, document_type, total, invoice_id);
CREATE INDEX invoices_by_status ON invoices (tenant_id, document_type, status, created_at, invoice_id);
CREATE INDEX invoices_by_account ON invoices (tenant_id, account_id, created_at, invoice_id);
CREATE INDEX invoices_by_contract ON invoices (tenant_id, contract_id, created_at, invoice_id)
  WHERE contract_id IS NOT NULL;
CREATE INDEX invoices_by_run ON invoices (tenant_id, run_id);
-- What is still owed: few of many, once most are paid.
CREATE INDEX invoices_owed ON invoices (tenant_id, due_date, invoice_id)
  WHERE document_type = 'invoice' AND status = 'finalised' AND balance_due > 0;
-- What each account owes: credit limits and automatic holds ask for it.
CREATE INDEX invoices_open_by_account ON invoices (tenant_id, account_id, due_date, invoice_id)
  WHERE document_type = 'invoice' AND (status = 'finalising' OR (status = 'finalised' AND balance_due > 0));
-- Empty but for a moment: documents that wait for their number.
CREATE INDEX invoices_started ON invoices (tenant_id, invoice_id) WHERE status = 'finalising';
-- Few: documents that wait for an order or for credit, and those that a summary is going to show.
CREATE INDEX invoices_held ON invoices (tenant_id, created_at, invoice_id) WHERE status = 'held';
CREATE INDEX invoices_unsummarised ON invoices (tenant_id, run_id, bill_to_account_id)
  WHERE on_summary AND parent_invoice_id IS NULL AND status <> 'discarded';
CREATE INDEX invoices_by_parent ON invoices (tenant_id, parent_invoice_id) WHERE parent_invoice_id IS NOT NULL;
CREATE INDEX invoices_discarded ON invoices (tenant_id, invoice_id) WHERE status IN ('discarded', 'void');
CREATE INDEX invoices_number_trigrams ON invoices USING gin (invoice_number gin_trgm_ops);
CREATE INDEX invoices_order_trigrams ON invoices USING gin (purchase_order_number gin_trgm_ops);

CREATE INDEX charges_by_invoice ON charges (tenant_id, invoice_id);
CREATE INDEX charges_by_reduced ON charges (tenant_id, reduces) WHERE reduces IS NOT NULL;
CREATE INDEX invoice_credits_by_invoice ON invoice_credits (tenant_id, invoice_id);

CREATE INDEX claims_by_contract ON claims (tenant_id, contract_id, invoice_id);
CREATE INDEX claims_by_invoice ON claims (tenant_id, invoice_id) WHERE NOT released;
-- Empty but for a moment: claims whose document is not drafted yet, or was drafted without them.
CREATE INDEX claims_unlisted ON claims (tenant_id, invoice_id) WHERE NOT released AND NOT listed;

CREATE INDEX billing_runs_by_started ON billing_runs (tenant_id, started_at, run_id);
CREATE INDEX billing_runs_unfinished ON billing_runs (tenant_id, run_id) WHERE status <> 'completed';
CREATE INDEX number_register_by_invoice ON number_register (tenant_id, invoice_id);

CREATE INDEX payments_by_created ON payments (tenant_id, created_at, payment_id);
CREATE INDEX payments_by_received ON payments (tenant_id, received_on, payment_id);
CREATE INDEX payments_by_amount ON payments (tenant_id, amount, payment_id);
CREATE INDEX payments_by_account ON payments (tenant_id, account_id, created_at, payment_id);
-- Cash that is still to be used, and what a process that fell has left undone: few of many.
CREATE INDEX payments_unapplied ON payments (tenant_id, account_id, received_on, payment_id) WHERE unapplied_amount > 0;
CREATE INDEX payments_unfinished ON payments (tenant_id, payment_id) WHERE pending > 0 OR life = 'reversing';
CREATE INDEX payment_allocations_by_payment ON payment_allocations (tenant_id, payment_id);
CREATE INDEX payment_allocations_by_invoice ON payment_allocations (tenant_id, invoice_id);
CREATE INDEX payment_refunds_by_payment ON payment_refunds (tenant_id, payment_id);
-- Invoices that a payer may pay, and the credit notes that a document is corrected by.
CREATE INDEX invoices_owed_by_buyer ON invoices (tenant_id, account_id, due_date, invoice_id)
  WHERE document_type = 'invoice' AND status = 'finalised' AND balance_due > 0;
CREATE INDEX invoices_owed_by_bill_to ON invoices (tenant_id, bill_to_account_id, due_date, invoice_id)
  WHERE document_type = 'invoice' AND status = 'finalised' AND balance_due > 0;
CREATE INDEX invoices_correcting ON invoices USING gin (corrects) WHERE document_type = 'credit_note';
-- Empty but for a moment, and for credit notes by hand that wait for a reviewer.
CREATE INDEX document_follow_ups_pending ON document_follow_ups (tenant_id, kind, invoice_id) WHERE pending;
