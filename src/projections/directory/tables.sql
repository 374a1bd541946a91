-- Who there is: the tenants' accounts and their hierarchy, products, sellers.
-- Deleted means closed or retired: the row is hidden by queries and keeps its place.

CREATE TABLE tenants (
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id)
);
SELECT ops.protect_tenant_table('tenants');

CREATE TABLE sellers (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  legal_name text NOT NULL,
  address_lines jsonb NOT NULL,
  country text NOT NULL,
  tax_registrations jsonb NOT NULL,
  bank_account text,
  base_currency text NOT NULL,
  time_zone text NOT NULL,
  registered_rounding text NOT NULL,
  registered_series jsonb NOT NULL,
  series_changes jsonb NOT NULL,
  default_terms jsonb,
  invoice_footer text,
  policies jsonb NOT NULL,
  tax_rates jsonb NOT NULL,
  revision integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
SELECT ops.protect_tenant_table('sellers');

-- Every change of a seller, before and after.
CREATE TABLE seller_changes (
  tenant_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  revision integer NOT NULL,
  fact text NOT NULL,
  before jsonb,
  after jsonb,
  reason text,
  changed_by_kind text NOT NULL,
  changed_by_id text NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, seller_id, revision)
);
SELECT ops.protect_tenant_table('seller_changes');

CREATE TABLE accounts (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  parent_account_id uuid,
  account_name text NOT NULL,
  account_type text NOT NULL,
  status text NOT NULL,
  currency text NOT NULL,
  payment_terms text,
  payment_terms_days integer,
  tax_id text,
  billing_country text,
  tax_category text,
  credit_limit numeric,
  credit_hold boolean NOT NULL,
  -- Of the documents that are billed to it: per_contract, per_account, consolidated.
  invoicing text NOT NULL,
  -- Whether its documents need purchase orders, by day.
  order_policies jsonb NOT NULL,
  -- Why and since when it is on hold.
  hold jsonb,
  -- How its credit is looked after, by the day from which on; group limits stand here.
  credit_policies jsonb NOT NULL,
  -- As in the events, still sealed: a rebuild needs no keys, and a destroyed key erases the row's copy too.
  contact jsonb,
  -- Contacts and addresses beside those, sealed too, and which of them are primary.
  contact_points jsonb NOT NULL,
  primary_points jsonb NOT NULL,
  tax_registrations jsonb NOT NULL,
  -- Who gets the documents of new contracts, by the day of their start.
  bill_tos jsonb NOT NULL,
  merged_into_account_id uuid,
  metadata jsonb NOT NULL,
  -- Of the account's own stream: what If-Match is compared with.
  revision integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
SELECT ops.protect_tenant_table('accounts');

-- Every pair of an account and one that stands above it, itself included at depth 0.
CREATE TABLE account_closure (
  tenant_id uuid NOT NULL,
  ancestor_id uuid NOT NULL,
  descendant_id uuid NOT NULL,
  depth integer NOT NULL,
  PRIMARY KEY (tenant_id, ancestor_id, descendant_id)
);
-- Needed while building, not only for reading: moves look upwards.
CREATE INDEX account_closure_upwards ON account_closure (tenant_id, descendant_id, depth, ancestor_id);
SELECT ops.protect_tenant_table('account_closure');

CREATE TABLE products (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  sku text NOT NULL,
  name text NOT NULL,
  description text,
  pricing_model text NOT NULL,
  base_price numeric NOT NULL,
  currency text NOT NULL,
  charge_type text NOT NULL,
  category text NOT NULL,
  min_seats integer,
  max_seats integer,
  seat_increment integer,
  volume_tiers jsonb NOT NULL,
  package_price numeric,
  package_size integer,
  price_steps jsonb NOT NULL,
  billing_interval text NOT NULL,
  setup_fee numeric,
  setup_fee_distinct boolean NOT NULL,
  trial_period_days integer,
  min_commitment_months integer,
  tax_category text NOT NULL,
  active boolean NOT NULL,
  active_from date,
  active_until date,
  is_addon boolean NOT NULL,
  metadata jsonb NOT NULL,
  revision integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
SELECT ops.protect_tenant_table('products');
