-- What a person or program may do, where it is logged in, and what else lets it in. Rows of platform staff, who have
-- no tenant, are seen by whoever looks after them under the key 'platform-staff'.
alter table public.users no force row level security;
alter table public.users
  add column kind text not null default 'user' check (kind in ('user', 'admin', 'service')),
  add column roles text[] not null default '{}',
  add column permissions text[] not null default '{}',
  add column totp_secret bytea,
  add column totp_pending bytea,
  add column totp_step bigint not null default 0,
  add column recovery_codes text[] not null default '{}';
update public.users set roles = array[role], kind = case when tenant_id is null then 'admin' else 'user' end;
alter table public.users drop column role;
alter table public.users alter column email drop not null, alter column password_hash drop not null;
alter table public.users add constraint users_staff_have_no_tenant check ((tenant_id is null) = (kind = 'admin'));
alter table public.users add constraint users_programs_have_no_email check ((email is null) = (kind = 'service'));
create index users_tenant on public.users (tenant_id, created_at, id);
alter table public.users force row level security;
drop policy users_guard on public.users;
create policy users_guard on public.users
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or email = nullif(current_setting('dotmac.key', true), '')
         or id::text = nullif(current_setting('dotmac.key', true), '')
         or (tenant_id is null and current_setting('dotmac.key', true) = 'platform-staff'))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or email = nullif(current_setting('dotmac.key', true), '')
         or (tenant_id is null and current_setting('dotmac.key', true) = 'platform-staff'));
grant delete on public.users to ${app};

-- A log-in and all that came of it. The truth; Redis has a copy for as long as the session is used.
create table public.sessions (
  id           uuid primary key,
  tenant_id    uuid references public.tenants,
  user_id      uuid not null references public.users on delete cascade,
  created_at   timestamptz not null,
  last_used_at timestamptz not null,
  expires_at   timestamptz not null,
  address      text not null,
  client       text not null,
  ended_at     timestamptz,
  ended_by     text
);
create index sessions_user on public.sessions (user_id) where ended_at is null;
create index sessions_expiry on public.sessions (tenant_id, expires_at);
alter table public.refresh_tokens no force row level security;
insert into public.sessions (id, tenant_id, user_id, created_at, last_used_at, expires_at, address, client, ended_at)
  select family, (array_agg(tenant_id))[1], (array_agg(user_id))[1], min(issued_at), max(issued_at),
         max(family_expires_at), '', '', min(revoked_at)
  from public.refresh_tokens group by family;
alter table public.refresh_tokens drop column revoked_at, drop column family_expires_at, drop column user_id;
alter table public.refresh_tokens
  add constraint refresh_tokens_family_fkey foreign key (family) references public.sessions on delete cascade;
alter table public.refresh_tokens force row level security;
drop policy refresh_tokens_guard on public.refresh_tokens;
create policy refresh_tokens_guard on public.refresh_tokens
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or family::text = nullif(current_setting('dotmac.key', true), '')
         or (tenant_id is null and current_setting('dotmac.key', true) = 'platform-staff'))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or (tenant_id is null and current_setting('dotmac.key', true) = 'platform-staff'));
alter table public.sessions enable row level security;
alter table public.sessions force row level security;
create policy sessions_guard on public.sessions
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or id::text = nullif(current_setting('dotmac.key', true), '')
         or (tenant_id is null and current_setting('dotmac.key', true) = 'platform-staff'))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or (tenant_id is null and current_setting('dotmac.key', true) = 'platform-staff'));
grant select, insert, update, delete on public.sessions to ${app};

-- Roles that tenants make for themselves.
create table public.roles (
  tenant_id   uuid not null references public.tenants,
  name        text not null check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  kind        text not null check (kind in ('user', 'service')),
  description text not null,
  permissions text[] not null,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (tenant_id, name)
);

-- How a tenant lets its people in.
create table public.auth_policies (
  tenant_id    uuid primary key references public.tenants,
  mfa_roles    text[] not null default '{}',
  oidc_domains text[] not null default '{}',
  updated_at   timestamptz not null default now()
);

-- Keys for programs, of which only hashes are kept.
create table public.api_keys (
  id           uuid primary key,
  tenant_id    uuid references public.tenants,
  owner_id     uuid not null references public.users on delete cascade,
  name         text not null,
  prefix       text not null,
  key_hash     text not null,
  permissions  text[] not null,
  networks     text[] not null default '{}',
  created_by   uuid not null,
  created_at   timestamptz not null,
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz
);
create index api_keys_hash on public.api_keys (key_hash);
create index api_keys_owner on public.api_keys (owner_id);
create index api_keys_prefix on public.api_keys (tenant_id, prefix);

-- One-use tokens with which a person chooses a password.
create table public.password_resets (
  token_hash text primary key,
  tenant_id  uuid references public.tenants,
  user_id    uuid not null references public.users on delete cascade,
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index password_resets_user on public.password_resets (user_id);

-- Who is whom at a provider outside; 'link' is provider and subject.
create table public.oidc_links (
  link      text primary key,
  tenant_id uuid not null references public.tenants,
  user_id   uuid not null references public.users on delete cascade,
  linked_at timestamptz not null
);
create index oidc_links_user on public.oidc_links (user_id);

do $$
declare
  own   text := 'tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid';
  staff text := ' or (tenant_id is null and current_setting(''dotmac.key'', true) = ''platform-staff'')';
  key   text := ' or %s = nullif(current_setting(''dotmac.key'', true), '''')';
  guard record;
begin
  for guard in select * from (values
      ('roles', own, own),
      ('auth_policies', own, own),
      ('api_keys', own || staff || format(key, 'key_hash'), own || staff),
      ('password_resets', own || staff || format(key, 'token_hash'), own || staff),
      ('oidc_links', own || format(key, 'link'), own)) as t (name, readable, writable)
  loop
    execute format('alter table public.%I enable row level security', guard.name);
    execute format('alter table public.%I force row level security', guard.name);
    execute format('create policy %I on public.%I using (%s) with check (%s)',
      guard.name || '_guard', guard.name, guard.readable, guard.writable);
    execute format('grant select, insert, update, delete on public.%I to ${app}', guard.name);
  end loop;
end
$$;
