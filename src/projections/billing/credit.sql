-- One row per epoch of a credit limit's stream; the open one of a limit is the one that counts.
CREATE TABLE credit_lines (
  tenant_id uuid NOT NULL,
  line_id uuid NOT NULL,
  account_id uuid NOT NULL,
  -- own: of the account; group: with everything below it.
  scope text NOT NULL,
  currency text NOT NULL,
  epoch integer NOT NULL,
  status text NOT NULL,
  credit_limit numeric,
  policy text NOT NULL,
  opened_on date NOT NULL,
  revision integer NOT NULL,
  opened_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, line_id)
);
CREATE INDEX credit_lines_in_force ON credit_lines (tenant_id, account_id, scope, currency) WHERE status = 'open';
SELECT ops.protect_tenant_table('credit_lines');

-- What each document uses of a limit, in its open epoch: an epoch that is over hands its rows on.
CREATE TABLE credit_uses (
  tenant_id uuid NOT NULL,
  line_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  -- The debtor.
  account_id uuid NOT NULL,
  amount numeric NOT NULL,
  beyond_limit boolean NOT NULL,
  -- Since when, as far as this epoch knows.
  used_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, line_id, invoice_id)
);
CREATE INDEX credit_uses_by_invoice ON credit_uses (tenant_id, invoice_id);
SELECT ops.protect_tenant_table('credit_uses');
