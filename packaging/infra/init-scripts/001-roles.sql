-- The two log-ins of the platform server, for a new database; run once, as superuser, in that database.
--
-- dotmac_owner owns the tables and runs the migrations. dotmac_app is what the running server is: it owns nothing, is
-- no superuser and cannot bypass row-level security. Neither has a password here: set them where passwords are kept,
-- for example ALTER ROLE dotmac_app PASSWORD '...'; on loopback with trust authentication none is needed.
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'dotmac_owner') then
    create role dotmac_owner login nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
  if not exists (select 1 from pg_roles where rolname = 'dotmac_app') then
    create role dotmac_app login nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
  execute format('alter database %I owner to dotmac_owner', current_database());
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to dotmac_app', current_database());
end
$$;
alter schema public owner to dotmac_owner;
revoke create on schema public from public;
grant usage on schema public to dotmac_app;
