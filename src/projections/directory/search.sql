-- Substring search under row-level security.
--
-- ILIKE is not leakproof: PostgreSQL must not let it look at a row before the policy has, so a condition with it is
-- never an index condition on a table with a policy, whatever index there is and whatever tenant_id = … the query
-- adds (its security level stays above the policy's). See docs/decisions/substring-search-under-row-level-security.md.
--
-- These functions run with the rights of the tables' owner, who has a policy without a condition, for reading only;
-- they name the tenant themselves, from the same setting as the policy. They give ids to look at: the query that asks
-- still goes through the policy, and compares again.
-- Standard SQL bodies refer to the tables by identity, so they follow when a rebuilt schema takes the place of this one.

CREATE POLICY search ON accounts FOR SELECT TO ledgerline_owner USING (true);
CREATE POLICY search ON products FOR SELECT TO ledgerline_owner USING (true);

CREATE FUNCTION accounts_named_like(pattern text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
BEGIN ATOMIC
  SELECT id FROM accounts
  WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::uuid AND account_name ILIKE pattern;
END;

CREATE FUNCTION products_named_like(pattern text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
BEGIN ATOMIC
  SELECT id FROM products
  WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::uuid AND name ILIKE pattern;
END;

CREATE FUNCTION products_with_sku_like(pattern text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
BEGIN ATOMIC
  SELECT id FROM products
  WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::uuid AND sku ILIKE pattern;
END;

REVOKE EXECUTE ON FUNCTION accounts_named_like, products_named_like, products_with_sku_like FROM public;
GRANT EXECUTE ON FUNCTION accounts_named_like, products_named_like, products_with_sku_like
  TO ledgerline_api, ledgerline_worker;
