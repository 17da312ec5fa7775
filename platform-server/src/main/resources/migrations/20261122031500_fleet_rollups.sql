-- What samples come to in each minute and each hour, so that long ranges stay cheap and outlive the samples.
create table fleet.rollup_minute (
  tenant_id uuid not null,
  series_id bigint not null,
  at        timestamptz not null,
  count     bigint not null,
  low       double precision not null,
  high      double precision not null,
  total     double precision not null,
  last      double precision not null,
  primary key (tenant_id, series_id, at)
) partition by range (at);

create table fleet.rollup_hour (
  tenant_id uuid not null,
  series_id bigint not null,
  at        timestamptz not null,
  count     bigint not null,
  low       double precision not null,
  high      double precision not null,
  total     double precision not null,
  last      double precision not null,
  primary key (tenant_id, series_id, at)
) partition by range (at);

-- Quarters of an hour in which samples were stored and not rolled up since. A row is part of the transaction that
-- stores the samples, and there may be several of a quarter: what is taken away was seen, what comes later stays.
create table fleet.rollup_due (
  tenant_id uuid not null,
  slot      timestamptz not null
);
create index rollup_due_slot on fleet.rollup_due (tenant_id, slot);

-- Rows lie in the order in which they came, so a span of time is found without an index entry for each row.
create index samples_at on fleet.samples using brin (at) with (pages_per_range = 32, autosummarize = on);
create index rollup_minute_at on fleet.rollup_minute using brin (at) with (pages_per_range = 32, autosummarize = on);
create index series_metric on fleet.series (tenant_id, metric, node_id);

do $$
declare
  name text;
begin
  foreach name in array array['rollup_minute', 'rollup_hour', 'rollup_due'] loop
    execute format('alter table fleet.%I enable row level security', name);
    execute format('alter table fleet.%I force row level security', name);
    execute format('create policy %I on fleet.%I
      using (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid)
      with check (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid)', name || '_guard', name);
    execute format('grant select, insert, update, delete on fleet.%I to ${app}', name);
  end loop;
end
$$;

-- Whose samples wait to be rolled up: asked once for all tenants, so that idle ones cost nothing.
create policy rollup_due_owner on fleet.rollup_due to current_user using (true) with check (true);

create function fleet.rollup_tenants(before timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct tenant_id from fleet.rollup_due where slot < before
$$;

-- Makes the partitions (UTC) of a table by time from one day to another, a day or a month each, and drops those that
-- end before the day from which on rows are kept; they are guarded like their parent. Gives up soon where somebody holds the table, rather than
-- have everybody wait behind it.
create function public.keep_partitions(whose text, kept date, first_day date, last_day date) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
  parent  regclass := whose::regclass;
  monthly boolean;
  space   text;
  stem    text;
  form    text;
  day     date;
  until   date;
  name    text;
  guard   record;
  made    integer := 0;
begin
  if whose in ('fleet.rollup_hour', 'alert.transitions') then
    monthly := true;
  elsif whose = 'fleet.rollup_minute' then
    monthly := false;
  else
    raise exception '% has no partitions that are kept', whose;
  end if;
  if last_day - first_day > 4000 then
    raise exception 'asked for % days, at most 4000', last_day - first_day;
  end if;
  perform pg_advisory_xact_lock(hashtext(whose || ' partitions'));
  space := split_part(whose, '.', 1);
  stem := split_part(whose, '.', 2) || '_';
  form := case when monthly then 'YYYYMM' else 'YYYYMMDD' end;
  day := case when monthly then date_trunc('month', first_day)::date else first_day end;
  while day <= last_day loop
    until := (day + case when monthly then interval '1 month' else interval '1 day' end)::date;
    name := stem || to_char(day, form);
    if to_regclass(format('%I.%I', space, name)) is null then
      execute format('create table %I.%I partition of %s for values from (%L) to (%L)', space, name, parent,
        day::timestamp at time zone 'UTC', until::timestamp at time zone 'UTC');
      execute format('alter table %I.%I enable row level security', space, name);
      execute format('alter table %I.%I force row level security', space, name);
      for guard in
        select pg_get_expr(polqual, polrelid) as seen, pg_get_expr(polwithcheck, polrelid) as written
        from pg_policy where polrelid = parent and polroles = '{0}'
      loop
        execute format('create policy %I on %I.%I using (%s) with check (%s)', name || '_guard', space, name,
          guard.seen, guard.written);
      end loop;
      made := made + 1;
    end if;
    day := until;
  end loop;
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent and c.relname < stem || to_char(kept, form)
  loop
    execute format('drop table %I.%I', space, name);
  end loop;
  return made;
end
$$;

-- Forgets what was lost longer ago than anything that is kept.
create policy gaps_owner on fleet.gaps to current_user using (true) with check (true);

create function fleet.purge_gaps(before timestamptz, most integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  delete from fleet.gaps where ctid = any (array(select ctid from fleet.gaps where to_at < before limit most));
  get diagnostics gone = row_count;
  return gone;
end
$$;

revoke all on function fleet.rollup_tenants(timestamptz) from public;
revoke all on function public.keep_partitions(text, date, date, date) from public;
revoke all on function fleet.purge_gaps(timestamptz, integer) from public;
grant execute on function fleet.rollup_tenants(timestamptz) to ${app};
grant execute on function public.keep_partitions(text, date, date, date) to ${app};
grant execute on function fleet.purge_gaps(timestamptz, integer) to ${app};

-- What is stored already waits like what comes: every quarter of an hour of the days that are kept.
do $$
declare
  first_day text;
begin
  select substr(min(c.relname), 9) into first_day
  from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'fleet.samples'::regclass;
  if first_day is not null then
    alter table fleet.series no force row level security;
    insert into fleet.rollup_due (tenant_id, slot)
      select whose.tenant_id, slot
      from (select distinct tenant_id from fleet.series) whose,
           generate_series(to_date(first_day, 'YYYYMMDD')::timestamp at time zone 'UTC', now(), interval '15 minutes')
             as slots (slot);
    alter table fleet.series force row level security;
  end if;
end
$$;
