-- Tenants are all served again. Their schemas stay and are taken up where they are when this is run again.
drop policy tenants_platform on public.tenants;
drop policy tenants_self on public.tenants;
alter table public.tenants no force row level security;
alter table public.tenants disable row level security;
revoke all on public.tenants from ${tenants};
revoke update (name) on public.tenants from ${app};
grant insert on public.tenants to ${app};
comment on table public.tenants is null;
alter table public.tenants
  drop column schema_name, drop column state, drop column state_since, drop column state_reason,
  drop column schema_level, drop column schema_digest, drop column updated_at, drop column version;
