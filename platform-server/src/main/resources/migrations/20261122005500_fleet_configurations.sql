-- How agents are to work, revision by revision, and what each agent made of it.
create table fleet.configurations (
  tenant_id  uuid not null references public.tenants,
  node_id    uuid not null,
  revision   integer not null,
  yaml       text not null,
  made_by    uuid not null,
  made_at    timestamptz not null,
  state      text not null,
  violations text[] not null default '{}',
  state_at   timestamptz not null,
  primary key (tenant_id, node_id, revision)
);
alter table fleet.configurations enable row level security;
alter table fleet.configurations force row level security;
create policy configurations_guard on fleet.configurations
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid);
grant select, insert, update, delete on fleet.configurations to ${app};
