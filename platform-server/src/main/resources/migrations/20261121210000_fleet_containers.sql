-- Latest state of what container engines and clusters run, as the node's agent told it.
create table fleet.container_state (like fleet.dependency_state including all);
create table fleet.workload_state (like fleet.dependency_state including all);

do $$
declare
  name text;
begin
  foreach name in array array['container_state', 'workload_state'] loop
    execute format('alter table fleet.%I enable row level security', name);
    execute format('alter table fleet.%I force row level security', name);
    execute format('create policy %I on fleet.%I
      using (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid)
      with check (tenant_id = nullif(current_setting(''dotmac.tenant'', true), '''')::uuid)', name || '_guard', name);
    execute format('grant select, insert, update, delete on fleet.%I to ${app}', name);
  end loop;
end
$$;
