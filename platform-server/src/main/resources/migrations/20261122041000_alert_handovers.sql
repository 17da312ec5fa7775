-- What one shift leaves to the next. Signed, it is never changed again: the database refuses it.
create table alert.handovers (
  tenant_id   uuid not null,
  id          uuid not null,
  content     jsonb not null,
  created_by  uuid not null,
  created_at  timestamptz not null,
  signed_by   uuid,
  signed_at   timestamptz,
  primary key (tenant_id, id)
);
alter table alert.handovers enable row level security;
alter table alert.handovers force row level security;
create policy handovers_guard on alert.handovers
  using (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or (tenant_id = '00000000-0000-0000-0000-000000000000'
             and current_setting('dotmac.key', true) = 'alert:platform'))
  with check (tenant_id = nullif(current_setting('dotmac.tenant', true), '')::uuid
         or (tenant_id = '00000000-0000-0000-0000-000000000000'
             and current_setting('dotmac.key', true) = 'alert:platform'));
grant select, insert, update on alert.handovers to ${app};

create function alert.refuse_signed() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'handover % is signed', old.id;
end
$$;
create trigger signed before update or delete on alert.handovers for each row when (old.signed_at is not null)
  execute function alert.refuse_signed();
