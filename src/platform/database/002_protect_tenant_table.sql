-- The one place that says who sees which rows of a table with tenants in it.
--
-- api and worker see the rows of the tenant in `app.tenant`, which is set per transaction; when it is not set, none.
-- The projector folds the log of all tenants, so it sees all. Everybody else sees none: the policies are forced on
-- the table's owner too, so work on data as the projector, not as the owner.
--
-- Rights: api and worker read, the projector writes. Callers grant what goes beyond that, and usage of the schema.
create function ops.protect_tenant_table(tenant_table regclass) returns void
language plpgsql
set search_path = pg_catalog
as $$
begin
  if not exists (
    select from pg_attribute
    where attrelid = tenant_table and attname = 'tenant_id' and atttypid = 'uuid'::regtype and attnotnull
      and not attisdropped
  ) then
    raise exception '% has no column tenant_id', tenant_table
      using hint = 'Add tenant_id uuid not null, and begin its indexes with it.';
  end if;

  execute format('alter table %s enable row level security, force row level security', tenant_table);

  execute format('drop policy if exists tenant_rows on %s', tenant_table);
  execute format(
    'create policy tenant_rows on %s to ledgerline_api, ledgerline_worker '
    'using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::uuid)',
    tenant_table
  );
  execute format('drop policy if exists projector_rows on %s', tenant_table);
  execute format('create policy projector_rows on %s to ledgerline_projector using (true)', tenant_table);

  execute format('grant select on %s to ledgerline_api, ledgerline_worker', tenant_table);
  execute format('grant select, insert, update, delete, truncate on %s to ledgerline_projector', tenant_table);
end
$$;

revoke execute on function ops.protect_tenant_table(regclass) from public;
