-- A tenant's life, and how far its own schema is migrated: what opens each transaction reads both.
alter table public.tenants
  add column schema_name   text not null generated always as ('tenant_' || slug) stored,
  add column state         text not null default 'active' check (state in ('active', 'suspended', 'closed')),
  add column state_since   timestamptz not null default now(),
  add column state_reason  text not null default '' check (length(state_reason) <= 500),
  add column schema_level  integer not null default 0,
  add column schema_digest text not null default '',
  add column updated_at    timestamptz not null default now(),
  add column version       bigint not null default 1;
comment on table public.tenants is 'ISPs on the platform; each has a schema and a role of the name schema_name.';
comment on column public.tenants.schema_level is 'How many migrations of the tenant set ran in its schema.';
comment on column public.tenants.schema_digest is 'Digest of their names: one comparison tells whether all are there.';

-- The platform sees all tenants, a tenant sees itself.
alter table public.tenants enable row level security;
alter table public.tenants force row level security;
create policy tenants_platform on public.tenants to ${app}, ${owner} using (true) with check (true);
create policy tenants_self on public.tenants for select to ${tenants}
  using (id = nullif(current_setting('dotmac.tenant', true), '')::uuid);

-- Tenants are made by the owner, in one transaction with their schema.
revoke insert on public.tenants from ${app};
grant update (name, state, state_since, state_reason, updated_at, version) on public.tenants to ${app};
grant select on public.tenants to ${tenants};

-- What the log-in may do with a guarded table of all tenants, tenants' roles may do too: the migrations see to it.
grant usage on schema public to ${tenants};
