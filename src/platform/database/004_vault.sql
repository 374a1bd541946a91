-- Keys of the personal data in events, one per subject, wrapped by a master key that is not in the database. May live
-- in a database of its own (KEYSTORE_URL). No policy and no right for the projector: projections never read persons.
create table vault.master_keys (
  id text primary key,
  first_used_at timestamptz not null
);

create table vault.subject_keys (
  tenant_id uuid not null,
  subject_id text not null,
  -- Null once destroyed. The row stays, so that nobody makes the subject a second key.
  wrapped_key bytea,
  master_key_id text not null references vault.master_keys (id),
  created_at timestamptz not null,
  destroyed_at timestamptz,
  primary key (tenant_id, subject_id),
  check ((wrapped_key is null) = (destroyed_at is not null))
);

alter table vault.subject_keys enable row level security, force row level security;

create policy tenant_rows on vault.subject_keys to ledgerline_api, ledgerline_worker
  using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

grant usage on schema vault to ledgerline_api, ledgerline_worker;
grant select, insert on vault.master_keys to ledgerline_api, ledgerline_worker;
grant select, insert on vault.subject_keys to ledgerline_api, ledgerline_worker;
grant update (wrapped_key, destroyed_at) on vault.subject_keys to ledgerline_api, ledgerline_worker;
