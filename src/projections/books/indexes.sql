-- Lists of entries.
CREATE INDEX journal_entries_by_day ON journal_entries (tenant_id, posted_on, entry_id);
CREATE INDEX journal_entries_by_record ON journal_entries (tenant_id, recorded_at, entry_id);

-- The general ledger: one account in order of posting.
CREATE INDEX journal_lines_by_account ON journal_lines (tenant_id, account_code, currency, posted_on, position);
-- What was posted about one document, contract or customer.
CREATE INDEX journal_lines_by_invoice ON journal_lines (tenant_id, invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX journal_lines_by_contract ON journal_lines (tenant_id, contract_id) WHERE contract_id IS NOT NULL;
CREATE INDEX journal_lines_by_customer ON journal_lines (tenant_id, customer_account_id)
  WHERE customer_account_id IS NOT NULL;
-- What was posted behind a position, for balances as they were known there.
CREATE INDEX journal_lines_by_position ON journal_lines (tenant_id, position);
