CREATE TABLE accounts (
  tenant_id uuid NOT NULL,
  account_id uuid NOT NULL,
  account_name text NOT NULL,
  status text NOT NULL,
  parent_id uuid,
  credit_limit numeric,
  changes integer NOT NULL,
  metadata jsonb NOT NULL,
  opened_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, account_id)
);
SELECT ops.protect_tenant_table('accounts');

CREATE TABLE child_counts (
  tenant_id uuid NOT NULL,
  parent_id uuid NOT NULL,
  children integer NOT NULL,
  PRIMARY KEY (tenant_id, parent_id)
);
SELECT ops.protect_tenant_table('child_counts');

CREATE TABLE moves (
  tenant_id uuid NOT NULL,
  position bigint NOT NULL,
  account_id uuid NOT NULL,
  moved_on date NOT NULL,
  PRIMARY KEY (tenant_id, position)
);
SELECT ops.protect_tenant_table('moves');
