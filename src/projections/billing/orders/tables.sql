-- Purchase orders: as they stand, what was said to them, what documents have drawn.

CREATE TABLE purchase_orders (
  tenant_id uuid NOT NULL,
  order_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  account_id uuid NOT NULL,
  order_number text NOT NULL,
  currency text NOT NULL,
  amount numeric NOT NULL,
  used numeric NOT NULL,
  remaining numeric NOT NULL,
  valid_from date NOT NULL,
  valid_until date,
  contract_ids uuid[] NOT NULL,
  description text,
  attachments jsonb NOT NULL,
  metadata jsonb NOT NULL,
  registered_by jsonb NOT NULL,
  responsible jsonb NOT NULL,
  status text NOT NULL,
  was_open boolean NOT NULL,
  -- The last request: for the order itself, or for an amendment.
  request jsonb,
  is_pending boolean NOT NULL,
  -- Who can decide on it now, and who cannot since it is their own or they have: `role finance`, `user <id>`.
  waits_for text[] NOT NULL,
  asked_by text[] NOT NULL,
  decided_by text[] NOT NULL,
  is_usage_warned boolean NOT NULL,
  -- The last day that was warned of.
  warned_of date,
  -- When it has something to say by itself.
  wakes_on date,
  revision integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, order_id)
);
SELECT ops.protect_tenant_table('purchase_orders');

-- One row for everything that was said to an order, and of it.
CREATE TABLE purchase_order_steps (
  tenant_id uuid NOT NULL,
  order_id uuid NOT NULL,
  revision integer NOT NULL,
  -- Null for what is about the order itself.
  request integer,
  kind text NOT NULL,
  -- Counted from 1; null for what is about the whole request.
  step integer,
  approver integer,
  said_by jsonb,
  -- Of a delegation: to whom; of an approval: for whom.
  other_person jsonb,
  said_on date NOT NULL,
  reason text,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, order_id, revision)
);
SELECT ops.protect_tenant_table('purchase_order_steps');

CREATE TABLE purchase_order_draws (
  tenant_id uuid NOT NULL,
  order_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  amount numeric NOT NULL,
  given_back numeric NOT NULL,
  -- What it still takes of the order: nothing, once it is released.
  remaining numeric NOT NULL,
  status text NOT NULL,
  drawn_on date NOT NULL,
  tolerance_percent numeric,
  released_because text,
  drawn_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, order_id, invoice_id)
);
SELECT ops.protect_tenant_table('purchase_order_draws');

-- The sweeper goes over all tenants, and a worker sees one at a time: this names the tenants that have orders.
CREATE POLICY sweep ON purchase_orders FOR SELECT TO ledgerline_owner USING (true);

CREATE FUNCTION ordering_tenants() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
BEGIN ATOMIC
  WITH RECURSIVE ordering AS (
    (SELECT tenant_id FROM purchase_orders ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT p.tenant_id FROM purchase_orders AS p WHERE p.tenant_id > o.tenant_id ORDER BY p.tenant_id LIMIT 1)
    FROM ordering AS o WHERE o.tenant_id IS NOT NULL
  )
  SELECT tenant_id FROM ordering WHERE tenant_id IS NOT NULL;
END;

REVOKE EXECUTE ON FUNCTION ordering_tenants FROM public;
GRANT EXECUTE ON FUNCTION ordering_tenants TO ledgerline_worker;
