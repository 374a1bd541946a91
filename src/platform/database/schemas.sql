-- What needs the rights of the database's owner, hence the login user: schemas, extensions, rights on the database.
-- Database rights are not part of a copied or restored database, so this runs in every start too.
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('ops', 'ledgerline_owner'),    -- operational tables: not events, and not rebuilt from events
      ('vault', 'ledgerline_owner'),  -- subject keys
      ('bullmq', 'ledgerline_queue')  -- the name is BullMQ's own: given a pool, it looks nowhere else
    ) as s (name, owner)
  loop
    if to_regnamespace(wanted.name) is null then
      execute format('create schema %I authorization %I', wanted.name, wanted.owner);
    end if;
  end loop;

  -- The owner makes a schema per read model. BullMQ says `create schema if not exists`, which asks for the right
  -- even when the schema is there.
  foreach wanted.name in array array['ledgerline_owner', 'ledgerline_queue'] loop
    if not has_database_privilege(wanted.name, current_database(), 'CREATE') then
      execute format('grant create on database %I to %I', current_database(), wanted.name);
    end if;
  end loop;

  -- Substring search in lists. In public, since the schemas of read models come and go.
  if not exists (select from pg_extension where extname = 'pg_trgm') then
    create extension pg_trgm with schema public;
  end if;
end
$$;
