-- The sweeper goes over all tenants, and a worker sees one at a time. So this function, with the rights of the table's
-- owner, who has a policy here for reading only, says which tenants there are and nothing else about them; the worker
-- then looks into one after the other, as its policies want it.
CREATE POLICY sweep ON billed_tenants FOR SELECT TO ledgerline_owner USING (true);

CREATE FUNCTION all_billed_tenants() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
BEGIN ATOMIC
  SELECT tenant_id FROM billed_tenants ORDER BY tenant_id;
END;

REVOKE EXECUTE ON FUNCTION all_billed_tenants FROM public;
GRANT EXECUTE ON FUNCTION all_billed_tenants TO ledgerline_worker;
