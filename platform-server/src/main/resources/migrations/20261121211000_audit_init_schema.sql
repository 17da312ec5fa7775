-- Who did what, tamper-evident: one hash chain for each tenant, and one of the platform (the id of zeros).
--
-- Rows come in by audit_append alone, which numbers and chains them; nobody may change or delete them, the owner
-- included. Whole months go by retention; what the oldest row that is kept follows upon stands in audit_heads.
create table public.audit_logs (
  tenant_id   uuid not null,
  seq         bigint not null,
  at          timestamptz not null,
  actor_kind  text not null,
  actor_id    uuid,
  actor_role  text not null,
  action      text not null,
  target_type text not null,
  target_id   text not null,
  before      json,
  after       json,
  request_id  text not null,
  address     text not null,
  hash        bytea not null,
  primary key (tenant_id, seq, at)
) partition by range (at);
create index audit_logs_target on public.audit_logs (tenant_id, target_type, target_id, seq);
create index audit_logs_actor on public.audit_logs (tenant_id, actor_id, seq);

-- Where each chain ends, and where what is kept of it begins.
create table public.audit_heads (
  tenant_id  uuid primary key,
  seq        bigint not null default 0,
  hash       bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000',
  floor_seq  bigint not null default 0,
  floor_hash bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000'
);

-- Signed statements of how far a chain has come; the same lines lie in files outside of the database.
create table public.audit_checkpoints (
  tenant_id uuid not null,
  seq       bigint not null,
  kind      text not null check (kind in ('head', 'floor')),
  at        timestamptz not null,
  hash      bytea not null,
  key_id    text not null,
  signature bytea not null,
  primary key (tenant_id, seq, kind)
);

create function public.audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % cannot be changed or deleted', tg_table_name using errcode = '42501';
end
$$;
create trigger audit_logs_keep before update or delete on public.audit_logs
  for each row execute function public.audit_refuse();
create trigger audit_logs_keep_all before truncate on public.audit_logs
  for each statement execute function public.audit_refuse();
create trigger audit_checkpoints_keep before update or delete on public.audit_checkpoints
  for each row execute function public.audit_refuse();
create trigger audit_checkpoints_keep_all before truncate on public.audit_checkpoints
  for each statement execute function public.audit_refuse();

