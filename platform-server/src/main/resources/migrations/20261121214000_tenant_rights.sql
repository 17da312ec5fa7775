-- What tenants' roles need beside the guarded tables: to note who did what, and to have work of theirs done.
grant execute on function public.audit_append(uuid, timestamptz, text, uuid, text, text, text, text, text, text, text,
  text, text) to ${tenants};
grant select, insert, update on public.scheduled_tasks to ${tenants};
