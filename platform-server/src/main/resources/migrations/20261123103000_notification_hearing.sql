-- When a server was last there to hear of anybody: what was not heard while none was is nobody's fault.
create table notification.hearing (
  one      boolean not null default true primary key check (one),
  heard_at timestamptz not null
);
alter table notification.hearing enable row level security;
alter table notification.hearing force row level security;
create policy hearing_guard on notification.hearing
  using (current_setting('dotmac.key', true) = 'notification:all')
  with check (current_setting('dotmac.key', true) = 'notification:all');
grant select, insert, update on notification.hearing to ${app};

-- Whether anything was sent of late.
create index deliveries_sent on notification.deliveries (sent_at) where state = 'sent';
