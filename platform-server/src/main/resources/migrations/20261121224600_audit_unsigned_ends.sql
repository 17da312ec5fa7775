-- The ends of chains, and the floors that retention left, that no signed checkpoint tells of yet.
create policy audit_checkpoints_owner on public.audit_checkpoints for select to current_user using (true);
create function public.audit_unsigned() returns table (tenant_id uuid, kind text, seq bigint, hash bytea)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.tenant_id, p.kind, p.seq, p.hash
  from public.audit_heads h
  cross join lateral (values ('head', h.seq, h.hash), ('floor', h.floor_seq, h.floor_hash)) p (kind, seq, hash)
  where p.seq > 0 and not exists (
    select 1 from public.audit_checkpoints c where c.tenant_id = h.tenant_id and c.kind = p.kind and c.seq = p.seq)
$$;
drop function public.audit_ends();
revoke all on function public.audit_unsigned() from public;
grant execute on function public.audit_unsigned() to ${app};
