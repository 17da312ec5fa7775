-- What is to be run and when: db-scheduler's own table. It holds names and times, nothing of a tenant.
create table public.scheduled_tasks (
  task_name            text not null,
  task_instance        text not null,
  task_data            bytea,
  execution_time       timestamptz,
  picked               boolean not null,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures integer,
  last_heartbeat       timestamptz,
  version              bigint not null,
  priority             smallint,
  primary key (task_name, task_instance)
);
create index scheduled_tasks_execution_time on public.scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on public.scheduled_tasks (last_heartbeat);
grant select, insert, update, delete on public.scheduled_tasks to ${app};

-- Work that somebody asked for, and how it goes.
create table public.jobs (
  id          uuid primary key,
  tenant_id   uuid,
  kind        text not null,
  state       text not null check (state in ('queued', 'running', 'done', 'dead')),
  parameters  json not null,
  progress    integer not null default 0 check (progress between 0 and 100),
  result      json,
  error       text not null default '',
  attempts    integer not null default 0,
  created_by  uuid,
  request_id  text not null,
  created_at  timestamptz not null,
  started_at  timestamptz,
  finished_at timestamptz
);
create index jobs_tenant on public.jobs (tenant_id, id);
create index jobs_open on public.jobs (state) where state <> 'done';
create index jobs_age on public.jobs (finished_at) where state = 'done';
alter table public.jobs enable row level security;
alter table public.jobs force row level security;
create policy jobs_guard on public.jobs
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or current_setting('dotmac.key', true) = 'jobs:all')
  with check (tenant_id is not distinct from nullif(current_setting('dotmac.tenant', true), '')::uuid
         or current_setting('dotmac.key', true) = 'jobs:all');
grant select, insert, update, delete on public.jobs to ${app};
