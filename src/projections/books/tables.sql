-- Double entry. Entries and lines are written once, balanced, and never changed: see integrity.sql.
CREATE TABLE journal_entries (
  tenant_id uuid NOT NULL,
  -- Derived from the event's id.
  entry_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  -- The day in whose period it counts; reports go by it.
  posted_on date NOT NULL,
  -- The day of the fact; earlier when its period was closed before the fact was known.
  occurred_on date NOT NULL CHECK (occurred_on <= posted_on),
  currency text NOT NULL,
  description text NOT NULL,
  rule text NOT NULL,
  rule_version integer NOT NULL,
  mapping_version integer NOT NULL,
  -- The event that it comes from.
  event_id uuid NOT NULL,
  category text NOT NULL,
  stream_id text NOT NULL,
  revision bigint NOT NULL,
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, entry_id)
);
SELECT ops.protect_tenant_table('journal_entries');

CREATE TABLE journal_lines (
  tenant_id uuid NOT NULL,
  entry_id uuid NOT NULL,
  -- 1, 2, 3… within the entry.
  line_number integer NOT NULL,
  account_code text NOT NULL,
  side text NOT NULL CHECK (side IN ('debit', 'credit')),
  amount numeric NOT NULL CHECK (amount > 0),
  customer_account_id uuid,
  contract_id uuid,
  invoice_id uuid,
  -- As the entry has them: an account is read in order of posting without looking at the entries.
  seller_id uuid NOT NULL,
  currency text NOT NULL,
  posted_on date NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (tenant_id, entry_id, line_number)
);
SELECT ops.protect_tenant_table('journal_lines');

-- Sums of the lines by account and day, written by the same statement as the lines: a balance on any day is a sum over
-- days, however many lines there are.
CREATE TABLE daily_balances (
  tenant_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  currency text NOT NULL,
  account_code text NOT NULL,
  posted_on date NOT NULL,
  debits numeric NOT NULL,
  credits numeric NOT NULL,
  lines bigint NOT NULL,
  PRIMARY KEY (tenant_id, seller_id, currency, account_code, posted_on)
);
SELECT ops.protect_tenant_table('daily_balances');

-- How drafts split over contracts, kept until the document is final or discarded.
CREATE TABLE drafted_documents (
  tenant_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  contract_nets jsonb NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id)
);
SELECT ops.protect_tenant_table('drafted_documents');
