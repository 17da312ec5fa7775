-- Where in its trace an event or a job was asked for, as the header traceparent writes it; empty when nobody follows.
alter table public.outbox add column traceparent text not null default '';
alter table public.jobs add column traceparent text not null default '';
