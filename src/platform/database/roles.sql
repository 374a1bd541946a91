-- The database roles, made once per server. Runs as the login user, in every start of the migrations.
-- NOLOGIN: nobody connects as one of them; connections of the login user take one on (`-c role=…`).
-- WITH INHERIT FALSE: a connection that forgets to take on a role may do nothing.
do $$
declare
  role_name text;
begin
  foreach role_name in array array[
    'ledgerline_owner', 'ledgerline_api', 'ledgerline_projector', 'ledgerline_worker', 'ledgerline_queue'
  ] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nologin noinherit nosuperuser nocreatedb nocreaterole nobypassrls', role_name);
    end if;
    if not pg_has_role(current_user, role_name, 'SET') then
      execute format('grant %I to current_user with inherit false, set true', role_name);
    end if;
  end loop;
end
$$;
