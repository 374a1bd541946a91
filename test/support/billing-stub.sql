-- The columns of the group `billing` that the directory reads, without that group.
CREATE SCHEMA billing;
GRANT USAGE ON SCHEMA billing TO ledgerline_api, ledgerline_projector, ledgerline_worker;
CREATE TABLE billing.contracts (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  bill_to_account_id uuid NOT NULL,
  contract_number text NOT NULL,
  contract_name text NOT NULL,
  status text NOT NULL,
  start_date date NOT NULL,
  end_date date NOT NULL,
  service_end date,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE billing.invoices (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  document_type text NOT NULL,
  status text NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
SELECT ops.protect_tenant_table('billing.contracts');
SELECT ops.protect_tenant_table('billing.invoices');
