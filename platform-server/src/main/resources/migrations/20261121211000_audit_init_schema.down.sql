-- The log itself goes; its checkpoints outside of the database stay and tell of it.
drop function public.audit_ends();
drop function public.audit_append(uuid, timestamptz, text, uuid, text, text, text, text, text, text, text, text, text);
drop function public.audit_drop_partitions(date);
drop function public.audit_ensure_partitions(date, date);
drop table public.audit_checkpoints;
drop table public.audit_heads;
drop table public.audit_logs;
drop function public.audit_guard(text);
drop function public.audit_refuse();
