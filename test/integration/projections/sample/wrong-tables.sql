CREATE TABLE accounts (
  tenant_id uuid NOT NULL,
  account_id uuid NOT NULL,
  status text NOT NULL,
  parent_id uuid,
  credit_limit numeric(12, 2),
  changes integer NOT NULL,
  metadata jsonb NOT NULL,
  opened_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, account_id)
);
