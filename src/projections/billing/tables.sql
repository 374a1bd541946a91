-- Documents, what they charge, and the runs that made them.

-- Invoices and credit notes, from the draft on. "Sent", "overdue" and the like follow from dates and balances on the
-- day of asking (see queries/invoice-status.ts): a row holds no now().
CREATE TABLE invoices (
  tenant_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  document_type text NOT NULL,
  status text NOT NULL,
  invoice_number text,
  -- Stream of the number series, from the start of the finalisation on.
  series uuid,
  seller_id uuid NOT NULL,
  account_id uuid NOT NULL,
  bill_to_account_id uuid NOT NULL,
  -- Null when the lines belong to several contracts.
  contract_id uuid,
  purchase_order_number text,
  payment_terms text NOT NULL,
  payment_terms_days integer,
  currency text NOT NULL,
  subtotal numeric NOT NULL,
  tax numeric NOT NULL,
  discount numeric NOT NULL,
  total numeric NOT NULL,
  -- By finalised credit notes; see credits.ts.
  credited_amount numeric NOT NULL,
  -- By payments that are applied, deductions included.
  paid_amount numeric NOT NULL,
  balance_due numeric NOT NULL GENERATED ALWAYS AS (total - credited_amount - paid_amount) STORED,
  -- Null where no line has days.
  period_start date,
  period_end date,
  issue_date date,
  due_date date,
  tax_point_date date,
  -- [{allocationId, amount, appliedOn}], and the last of these days.
  applied_payments jsonb NOT NULL,
  last_paid_on date,
  paid_date date GENERATED ALWAYS AS (CASE WHEN total - credited_amount - paid_amount <= 0 THEN last_paid_on END) STORED,
  billing_type text NOT NULL,
  consolidated boolean NOT NULL,
  item_count integer NOT NULL,
  -- Null on a document by hand.
  run_id uuid,
  origin text NOT NULL,
  -- Whether a summary is going to show it, and the one that does.
  on_summary boolean NOT NULL,
  parent_invoice_id uuid,
  -- Documents that a credit note corrects.
  corrects uuid[] NOT NULL,
  tax_totals jsonb NOT NULL,
  -- As frozen at finalisation. The buyer's contact is still sealed.
  seller jsonb,
  buyer jsonb,
  -- [{accountId, accountName, subtotal}] when the lines are the cost of several accounts.
  sections jsonb NOT NULL,
  notes text,
  -- [{kind, code, message}] while it is held, and the last day on which the law wants it issued.
  hold_reasons jsonb,
  issue_by date,
  discard_reason text,
  voided_on date,
  void_reason text,
  -- goodwill or rebill, on a credit note by hand.
  credit_kind text,
  -- [{relation, invoiceId}]: what it bills again, or what bills it again.
  related jsonb NOT NULL,
  -- Of the document's stream: what If-Match is compared with.
  revision integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id)
);
SELECT ops.protect_tenant_table('invoices');

-- What shows documents of several buyers to the account that they are billed to. The amounts are those of the documents.
CREATE TABLE invoice_summaries (
  tenant_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  run_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  -- The bill-to of what it shows, or the head of the account tree that the run was over.
  addressee_id uuid NOT NULL,
  currency text NOT NULL,
  issued_on date NOT NULL,
  period_start date NOT NULL,
  period_end date NOT NULL,
  subtotal numeric NOT NULL,
  tax numeric NOT NULL,
  total numeric NOT NULL,
  document_count integer NOT NULL,
  -- As issued: [{invoiceId, invoiceNumber, documentType, accountId, accountName, dueDate, subtotal, tax, total}].
  documents jsonb NOT NULL,
  sections jsonb NOT NULL,
  revision integer NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id)
);
SELECT ops.protect_tenant_table('invoice_summaries');

CREATE TABLE invoice_items (
  tenant_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  -- Place on the document, from 1.
  line_no integer NOT NULL,
  line_id uuid NOT NULL,
  charge_id text,
  contract_id uuid,
  account_id uuid NOT NULL,
  product_id uuid,
  description text NOT NULL,
  period_start date,
  period_end date,
  quantity numeric NOT NULL,
  unit_price numeric NOT NULL,
  list_price numeric,
  days integer,
  days_of_period integer,
  amount numeric NOT NULL,
  tax_category text NOT NULL,
  tax_rate_percent numeric NOT NULL,
  reason text,
  -- The line of another document that it takes back.
  credits_invoice_id uuid,
  credits_line_id uuid,
  PRIMARY KEY (tenant_id, invoice_id, line_no)
);
SELECT ops.protect_tenant_table('invoice_items');

-- Every charge ever raised, signed and net, with what explains it.
CREATE TABLE charges (
  tenant_id uuid NOT NULL,
  charge_id text NOT NULL,
  claim_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  line_id uuid NOT NULL,
  component text NOT NULL,
  period_start date NOT NULL,
  period_end date NOT NULL,
  service_start date NOT NULL,
  service_end date NOT NULL,
  days integer NOT NULL,
  days_of_period integer NOT NULL,
  quantity numeric NOT NULL,
  rate jsonb NOT NULL,
  list_price numeric NOT NULL,
  unit_price numeric NOT NULL,
  amount numeric NOT NULL,
  tax_category text NOT NULL,
  -- The charge that a negative one takes back.
  reduces text,
  -- The event that raised it: its place on the contract's stream, and its id.
  contract_revision integer NOT NULL,
  event_id uuid NOT NULL,
  raised_at timestamptz NOT NULL,
  -- By itself; a claim that is released as a whole says so for all of its charges.
  released boolean NOT NULL,
  -- Forgiven: it counts as charged.
  waived boolean NOT NULL,
  PRIMARY KEY (tenant_id, charge_id)
);
SELECT ops.protect_tenant_table('charges');

