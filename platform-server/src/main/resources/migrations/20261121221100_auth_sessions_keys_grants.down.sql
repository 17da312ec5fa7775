-- Sessions go back into their tokens. Programs, which have no e-mail address, lose their accounts; people keep the
-- first of their roles, and who had no password must be given one.
drop table public.oidc_links;
drop table public.password_resets;
drop table public.api_keys;
drop table public.auth_policies;
drop table public.roles;

alter table public.users no force row level security;
alter table public.sessions no force row level security;
alter table public.refresh_tokens no force row level security;
delete from public.users where kind = 'service';

alter table public.refresh_tokens drop constraint refresh_tokens_family_fkey;
alter table public.refresh_tokens
  add column user_id uuid references public.users,
  add column family_expires_at timestamptz,
  add column revoked_at timestamptz;
update public.refresh_tokens t set user_id = s.user_id, family_expires_at = s.expires_at, revoked_at = s.ended_at
  from public.sessions s where s.id = t.family;
alter table public.refresh_tokens alter column user_id set not null, alter column family_expires_at set not null;
create index refresh_tokens_expiry on public.refresh_tokens (family_expires_at);
drop policy refresh_tokens_guard on public.refresh_tokens;
create policy refresh_tokens_guard on public.refresh_tokens
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or family::text = nullif(current_setting('dotmac.key', true), ''))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or family::text = nullif(current_setting('dotmac.key', true), ''));
alter table public.refresh_tokens force row level security;
drop table public.sessions;

drop policy users_guard on public.users;
create policy users_guard on public.users
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or email = nullif(current_setting('dotmac.key', true), '')
         or id::text = nullif(current_setting('dotmac.key', true), ''))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or email = nullif(current_setting('dotmac.key', true), ''));
revoke delete on public.users from ${app}, ${tenants};
drop index public.users_tenant;
alter table public.users drop constraint users_staff_have_no_tenant, drop constraint users_programs_have_no_email;
alter table public.users add column role text;
update public.users set role = coalesce(roles[1], 'viewer'), password_hash = coalesce(password_hash, '');
alter table public.users
  alter column role set not null, alter column email set not null, alter column password_hash set not null,
  drop column kind, drop column roles, drop column permissions, drop column totp_secret, drop column totp_pending,
  drop column totp_step, drop column recovery_codes;
alter table public.users force row level security;
