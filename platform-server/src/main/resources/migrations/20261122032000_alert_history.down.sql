drop function alert.purge_alerts(timestamptz, integer);
drop policy alerts_owner on alert.alerts;

alter table alert.transitions rename to transitions_after;
alter table alert.transitions_after rename constraint transitions_pkey to transitions_after_pkey;
create table alert.transitions (
  id          bigint generated always as identity,
  tenant_id   uuid not null,
  fingerprint text not null,
  rule        text not null,
  episode     integer not null,
  kind        text not null,
  level       text not null,
  at          timestamptz not null,
  value       double precision,
  actor       uuid,
  detail      text not null default '',
  summary     text not null default '',
  primary key (tenant_id, id)
);

do $$
begin
  alter table alert.transitions_after no force row level security;
  insert into alert.transitions (id, tenant_id, fingerprint, rule, episode, kind, level, at, value, actor, detail,
      summary) overriding system value
    select id, tenant_id, fingerprint, rule, episode, kind, level, at, value, actor, detail, summary
    from alert.transitions_after;
  perform setval(pg_get_serial_sequence('alert.transitions', 'id'),
    coalesce((select max(id) from alert.transitions), 0) + 1, false);
end
$$;
drop table alert.transitions_after;
drop sequence alert.transition_ids;

create index transitions_alert on alert.transitions (tenant_id, fingerprint, id);
create index transitions_at on alert.transitions (tenant_id, at, id);
alter table alert.transitions enable row level security;
alter table alert.transitions force row level security;
create policy transitions_guard on alert.transitions
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or (tenant_id = '00000000-0000-0000-0000-000000000000'
             and current_setting('dotmac.key', true) = 'alert:platform'))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or (tenant_id = '00000000-0000-0000-0000-000000000000'
             and current_setting('dotmac.key', true) = 'alert:platform'));
grant select, insert, update, delete on alert.transitions to ${app}, ${tenants};
