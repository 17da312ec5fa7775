alter table public.outbox drop column traceparent;
alter table public.jobs drop column traceparent;
