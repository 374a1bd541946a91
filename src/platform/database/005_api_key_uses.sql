-- When a key was last used: an operational fact, written in batches, not worth an event each. See key-uses.ts.
create table ops.api_key_uses (
  tenant_id uuid not null,
  key_id uuid not null,
  last_used_at timestamptz not null,
  primary key (tenant_id, key_id)
);

select ops.protect_tenant_table('ops.api_key_uses');
revoke all on ops.api_key_uses from ledgerline_projector;
grant insert, update on ops.api_key_uses to ledgerline_api;
