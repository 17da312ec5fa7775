revoke execute on function public.audit_append(uuid, timestamptz, text, uuid, text, text, text, text, text, text, text,
  text, text) from ${tenants};
revoke select, insert, update on public.scheduled_tasks from ${tenants};
