-- The roles of the platform server, for a new database; run once, as superuser, in that database. May be run again.
--
-- dotmac_owner  logs in; owns the schemas and tables, runs the migrations, makes tenants' schemas.
-- dotmac_app    logs in; what the running server is. It owns nothing, is no superuser, cannot bypass row-level security
--               and has no right of any tenant until a transaction takes that tenant's role on (SET LOCAL ROLE).
-- dotmac_tenant cannot log in; what all tenants' roles may do with shared tables, under row-level security.
-- dotmac_roles  cannot log in; may make roles. Nobody is a member: it acts only through the one function below, which
--               makes roles named tenant_... without any power of their own. So no log-in may make roles.
-- tenant_<slug> cannot log in; one for each tenant, made by that function; the only one with rights on its schema.
--
-- None has a password here: set them where passwords are kept, for example ALTER ROLE dotmac_app PASSWORD '...'; on
-- loopback with trust authentication none is needed. Roles belong to the whole PostgreSQL server: two platforms on one
-- server share them, and are kept apart by who may connect to which database.
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'dotmac_owner') then
    create role dotmac_owner login nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
  if not exists (select 1 from pg_roles where rolname = 'dotmac_app') then
    create role dotmac_app login noinherit nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
  if not exists (select 1 from pg_roles where rolname = 'dotmac_tenant') then
    create role dotmac_tenant nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
  if not exists (select 1 from pg_roles where rolname = 'dotmac_roles') then
    create role dotmac_roles nologin noinherit nosuperuser nobypassrls nocreatedb createrole;
  end if;
  execute format('alter database %I owner to dotmac_owner', current_database());
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to dotmac_app', current_database());
end
$$;
alter role dotmac_app noinherit;
-- "$user" is the role that a transaction took on, so each tenant's tables are found by their bare names.
alter role dotmac_app set search_path = "$user", public;
grant dotmac_tenant to dotmac_roles with admin option;
alter schema public owner to dotmac_owner;
revoke create on schema public from public;
grant usage on schema public to dotmac_app, dotmac_tenant;

create schema if not exists provisioning;
revoke all on schema provisioning from public;
grant usage on schema provisioning to dotmac_owner;

create or replace function provisioning.ensure_tenant_role(slug text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  tenant constant text := 'tenant_' || slug;
begin
  if slug is null or slug !~ '^[a-z][a-z0-9_]{0,40}$' then
    raise exception 'slug is %, must match ^[a-z][a-z0-9_]{0,40}$', slug;
  end if;
  perform pg_advisory_xact_lock(hashtext('provisioning.ensure_tenant_role'));
  begin
    execute format('create role %I nologin nosuperuser nobypassrls nocreatedb nocreaterole noreplication', tenant);
  exception when duplicate_object or unique_violation then
    if exists (select 1 from pg_roles where rolname = tenant
               and (rolcanlogin or rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication)) then
      raise exception 'role % is there already and is more than a tenant''s role', tenant;
    end if;
  end;
  if not exists (select 1 from pg_auth_members
                 where roleid = 'dotmac_tenant'::regrole and member = tenant::regrole) then
    execute format('grant dotmac_tenant to %I', tenant);
  end if;
  if not exists (select 1 from pg_auth_members where roleid = tenant::regrole and member = 'dotmac_app'::regrole) then
    if current_setting('server_version_num')::int >= 160000 then
      execute format('grant %I to dotmac_app with inherit false, set true', tenant);
    else
      execute format('grant %I to dotmac_app', tenant);
    end if;
  end if;
end
$$;
alter function provisioning.ensure_tenant_role(text) owner to dotmac_roles;
revoke all on function provisioning.ensure_tenant_role(text) from public;
grant execute on function provisioning.ensure_tenant_role(text) to dotmac_owner;
