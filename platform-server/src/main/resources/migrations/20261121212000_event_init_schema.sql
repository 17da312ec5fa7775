-- Facts to be told, written in the transaction that makes them true. A relay tells them in the order of their numbers;
-- told rows stay for a while, so that they can be told again when the stream was lost.
create table public.outbox (
  id           bigint generated always as identity primary key,
  tenant_id    uuid,
  event_id     uuid not null,
  type         text not null,
  aggregate    text not null,
  payload      json not null,
  request_id   text not null,
  only_for     text not null default '',
  at           timestamptz not null,
  published_at timestamptz
);
create index outbox_waiting on public.outbox (id) where published_at is null;
create index outbox_told on public.outbox (published_at) where published_at is not null;

-- Which events a consumer has dealt with, written in the transaction in which it did.
create table public.consumed_events (
  tenant_id   uuid,
  consumer    text not null,
  event_id    uuid not null,
  consumed_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index consumed_events_age on public.consumed_events (consumed_at);

-- Events that a consumer could not deal with, to be looked at and told again.
create table public.dead_letters (
  id         uuid primary key,
  tenant_id  uuid,
  consumer   text not null,
  event_id   uuid not null,
  type       text not null,
  aggregate  text not null,
  payload    json not null,
  request_id text not null,
  at         timestamptz not null,
  attempts   integer not null,
  error      text not null,
  dead_at    timestamptz not null,
  unique (consumer, event_id)
);
create index dead_letters_tenant on public.dead_letters (tenant_id, id);

-- A tenant sees what is its own; the relay and platform staff see all by naming themselves in dotmac.key.
do $$
declare
  name text;
begin
  foreach name in array array['outbox', 'consumed_events', 'dead_letters'] loop
    execute format('alter table public.%I enable row level security', name);
    execute format('alter table public.%I force row level security', name);
    execute format('create policy %I on public.%I
      using (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid
             or current_setting(''dotmac.key'', true) = ''events:all'')
      with check (tenant_id is not distinct from nullif(current_setting(''dotmac.tenant'', true), '''')::uuid
             or current_setting(''dotmac.key'', true) = ''events:all'')', name || '_guard', name);
    execute format('grant select, insert, update, delete on public.%I to ${app}', name);
  end loop;
end
$$;
