-- Which database this is: a checkpoint names it, so that one of another database is known as such. It stays the same in
-- a copy and in a newer server, where the system identifier would not.
create table public.audit_database (
  id uuid not null default gen_random_uuid()
);
create unique index audit_database_only on public.audit_database ((true));
insert into public.audit_database default values;
create trigger audit_database_keep before update or delete on public.audit_database
  for each row execute function public.audit_refuse();
create trigger audit_database_keep_all before truncate on public.audit_database
  for each statement execute function public.audit_refuse();
grant select on public.audit_database to ${app};
