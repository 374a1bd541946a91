-- Whoever comes with a key says who he is before anybody knows his tenant, so no policy of the role api can let his row
-- through. These functions have the rights of the tables' owner, who has policies here for reading only, and give
-- away one row for one exact prefix, or what an operator may know of all tenants.
CREATE POLICY key_lookup ON api_keys FOR SELECT TO ledgerline_owner USING (true);
CREATE POLICY tenant_list ON tenants FOR SELECT TO ledgerline_owner USING (true);

CREATE FUNCTION find_api_key(wanted text)
RETURNS TABLE (
  tenant_id uuid, id uuid, hash text, valid_until timestamptz, revoked boolean, roles text[], scopes text[]
)
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT
    k.tenant_id,
    k.id,
    CASE WHEN k.prefix = wanted THEN k.hash ELSE k.previous_hash END,
    CASE WHEN k.prefix = wanted THEN k.expires_at ELSE least(k.expires_at, k.previous_until) END,
    k.revoked_at IS NOT NULL,
    k.roles,
    k.scopes
  FROM api_keys AS k
  WHERE k.prefix = wanted OR k.previous_prefix = wanted
  ORDER BY k.tenant_id, k.id
  LIMIT 1;
END;

CREATE FUNCTION all_tenants()
RETURNS TABLE (tenant_id uuid, name text, status text, status_reason text, status_since timestamptz, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
BEGIN ATOMIC
  SELECT t.tenant_id, t.name, t.status, t.status_reason, t.status_since, t.created_at
  FROM tenants AS t ORDER BY t.created_at, t.tenant_id LIMIT 10000;
END;

REVOKE EXECUTE ON FUNCTION find_api_key, all_tenants FROM public;
GRANT EXECUTE ON FUNCTION find_api_key, all_tenants TO ledgerline_api;
