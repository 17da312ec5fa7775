-- What is wrong, was wrong, and who has it. Rows of the platform itself belong to the tenant of zeros, and are seen by
-- naming them in dotmac.key.
create schema alert;
grant usage on schema alert to ${app};

-- One row for each identity, whatever became of it; the same trouble again is the same row with the next episode.
create table alert.alerts (
  tenant_id   uuid not null,
  fingerprint text not null,
  rule        text not null,
  state       text not null check (state in ('firing', 'resolved')),
  level       text not null check (level in ('ok', 'warning', 'critical')),
  summary     text not null,
  labels      jsonb not null,
  annotations jsonb not null,
  value       double precision,
  episode     integer not null,
  count       bigint not null,
  starts_at   timestamptz not null,
  ends_at     timestamptz,
  updated_at  timestamptz not null,
  ack         jsonb,
  owner       jsonb,
  flapping    boolean not null default false,
  stale       boolean not null default false,
  external    boolean not null default false,
  generator   text not null default '',
  primary key (tenant_id, fingerprint)
);
create index alerts_firing on alert.alerts (tenant_id, starts_at desc, fingerprint) where state = 'firing';
create index alerts_updated on alert.alerts (tenant_id, updated_at desc, fingerprint);

-- Everything that happened to an alert.
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
create index transitions_alert on alert.transitions (tenant_id, fingerprint, id);
create index transitions_at on alert.transitions (tenant_id, at, id);

-- What a tenant changed of the shipped rules, and its own.
create table alert.rules (
  tenant_id  uuid not null,
  name       text not null,
  spec       jsonb not null,
  updated_by uuid not null,
  updated_at timestamptz not null,
  primary key (tenant_id, name)
);

create table alert.silences (
  tenant_id  uuid not null,
  id         uuid not null,
  matchers   jsonb not null,
  starts_at  timestamptz not null,
  ends_at    timestamptz not null,
  reason     text not null,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  warned     boolean not null default false,
  primary key (tenant_id, id),
  check (ends_at >= starts_at)
);
create index silences_ends on alert.silences (tenant_id, ends_at);

do $$
declare
  name text;
begin
  foreach name in array array['alerts', 'transitions', 'rules', 'silences'] loop
    execute format('alter table alert.%I enable row level security', name);
    execute format('alter table alert.%I force row level security', name);
    execute format('create policy %I on alert.%I
      using (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid
             or (tenant_id = ''00000000-0000-0000-0000-000000000000''
                 and current_setting(''dotmac.key'', true) = ''alert:platform''))
      with check (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid
             or (tenant_id = ''00000000-0000-0000-0000-000000000000''
                 and current_setting(''dotmac.key'', true) = ''alert:platform''))', name || '_guard', name);
    execute format('grant select, insert, update, delete on alert.%I to ${app}', name);
  end loop;
end
$$;
