drop function public.audit_unsigned();
drop policy audit_checkpoints_owner on public.audit_checkpoints;
create function public.audit_ends() returns setof public.audit_heads
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from public.audit_heads
$$;
revoke all on function public.audit_ends() from public;
grant execute on function public.audit_ends() to ${app};