-- A tenant sees its chain; the platform's is seen by naming it in dotmac.key.
create function public.audit_guard(target text) returns void language plpgsql as $$
begin
  execute format('alter table public.%I enable row level security', target);
  execute format('alter table public.%I force row level security', target);
  execute format('create policy %I on public.%I
    using (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid
           or (tenant_id = ''00000000-0000-0000-0000-000000000000''
               and current_setting(''dotmac.key'', true) = ''audit:platform''))
    with check (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid
           or (tenant_id = ''00000000-0000-0000-0000-000000000000''
               and current_setting(''dotmac.key'', true) = ''audit:platform''))', target || '_guard', target);
end
$$;
select public.audit_guard('audit_logs'), public.audit_guard('audit_heads'), public.audit_guard('audit_checkpoints');
revoke all on function public.audit_guard(text) from public;
revoke all on function public.audit_refuse() from public;
-- For the functions below, which act as the owner: checkpoints and retention walk all chains.
create policy audit_heads_owner on public.audit_heads to current_user using (true) with check (true);
create policy audit_logs_owner on public.audit_logs for select to current_user using (true);
grant select on public.audit_logs, public.audit_heads to ${app};
grant select, insert on public.audit_checkpoints to ${app};

-- Makes the month partitions (UTC) from one month to another.
create function public.audit_ensure_partitions(first_month date, last_month date) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  month date := date_trunc('month', first_month)::date;
  name  text;
  made  integer := 0;
begin
  if last_month - first_month > 800 then
    raise exception 'asked for % days, at most 800', last_month - first_month;
  end if;
  perform pg_advisory_xact_lock(hashtext('public.audit_logs partitions'));
  while month <= last_month loop
    name := 'audit_logs_' || to_char(month, 'YYYYMM');
    if to_regclass('public.' || name) is null then
      execute format('create table public.%I partition of public.audit_logs for values from (%L) to (%L)', name,
        month::timestamp at time zone 'UTC', (month + interval '1 month')::timestamp at time zone 'UTC');
      execute format('create trigger audit_logs_keep_all before truncate on public.%I
        for each statement execute function public.audit_refuse()', name);
      perform public.audit_guard(name);
      made := made + 1;
    end if;
    month := (month + interval '1 month')::date;
  end loop;
  return made;
end
$$;

-- Drops whole months before one, and notes for each chain what the rest follows upon.
create function public.audit_drop_partitions(before_month date) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  name    text;
  dropped integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('public.audit_logs partitions'));
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.audit_logs'::regclass
      and c.relname < 'audit_logs_' || to_char(date_trunc('month', before_month), 'YYYYMM')
    order by 1
  loop
    execute format('update public.audit_heads h set floor_seq = l.seq, floor_hash = l.hash
      from (select distinct on (tenant_id) tenant_id, seq, hash
            from public.audit_logs where at < %L order by tenant_id, seq desc) l
      where l.tenant_id = h.tenant_id and l.seq > h.floor_seq',
      (to_date(right(name, 6), 'YYYYMM') + interval '1 month')::timestamp at time zone 'UTC');
    execute format('drop table public.%I', name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;

-- Adds a row to the end of a chain: hash = SHA-256(hash before, canonical JSON, number). Holds the chain until the
-- transaction ends, so it comes last in it.
create function public.audit_append(
    chain uuid, at timestamptz, actor_kind text, actor_id uuid, actor_role text, action text, target_type text,
    target_id text, before text, after text, request_id text, address text, canonical text) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  platform constant uuid := '00000000-0000-0000-0000-000000000000';
  key      constant text := coalesce(current_setting('dotmac.key', true), '');
  last     public.audit_heads;
  next     bytea;
begin
  if chain <> platform and chain is distinct from nullif(current_setting('dotmac.tenant', true), '')::uuid then
    raise exception 'chain % is another tenant''s', chain using errcode = '42501';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('audit ' || chain, 0));
  insert into public.audit_heads (tenant_id) values (chain) on conflict do nothing;
  select * into last from public.audit_heads h where h.tenant_id = chain;
  next := sha256(last.hash || convert_to(canonical, 'UTF8') || int8send(last.seq + 1));
  if to_regclass('public.audit_logs_' || to_char(at at time zone 'UTC', 'YYYYMM')) is null then
    perform public.audit_ensure_partitions((at at time zone 'UTC')::date, (at at time zone 'UTC')::date);
  end if;
  if chain = platform then
    perform set_config('dotmac.key', 'audit:platform', true);
  end if;
  insert into public.audit_logs values (chain, last.seq + 1, at, actor_kind, actor_id, actor_role, action,
    target_type, target_id, before::json, after::json, request_id, address, next);
  if chain = platform then
    perform set_config('dotmac.key', key, true);
  end if;
  update public.audit_heads h set seq = last.seq + 1, hash = next where h.tenant_id = chain;
  return last.seq + 1;
end
$$;

-- The ends of all chains, for checkpoints.
create function public.audit_ends() returns setof public.audit_heads
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from public.audit_heads
$$;

revoke all on function public.audit_ensure_partitions(date, date) from public;
revoke all on function public.audit_drop_partitions(date) from public;
revoke all on function public.audit_append(uuid, timestamptz, text, uuid, text, text, text, text, text, text, text, text, text) from public;
revoke all on function public.audit_ends() from public;
grant execute on function public.audit_ensure_partitions(date, date) to ${app};
grant execute on function public.audit_drop_partitions(date) to ${app};
grant execute on function public.audit_append(uuid, timestamptz, text, uuid, text, text, text, text, text, text, text, text, text) to ${app};
grant execute on function public.audit_ends() to ${app};
