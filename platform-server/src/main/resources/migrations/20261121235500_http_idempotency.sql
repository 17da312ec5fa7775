-- Orders that were carried out, by the key that whoever gave them chose; forgotten after 24 hours.
create table public.idempotency_keys (
  tenant_id  uuid not null references public.tenants,
  principal  uuid not null,
  key        text not null check (length(key) between 1 and 128),
  digest     text not null,
  status     smallint not null,
  body       bytea not null, -- encrypted
  created_at timestamptz not null,
  primary key (tenant_id, principal, key)
);
create index idempotency_keys_age on public.idempotency_keys (tenant_id, created_at);
alter table public.idempotency_keys enable row level security;
alter table public.idempotency_keys force row level security;
create policy idempotency_keys_guard on public.idempotency_keys
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid);
grant select, insert, delete on public.idempotency_keys to ${app};
