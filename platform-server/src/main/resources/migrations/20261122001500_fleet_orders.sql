-- What operators had agents do, and how it ended. The id is the operator's: the same one is never done twice.
create table fleet.orders (
  id        uuid primary key,
  tenant_id uuid not null references public.tenants,
  node_id   uuid not null,
  verb      text not null,
  target    text not null,
  asked_by  uuid not null,
  asked_at  timestamptz not null,
  state     text not null,
  detail    text not null default '',
  ended_at  timestamptz
);
create index orders_tenant on fleet.orders (tenant_id, asked_at);
alter table fleet.orders enable row level security;
alter table fleet.orders force row level security;
create policy orders_guard on fleet.orders
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid);
grant select, insert, update, delete on fleet.orders to ${app};
