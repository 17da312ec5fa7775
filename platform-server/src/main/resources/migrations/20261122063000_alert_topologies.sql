-- Through what nodes are reached, so that one fault is one alert.
create table alert.topologies (
  tenant_id uuid not null primary key,
  uplinks   jsonb not null
);
alter table alert.topologies enable row level security;
alter table alert.topologies force row level security;
create policy topologies_guard on alert.topologies
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or (tenant_id = '00000000-0000-0000-0000-000000000000'
             and current_setting('dotmac.key', true) = 'alert:platform'))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or (tenant_id = '00000000-0000-0000-0000-000000000000'
             and current_setting('dotmac.key', true) = 'alert:platform'));
grant select, insert, update, delete on alert.topologies to ${app};
comment on table alert.topologies is 'Through what the nodes of a tenant are reached; one row a tenant.';
comment on column alert.topologies.uplinks is 'Nodes with that through which each is reached, put as a whole.';
