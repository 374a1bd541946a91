-- One row per contract. A discarded draft has none.
CREATE TABLE contracts (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  -- The same, by the name that other tables of this schema use.
  contract_id uuid NOT NULL GENERATED ALWAYS AS (id) STORED,
  contract_number text NOT NULL,
  contract_name text NOT NULL,
  -- draft, active, cancelled. "Renewed" follows from term_count, "expired" from service_end and the day of asking: a row holds no now().
  status text NOT NULL,
  seller_id uuid NOT NULL,
  account_id uuid NOT NULL,
  bill_to_account_id uuid NOT NULL,
  currency text NOT NULL,
  purchase_order_number text,
  payment_terms text NOT NULL,
  payment_terms_days integer,
  start_date date NOT NULL,
  -- Last day of the term, as agreed.
  end_date date NOT NULL,
  -- First day without service, a cancellation taken into account. Null in a draft.
  service_end date,
  contract_value numeric,
  billing_frequency text NOT NULL,
  billing_interval_months integer NOT NULL,
  billing_in_advance boolean NOT NULL,
  auto_renew boolean NOT NULL,
  -- Periods that end by this day are charged as owed. Null: none is.
  settled_before date,
  -- How many terms were agreed: more than one means renewed.
  term_count integer NOT NULL,
  -- The earliest day on which something may be due; null when nothing will be. What billing runs look for.
  next_due_on date,
  -- The day from which the automatic renewal binds; null where the contract ends with its term. What the sweeper looks for.
  renews_on date,
  -- The contract folded, lines and timelines included, without the charges of its claims: those are in `charges`.
  state jsonb NOT NULL,
  -- Of the contract's stream: what If-Match is compared with.
  revision integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
SELECT ops.protect_tenant_table('contracts');

-- The lines with the terms agreed at first; the whole course by date is in quantities and prices (null in a draft).
CREATE VIEW contract_lines WITH (security_invoker = true) AS
SELECT
  c.tenant_id,
  c.id AS contract_id,
  (l.line ->> 'lineId')::uuid AS line_id,
  l.line_no::integer AS line_no,
  (l.line ->> 'productId')::uuid AS product_id,
  l.line ->> 'description' AS description,
  coalesce(l.line ->> 'quantity', l.line #>> '{quantities,0,value}')::integer AS quantity,
  coalesce(l.line ->> 'committedQuantity', l.line #>> '{commitments,0,value}')::integer AS committed_quantity,
  coalesce(l.line -> 'price', l.line #> '{prices,0,value}') AS price,
  l.line ->> 'taxCategory' AS tax_category,
  l.line -> 'quantities' AS quantities,
  l.line -> 'prices' AS prices
FROM contracts AS c
CROSS JOIN LATERAL jsonb_array_elements(c.state -> 'lines') WITH ORDINALITY AS l(line, line_no);
GRANT SELECT ON contract_lines TO ledgerline_api, ledgerline_worker;

-- Substring search under row-level security: see docs/decisions/substring-search-under-row-level-security.md.
CREATE POLICY search ON contracts FOR SELECT TO ledgerline_owner USING (true);

CREATE FUNCTION contracts_numbered_like(pattern text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
BEGIN ATOMIC
  SELECT id FROM contracts
  WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::uuid AND contract_number ILIKE pattern;
END;

CREATE FUNCTION contracts_shared_with(account uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
BEGIN ATOMIC
  SELECT id FROM contracts
  WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::uuid
    AND state ? 'splits' AND state -> 'splits' <> '[]'::jsonb
    AND state -> 'splits' @> jsonb_build_array(jsonb_build_object('value', jsonb_build_object(
      'shares', jsonb_build_array(jsonb_build_object('accountId', account)))));
END;

REVOKE EXECUTE ON FUNCTION contracts_numbered_like, contracts_shared_with FROM public;
GRANT EXECUTE ON FUNCTION contracts_numbered_like, contracts_shared_with TO ledgerline_api, ledgerline_worker;

-- The sweeper goes over all tenants that have something to renew, and a worker sees one at a time. One step of the index
-- for each tenant, however many contracts it has.
CREATE FUNCTION renewing_tenants() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
BEGIN ATOMIC
  WITH RECURSIVE renewing AS (
    (SELECT tenant_id FROM contracts WHERE renews_on IS NOT NULL ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (
      SELECT c.tenant_id FROM contracts AS c
      WHERE c.renews_on IS NOT NULL AND c.tenant_id > r.tenant_id
      ORDER BY c.tenant_id LIMIT 1
    )
    FROM renewing AS r WHERE r.tenant_id IS NOT NULL
  )
  SELECT tenant_id FROM renewing WHERE tenant_id IS NOT NULL;
END;

REVOKE EXECUTE ON FUNCTION renewing_tenants FROM public;
GRANT EXECUTE ON FUNCTION renewing_tenants TO ledgerline_worker;
