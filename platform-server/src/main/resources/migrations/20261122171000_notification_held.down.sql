drop index notification.deliveries_held;
alter table notification.deliveries drop column held_until;
