-- The history of alerts grows for years: a partition for each month, dropped by retention. Each row holds the alert as
-- it was from then on, so that any past instant can be shown as it stood.
alter table alert.transitions rename to transitions_before;
alter table alert.transitions_before rename constraint transitions_pkey to transitions_before_pkey;
create sequence alert.transition_ids;
grant usage on sequence alert.transition_ids to ${app}, ${tenants};

create table alert.transitions (
  id          bigint not null default nextval('alert.transition_ids'),
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
  node        text not null default '',
  target      text not null default '',
  alert       jsonb,
  primary key (tenant_id, id, at)
) partition by range (at);

alter table alert.transitions enable row level security;
alter table alert.transitions force row level security;
create policy transitions_guard on alert.transitions
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or (tenant_id = '00000000-0000-0000-0000-000000000000'
             and current_setting('dotmac.key', true) = 'alert:platform'))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or (tenant_id = '00000000-0000-0000-0000-000000000000'
             and current_setting('dotmac.key', true) = 'alert:platform'));
grant select, insert, update, delete on alert.transitions to ${app};

do $$
begin
  alter table alert.transitions_before no force row level security;
  alter table alert.transitions no force row level security;
  alter table alert.alerts no force row level security;
  perform public.keep_partitions('alert.transitions', '2000-01-01',
    coalesce((select min(at) from alert.transitions_before), now())::date, (now() + interval '2 months')::date);
  insert into alert.transitions (id, tenant_id, fingerprint, rule, episode, kind, level, at, value, actor, detail,
      summary, node, target)
    select t.id, t.tenant_id, t.fingerprint, t.rule, t.episode, t.kind, t.level, t.at, t.value, t.actor, t.detail,
      t.summary, coalesce(a.labels->>'node', ''), coalesce(a.labels->>'target', '')
    from alert.transitions_before t
    left join alert.alerts a on a.tenant_id = t.tenant_id and a.fingerprint = t.fingerprint;
  perform setval('alert.transition_ids', coalesce((select max(id) from alert.transitions), 0) + 1, false);
  alter table alert.alerts force row level security;
  alter table alert.transitions force row level security;
end
$$;
drop table alert.transitions_before;

create index transitions_alert on alert.transitions (tenant_id, fingerprint, at, id);
create index transitions_at on alert.transitions (tenant_id, at, id);
create index transitions_rule on alert.transitions (tenant_id, rule, at);
create index transitions_node on alert.transitions (tenant_id, node, at);

-- Forgets alerts that ended so long ago that nothing of their history is left.
create policy alerts_owner on alert.alerts to current_user using (true) with check (true);

create function alert.purge_alerts(before timestamptz, most integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  delete from alert.alerts where ctid = any (array(
    select ctid from alert.alerts where state = 'resolved' and updated_at < before limit most));
  get diagnostics gone = row_count;
  return gone;
end
$$;
revoke all on function alert.purge_alerts(timestamptz, integer) from public;
grant execute on function alert.purge_alerts(timestamptz, integer) to ${app};
