drop table public.dead_letters;
drop table public.consumed_events;
drop table public.outbox;
