create schema fleet;
grant usage on schema fleet to ${app};

-- One-use tokens by which agents become nodes; seen by their tenant, or by whoever has the token.
create table fleet.enrolment_tokens (
  token_hash text primary key,
  tenant_id  uuid not null references public.tenants,
  node_name  text,
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz,
  node_id    uuid
);
create index enrolment_tokens_tenant on fleet.enrolment_tokens (tenant_id, expires_at);

-- Machines with an agent, and what their last report said of them.
create table fleet.nodes (
  id                  uuid primary key,
  tenant_id           uuid not null references public.tenants,
  name                text not null,
  public_key          text not null,
  agent_version       text not null,
  os                  text not null,
  enrolled_at         timestamptz not null,
  state               text not null,
  state_since         timestamptz not null,
  last_seen           timestamptz,
  boot                text,
  seq                 bigint,
  collected_at        timestamptz,
  interval_millis     bigint not null default 10000,
  clock_offset_millis bigint,
  host                jsonb,
  unique (tenant_id, name)
);

-- Which reports were stored: a multirange of sequence numbers for each start of an agent.
create table fleet.agent_boots (
  tenant_id  uuid not null,
  node_id    uuid not null,
  boot       text not null,
  seqs       int8multirange not null,
  first_at   timestamptz not null,
  primary key (tenant_id, node_id, boot)
);

-- Latest state of what a node watches.
create table fleet.dependency_state (
  tenant_id    uuid not null,
  node_id      uuid not null,
  name         text not null,
  state        jsonb not null,
  boot         text not null,
  seq          bigint not null,
  collected_at timestamptz not null,
  received_at  timestamptz not null,
  primary key (tenant_id, node_id, name)
);
create table fleet.replication_state (like fleet.dependency_state including all);

-- What rows of samples measure; the small number stands in for the name.
create table fleet.series (
  id        bigint generated always as identity primary key,
  tenant_id uuid not null,
  node_id   uuid not null,
  target    text not null,
  metric    text not null,
  instance  text not null,
  unique (tenant_id, node_id, target, metric, instance)
);

create table fleet.samples (
  tenant_id uuid not null,
  series_id bigint not null,
  at        timestamptz not null,
  value     double precision not null,
  primary key (tenant_id, series_id, at)
) partition by range (at);

-- What was measured and lost, so that a chart shows a hole.
create table fleet.gaps (
  id          bigint generated always as identity primary key,
  tenant_id   uuid not null,
  node_id     uuid not null,
  boot        text not null,
  from_at     timestamptz not null,
  to_at       timestamptz not null,
  first_seq   bigint not null,
  last_seq    bigint not null,
  samples     bigint not null,
  cause       text not null,
  received_at timestamptz not null
);
create index gaps_node on fleet.gaps (tenant_id, node_id, from_at);

do $$
declare
  name text;
begin
  foreach name in array array['agent_boots', 'dependency_state', 'replication_state', 'series', 'samples', 'gaps'] loop
    execute format('alter table fleet.%I enable row level security', name);
    execute format('alter table fleet.%I force row level security', name);
    execute format('create policy %I on fleet.%I
      using (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid)
      with check (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid)', name || '_guard', name);
    execute format('grant select, insert, update, delete on fleet.%I to ${app}', name);
  end loop;
end
$$;

alter table fleet.enrolment_tokens enable row level security;
alter table fleet.enrolment_tokens force row level security;
create policy enrolment_tokens_guard on fleet.enrolment_tokens
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or token_hash = nullif(current_setting('dotmac.key', true), ''))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid);
grant select, insert, update, delete on fleet.enrolment_tokens to ${app};

alter table fleet.nodes enable row level security;
alter table fleet.nodes force row level security;
create policy nodes_guard on fleet.nodes
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or id::text = nullif(current_setting('dotmac.key', true), ''))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid);
grant select, insert, update, delete on fleet.nodes to ${app};

-- Makes the day partitions (UTC) of samples from one day to another; the runtime log-in may not create tables itself.
create function fleet.ensure_sample_partitions(first_day date, last_day date) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  day  date := first_day;
  name text;
  made integer := 0;
begin
  if last_day - first_day > 400 then
    raise exception 'asked for % days, at most 400', last_day - first_day;
  end if;
  perform pg_advisory_xact_lock(hashtext('fleet.samples partitions'));
  while day <= last_day loop
    name := 'samples_' || to_char(day, 'YYYYMMDD');
    if to_regclass('fleet.' || name) is null then
      execute format('create table fleet.%I partition of fleet.samples for values from (%L) to (%L)', name,
        day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
      execute format('alter table fleet.%I enable row level security', name);
      execute format('alter table fleet.%I force row level security', name);
      execute format('create policy %I on fleet.%I
        using (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid)
        with check (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid)', name || '_guard', name);
      made := made + 1;
    end if;
    day := day + 1;
  end loop;
  return made;
end
$$;

-- Drops the day partitions that end on or before a day: retention never deletes row by row.
create function fleet.drop_sample_partitions(before_day date) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  name    text;
  dropped integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('fleet.samples partitions'));
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'fleet.samples'::regclass and c.relname < 'samples_' || to_char(before_day, 'YYYYMMDD')
  loop
    execute format('drop table fleet.%I', name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;

revoke all on function fleet.ensure_sample_partitions(date, date) from public;
revoke all on function fleet.drop_sample_partitions(date) from public;
grant execute on function fleet.ensure_sample_partitions(date, date) to ${app};
grant execute on function fleet.drop_sample_partitions(date) to ${app};
