-- ISPs on the platform. The only table here without tenant_id: a tenant's own row is not secret to the platform.
create table public.tenants (
  id         uuid primary key,
  slug       text not null unique check (slug ~ '^[a-z][a-z0-9_]{0,40}$'),
  name       text not null check (length(name) between 1 and 120),
  created_at timestamptz not null default now()
);
grant usage on schema public to ${app};
grant select, insert on public.tenants to ${app};
