drop table public.jobs;
drop table public.scheduled_tasks;
