-- Time in which work is done on something: alerts about it are shown and nobody is told of them.
create table alert.maintenance (
  tenant_id  uuid not null,
  id         uuid not null,
  name       text not null,
  matchers   jsonb not null,
  starts_at  timestamptz not null,
  ends_at    timestamptz not null,
  repeat     text not null check (repeat in ('once', 'daily', 'weekly', 'monthly')),
  time_zone  text not null,
  until      date,
  reason     text not null,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  check (ends_at > starts_at)
);
alter table alert.maintenance enable row level security;
alter table alert.maintenance force row level security;
create policy maintenance_guard on alert.maintenance
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or (tenant_id = '00000000-0000-0000-0000-000000000000'
             and current_setting('dotmac.key', true) = 'alert:platform'))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or (tenant_id = '00000000-0000-0000-0000-000000000000'
             and current_setting('dotmac.key', true) = 'alert:platform'));
grant select, insert, update, delete on alert.maintenance to ${app};
comment on table alert.maintenance is 'Maintenance windows of alerts.';
comment on column alert.maintenance.starts_at is 'When it begins the first time.';
comment on column alert.maintenance.ends_at is 'When it ends the first time.';
comment on column alert.maintenance.time_zone is 'Whose clock it follows when it comes back.';
comment on column alert.maintenance.until is 'Last day on which it begins.';
