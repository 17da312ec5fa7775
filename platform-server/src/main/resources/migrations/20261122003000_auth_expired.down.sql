drop function public.auth_purge(timestamptz, integer);
drop policy sessions_owner on public.sessions;
drop policy refresh_tokens_owner on public.refresh_tokens;
drop policy password_resets_owner on public.password_resets;
drop index public.sessions_old;
drop index public.refresh_tokens_old;
