-- Which command a write stands for, so that a repeated request repeats no command. See idempotency.ts.
create table ops.idempotency (
  tenant_id uuid not null,
  -- 'key': the caller's Idempotency-Key. 'content': a fingerprint of an identical request without one.
  scope text not null check (scope in ('key', 'content')),
  key text not null,
  -- Fingerprint of method, path and body: the same key with another one is refused.
  request_hash text not null,
  command_id uuid not null,
  created_at timestamptz not null,
  answered_at timestamptz,
  answered_status smallint,
  expires_at timestamptz not null,
  primary key (tenant_id, scope, key)
);

create index idempotency_command on ops.idempotency (tenant_id, command_id);
create index idempotency_expiry on ops.idempotency (expires_at);

select ops.protect_tenant_table('ops.idempotency');
revoke all on ops.idempotency from ledgerline_projector;
grant insert, update on ops.idempotency to ledgerline_api, ledgerline_worker;

-- The purge goes over all tenants, which no policy of api or worker allows; the function below may.
create policy purge on ops.idempotency to ledgerline_owner using (true);

create function ops.purge_idempotency(expired_until timestamptz, row_limit integer) returns bigint
language sql
security definer
set search_path = pg_catalog
as $$
  with doomed as (
    select tenant_id, scope, key from ops.idempotency
    where expires_at <= expired_until
    order by expires_at
    limit row_limit
    for update skip locked
  ),
  gone as (
    delete from ops.idempotency using doomed
    where idempotency.tenant_id = doomed.tenant_id
      and idempotency.scope = doomed.scope
      and idempotency.key = doomed.key
    returning 1
  )
  select count(*) from gone;
$$;

revoke execute on function ops.purge_idempotency(timestamptz, integer) from public;
grant execute on function ops.purge_idempotency(timestamptz, integer) to ledgerline_worker;
