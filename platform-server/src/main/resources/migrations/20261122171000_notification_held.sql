-- A person's later contact methods: not told before held_until, and withdrawn when somebody takes the alert on.
alter table notification.deliveries add column held_until timestamptz;
create index deliveries_held on notification.deliveries (tenant_id, thread)
  where state = 'queued' and held_until is not null;