-- How much of which invoice a finalised credit note takes back, gross. The parts sum to the note's total.
CREATE TABLE invoice_credits (
  tenant_id uuid NOT NULL,
  credit_note_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  amount numeric NOT NULL,
  credited_on date NOT NULL,
  -- The day from which it counts no more: the note was voided.
  credited_until date,
  PRIMARY KEY (tenant_id, credit_note_id, invoice_id)
);
SELECT ops.protect_tenant_table('invoice_credits');

-- Documents that were opened for several contracts and found nothing due.
CREATE TABLE empty_documents (
  tenant_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  members jsonb NOT NULL,
  closed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id)
);
SELECT ops.protect_tenant_table('empty_documents');

-- Credit notes by hand and rebills: what is begun and may have stopped half way.
CREATE TABLE document_follow_ups (
  tenant_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  -- credit, rebill, lines
  kind text NOT NULL,
  pending boolean NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id, kind)
);
SELECT ops.protect_tenant_table('document_follow_ups');

CREATE TABLE claims (
  tenant_id uuid NOT NULL,
  claim_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  run_id uuid NOT NULL,
  service_from date,
  service_through date NOT NULL,
  -- Net, in the contract's currency.
  amount numeric NOT NULL,
  charge_count integer NOT NULL,
  -- Neither released nor forgiven. A claim of which none is left is released.
  charges_left integer NOT NULL,
  -- Its document lists it.
  listed boolean NOT NULL,
  released boolean NOT NULL,
  release_reason text,
  raised_at timestamptz NOT NULL,
  released_at timestamptz,
  PRIMARY KEY (tenant_id, claim_id)
);
SELECT ops.protect_tenant_table('claims');

CREATE TABLE billing_runs (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  status text NOT NULL,
  -- Why it is paused or cancelled.
  status_reason text,
  seller_id uuid NOT NULL,
  -- batch: everything due for the seller; single, tree, contracts, frequency: a part of it, as scope_details says.
  scope text NOT NULL,
  scope_details jsonb NOT NULL,
  contract_id uuid,
  period_from date,
  through date NOT NULL,
  finalise boolean NOT NULL,
  grouping text NOT NULL,
  -- The documents are issued over so many days.
  stagger_days integer NOT NULL,
  -- The schedule that started it.
  schedule_id uuid,
  started_on date NOT NULL,
  chunks_planned integer NOT NULL,
  chunks_done integer NOT NULL,
  contracts integer NOT NULL,
  documents integer NOT NULL,
  nothing_due integer NOT NULL,
  -- Contracts that it could not bill, without those that are tried again or accepted.
  exceptions integer NOT NULL,
  accepted_exceptions integer NOT NULL,
  -- [{currency, invoices, invoiceTotal, creditNotes, creditTotal}] by currency.
  totals jsonb NOT NULL,
  requested_by jsonb NOT NULL,
  started_at timestamptz NOT NULL,
  planned_at timestamptz,
  completed_at timestamptz,
  updated_at timestamptz NOT NULL,
  revision integer NOT NULL,
  -- Of the run's last event.
  position bigint NOT NULL,
  PRIMARY KEY (tenant_id, run_id)
);
SELECT ops.protect_tenant_table('billing_runs');

CREATE TABLE billing_run_chunks (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  chunk integer NOT NULL,
  groups integer NOT NULL,
  contracts integer NOT NULL,
  -- Of exceptions that are tried again.
  retry boolean NOT NULL,
  done boolean NOT NULL,
  documents integer NOT NULL,
  nothing_due integer NOT NULL,
  exceptions integer NOT NULL,
  planned_at timestamptz NOT NULL,
  done_at timestamptz,
  PRIMARY KEY (tenant_id, run_id, chunk)
);
SELECT ops.protect_tenant_table('billing_run_chunks');

-- Contracts that a run could not bill, and why.
CREATE TABLE billing_run_exceptions (
  tenant_id uuid NOT NULL,
  run_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  -- The chunk of its latest attempt.
  chunk integer NOT NULL,
  -- open, retried, accepted
  status text NOT NULL,
  attempts integer NOT NULL,
  code text NOT NULL,
  message text NOT NULL,
  accepted_by jsonb,
  accepted_reason text,
  noted_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, run_id, contract_id)
);
SELECT ops.protect_tenant_table('billing_run_exceptions');

-- Each number as its series gave it; the text of the number stands on the document.
CREATE TABLE number_register (
  tenant_id uuid NOT NULL,
  series uuid NOT NULL,
  -- Revision on the series' stream: the number is the series' base plus this.
  number_revision integer NOT NULL,
  invoice_id uuid NOT NULL,
  issue_date date NOT NULL,
  PRIMARY KEY (tenant_id, series, number_revision)
);
SELECT ops.protect_tenant_table('number_register');

-- Tenants that have ever had a billing run or a payment; see tenants.sql.
CREATE TABLE billed_tenants (
  tenant_id uuid NOT NULL,
  first_seen_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id)
);
SELECT ops.protect_tenant_table('billed_tenants');

-- How accounts want the documents that are billed to them grouped, where that is not one for each buyer.
CREATE TABLE account_invoicing (
  tenant_id uuid NOT NULL,
  account_id uuid NOT NULL,
  invoicing text NOT NULL,
  PRIMARY KEY (tenant_id, account_id)
);
SELECT ops.protect_tenant_table('account_invoicing');
