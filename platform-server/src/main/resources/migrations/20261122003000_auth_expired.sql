-- Takes away what nobody can use any more, of all tenants whatever their state, in pieces: sessions with their tokens,
-- tokens whose time is over (their sessions may go on with later ones), and resets of passwords.
create index sessions_old on public.sessions (expires_at);
create index refresh_tokens_old on public.refresh_tokens (expires_at);
create policy sessions_owner on public.sessions to current_user using (true) with check (true);
create policy refresh_tokens_owner on public.refresh_tokens to current_user using (true) with check (true);
create policy password_resets_owner on public.password_resets to current_user using (true) with check (true);

create function public.auth_purge(before timestamptz, most integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone   integer;
  purged integer := 0;
begin
  delete from public.sessions where ctid = any (array(
    select ctid from public.sessions where expires_at < before limit most));
  get diagnostics purged = row_count;
  delete from public.refresh_tokens where ctid = any (array(
    select ctid from public.refresh_tokens where expires_at < before limit most));
  get diagnostics gone = row_count;
  purged := purged + gone;
  delete from public.password_resets where ctid = any (array(
    select ctid from public.password_resets where expires_at < before limit most));
  get diagnostics gone = row_count;
  return purged + gone;
end
$$;
revoke all on function public.auth_purge(timestamptz, integer) from public;
grant execute on function public.auth_purge(timestamptz, integer) to ${app};
