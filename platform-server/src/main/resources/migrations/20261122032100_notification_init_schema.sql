-- Who is told of alerts, and what he was told. Rows of the platform itself belong to the tenant of zeros. What goes on
-- by itself, for all tenants at once, names itself in dotmac.key.
create schema notification;
grant usage on schema notification to ${app};

-- Where people and programs are told. What it takes to get there is encrypted.
create table notification.receivers (
  tenant_id    uuid not null,
  id           uuid not null,
  name         text not null,
  kind         text not null,
  sealed       bytea not null,
  sealed_key   integer not null,
  spec         jsonb not null,
  version      bigint not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  -- How it goes: after failures nobody tries before that time.
  failures     integer not null default 0,
  paused_until timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

-- Routes, escalation policies, on-call schedules.
create table notification.settings (
  tenant_id  uuid not null,
  kind       text not null,
  id         uuid not null,
  name       text not null,
  spec       jsonb not null,
  version    bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, kind, id),
  unique (tenant_id, kind, name)
);

-- Alerts that are told together. due_at: when to look next, null when there is nothing to wait for.
create table notification.groups (
  tenant_id uuid not null,
  id        text not null,
  route     text not null,
  labels    jsonb not null,
  round     bigint not null,
  due_at    timestamptz,
  told_at   timestamptz,
  step      integer not null,
  step_at   timestamptz,
  cycle     integer not null,
  acked     boolean not null,
  primary key (tenant_id, id)
);
create index groups_due on notification.groups (due_at) where due_at is not null;

-- The alerts of a group as they are, and what of each was told last.
create table notification.watched (
  tenant_id    uuid not null,
  group_id     text not null,
  fingerprint  text not null,
  alert        jsonb not null,
  updated_at   timestamptz not null,
  told_episode integer,
  told_state   text,
  told_level   text,
  told_ack     boolean not null default false,
  primary key (tenant_id, group_id, fingerprint)
);
create index watched_alert on notification.watched (tenant_id, fingerprint);

-- Messages: those that wait and those of the past. due_at: when to try, or when a sender that says nothing is given up.
create table notification.deliveries (
  tenant_id   uuid not null,
  id          uuid not null,
  seq         bigint generated always as identity,
  receiver_id uuid not null,
  receiver    text not null,
  kind        text not null,
  state       text not null,
  thread      text not null,
  dedup       text not null,
  route       text not null,
  level       text not null,
  subject     text not null,
  notice      jsonb not null,
  alerts      text[] not null,
  attempts    integer not null,
  error       text not null,
  created_at  timestamptz not null,
  due_at      timestamptz,
  tried_at    timestamptz,
  sent_at     timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, receiver_id, dedup)
);
create index deliveries_due on notification.deliveries (due_at) where state in ('queued', 'sending');
create index deliveries_waiting on notification.deliveries (tenant_id, receiver_id, thread, seq)
  where state in ('queued', 'sending');
create index deliveries_tried on notification.deliveries (tenant_id, receiver_id, tried_at);
create index deliveries_seq on notification.deliveries (tenant_id, seq);
create index deliveries_alerts on notification.deliveries using gin (alerts);

-- Signs of life that are expected from outside.
create table notification.heartbeats (
  tenant_id     uuid not null,
  id            uuid not null,
  name          text not null,
  token_hash    text not null,
  every_seconds bigint not null,
  grace_seconds bigint not null,
  level         text not null,
  last_at       timestamptz,
  due_at        timestamptz not null,
  missed        boolean not null,
  created_at    timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, name),
  unique (token_hash)
);
create index heartbeats_due on notification.heartbeats (due_at);

do $$
declare
  name text;
begin
  foreach name in array array['receivers', 'settings', 'groups', 'watched', 'deliveries', 'heartbeats'] loop
    execute format('alter table notification.%I enable row level security', name);
    execute format('alter table notification.%I force row level security', name);
    execute format('create policy %I on notification.%I
      using (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid
             or current_setting(''dotmac.key'', true) = ''notification:all'')
      with check (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid
             or current_setting(''dotmac.key'', true) = ''notification:all'')', name || '_guard', name);
    execute format('grant select, insert, update, delete on notification.%I to ${app}', name);
  end loop;
end
$$;
