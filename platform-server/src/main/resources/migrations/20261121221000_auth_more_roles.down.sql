-- Whoever has another role than the three that there were gets the one below it.
alter table public.users no force row level security;
update public.users set role = case
    when tenant_id is null then 'super-admin'
    when role in ('owner', 'admin', 'operator') then 'operator'
    else 'viewer'
  end
where role not in ('super-admin', 'operator', 'viewer') or (tenant_id is null) <> (role = 'super-admin');
alter table public.users force row level security;
alter table public.users
  add constraint users_role_check check (role in ('super-admin', 'operator', 'viewer')),
  add constraint users_check check ((tenant_id is null) = (role = 'super-admin'));
