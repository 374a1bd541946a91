-- Substring search under row-level security: as in the directory, see docs/decisions/substring-search-under-row-level-security.md.
CREATE POLICY search ON invoices FOR SELECT TO ledgerline_owner USING (true);

CREATE FUNCTION invoices_numbered_like(pattern text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
BEGIN ATOMIC
  SELECT invoice_id FROM invoices
  WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::uuid AND invoice_number ILIKE pattern;
END;

CREATE FUNCTION invoices_with_order_like(pattern text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
BEGIN ATOMIC
  SELECT invoice_id FROM invoices
  WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::uuid AND purchase_order_number ILIKE pattern;
END;

REVOKE EXECUTE ON FUNCTION invoices_numbered_like, invoices_with_order_like FROM public;
GRANT EXECUTE ON FUNCTION invoices_numbered_like, invoices_with_order_like TO ledgerline_api, ledgerline_worker;
