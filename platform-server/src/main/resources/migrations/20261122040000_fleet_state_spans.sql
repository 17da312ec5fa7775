-- How everything stood, and from when to when: a row for each stretch of time in which a thing did not change in what
-- matters. Written by the database itself with the change, so that no server can forget it.
create table fleet.state_spans (
  tenant_id uuid not null,
  kind      text not null check (kind in ('node', 'dependency', 'replication', 'container', 'workload')),
  node_id   uuid not null,
  name      text not null,
  from_at   timestamptz not null,
  to_at     timestamptz not null default 'infinity',
  state     jsonb not null,
  primary key (tenant_id, kind, node_id, name, from_at)
);
create index state_spans_to on fleet.state_spans (tenant_id, kind, to_at);

alter table fleet.state_spans enable row level security;
alter table fleet.state_spans force row level security;
create policy state_spans_guard on fleet.state_spans
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid);
grant select, insert, update, delete on fleet.state_spans to ${app};

-- Ends the stretch that a row was in, and begins the next where there is one.
create function fleet.note_state() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    update fleet.state_spans s set to_at = greatest(s.from_at, clock_timestamp())
    where s.tenant_id = old.tenant_id and s.kind = tg_argv[0] and s.node_id = old.node_id and s.name = old.name
      and s.to_at = 'infinity';
    return null;
  end if;
  update fleet.state_spans s set to_at = greatest(s.from_at, new.received_at)
  where s.tenant_id = new.tenant_id and s.kind = tg_argv[0] and s.node_id = new.node_id and s.name = new.name
    and s.to_at = 'infinity' and s.from_at < new.received_at;
  insert into fleet.state_spans (tenant_id, kind, node_id, name, from_at, state)
  values (new.tenant_id, tg_argv[0], new.node_id, new.name, new.received_at, new.state)
  on conflict (tenant_id, kind, node_id, name, from_at) do update set state = excluded.state, to_at = 'infinity';
  return null;
end
$$;

create function fleet.note_node() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  at timestamptz := new.state_since;
begin
  if new.revoked_at is not null then
    at := new.revoked_at;
  end if;
  update fleet.state_spans s set to_at = greatest(s.from_at, at)
  where s.tenant_id = new.tenant_id and s.kind = 'node' and s.node_id = new.id and s.to_at = 'infinity'
    and (s.from_at < at or new.revoked_at is not null);
  if new.revoked_at is null then
    insert into fleet.state_spans (tenant_id, kind, node_id, name, from_at, state)
    values (new.tenant_id, 'node', new.id, '', at, jsonb_build_object('state', new.state, 'last_seen', new.last_seen))
    on conflict (tenant_id, kind, node_id, name, from_at) do update set state = excluded.state, to_at = 'infinity';
  end if;
  return null;
end
$$;

do $$
declare
  thing text;
begin
  foreach thing in array array['dependency', 'replication', 'container', 'workload'] loop
    execute format('create trigger spans after insert or delete on fleet.%I
      for each row execute function fleet.note_state(%L)', thing || '_state', thing);
    execute format('create trigger spans_changed after update on fleet.%I for each row when (
        (old.state->>''health'', old.state->>''severity'', old.state->>''state'', old.state->>''phase'')
        is distinct from
        (new.state->>''health'', new.state->>''severity'', new.state->>''state'', new.state->>''phase''))
      execute function fleet.note_state(%L)', thing || '_state', thing);
    execute format('alter table fleet.%I no force row level security', thing || '_state');
    execute format('alter table fleet.state_spans no force row level security');
    execute format('insert into fleet.state_spans (tenant_id, kind, node_id, name, from_at, state)
      select tenant_id, %L, node_id, name, received_at, state from fleet.%I', thing, thing || '_state');
    execute format('alter table fleet.%I force row level security', thing || '_state');
  end loop;
  alter table fleet.nodes no force row level security;
  insert into fleet.state_spans (tenant_id, kind, node_id, name, from_at, state)
    select tenant_id, 'node', id, '', state_since, jsonb_build_object('state', state, 'last_seen', last_seen)
    from fleet.nodes where revoked_at is null;
  alter table fleet.nodes force row level security;
  alter table fleet.state_spans force row level security;
end
$$;
create trigger spans after insert on fleet.nodes for each row execute function fleet.note_node();
create trigger spans_changed after update on fleet.nodes for each row
  when ((old.state, old.revoked_at) is distinct from (new.state, new.revoked_at))
  execute function fleet.note_node();

-- Forgets stretches that ended before.
create policy state_spans_owner on fleet.state_spans to current_user using (true) with check (true);

create function fleet.purge_spans(before timestamptz, most integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  delete from fleet.state_spans where ctid = any (array(
    select ctid from fleet.state_spans where to_at < before limit most));
  get diagnostics gone = row_count;
  return gone;
end
$$;
revoke all on function fleet.purge_spans(timestamptz, integer) from public;
grant execute on function fleet.purge_spans(timestamptz, integer) to ${app};
