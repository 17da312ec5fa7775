drop table public.refresh_tokens;
drop table public.users;
