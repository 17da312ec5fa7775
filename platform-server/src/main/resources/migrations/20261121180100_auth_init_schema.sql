-- People. Platform staff have no tenant. A row is seen by its tenant, or by whoever names it by its own key
-- (the setting dotmac.key: e-mail address, id, family of refresh tokens), which a log-in does before the tenant is known.
create table public.users (
  id            uuid primary key,
  tenant_id     uuid references public.tenants,
  email         text not null unique check (email = lower(email)),
  name          text not null,
  password_hash text not null,
  role          text not null check (role in ('super-admin', 'operator', 'viewer')),
  active        boolean not null default true,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  check ((tenant_id is null) = (role = 'super-admin'))
);
alter table public.users enable row level security;
alter table public.users force row level security;
create policy users_guard on public.users
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or email = nullif(current_setting('dotmac.key', true), '')
         or id::text = nullif(current_setting('dotmac.key', true), ''))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or email = nullif(current_setting('dotmac.key', true), ''));
grant select, insert, update on public.users to ${app};

-- One row a token; all that came from one log-in share a family.
create table public.refresh_tokens (
  token_hash bytea primary key,
  tenant_id  uuid references public.tenants,
  family     uuid not null,
  user_id    uuid not null references public.users,
  issued_at  timestamptz not null,
  expires_at timestamptz not null,
  family_expires_at timestamptz not null,
  used_at    timestamptz,
  revoked_at timestamptz
);
create index refresh_tokens_family on public.refresh_tokens (family);
create index refresh_tokens_expiry on public.refresh_tokens (family_expires_at);
alter table public.refresh_tokens enable row level security;
alter table public.refresh_tokens force row level security;
create policy refresh_tokens_guard on public.refresh_tokens
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or family::text = nullif(current_setting('dotmac.key', true), ''))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or family::text = nullif(current_setting('dotmac.key', true), ''));
grant select, insert, update, delete on public.refresh_tokens to ${app};
