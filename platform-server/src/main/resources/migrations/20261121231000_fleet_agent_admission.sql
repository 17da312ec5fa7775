-- Agents can be taken out of service, and let in anew.
alter table fleet.nodes
  add column revoked_at     timestamptz,
  add column revoked_reason text,
  add column admission_at   timestamptz not null default now();
create index nodes_admission on fleet.nodes (admission_at);

-- A token may come from the command line, where nobody is logged in.
alter table fleet.enrolment_tokens alter column created_by drop not null;

-- For the function below, which acts as the owner.
create policy nodes_owner on fleet.nodes for select to current_user using (true);

-- Which nodes were let in or taken out lately, of all tenants: a server asks now and then, should it not have been told.
create function fleet.admissions_within(seconds integer)
  returns table (tenant_id uuid, node_id uuid, revoked_reason text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select n.tenant_id, n.id, case when n.revoked_at is not null then coalesce(n.revoked_reason, '') end
  from fleet.nodes n where n.admission_at > now() - make_interval(secs => seconds)
$$;
revoke all on function fleet.admissions_within(integer) from public;
grant execute on function fleet.admissions_within(integer) to ${app};
