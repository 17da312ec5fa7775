-- The log-in with which agents watch a PostgreSQL server; run once, as superuser, on its primary. It reads statistics
-- and nothing else. Give it a password where passwords are kept.
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'dotmac_mon') then
    create role dotmac_mon login nosuperuser nobypassrls nocreatedb nocreaterole connection limit 6;
  end if;
end
$$;
grant pg_monitor to dotmac_mon;
alter role dotmac_mon set statement_timeout = '3s';
alter role dotmac_mon set lock_timeout = '500ms';
alter role dotmac_mon set default_transaction_read_only = on;
