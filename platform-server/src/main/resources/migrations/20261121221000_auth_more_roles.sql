-- Roles are no longer a short list: the platform brings some, tenants make their own. Platform staff are those without
-- a tenant.
alter table public.users drop constraint users_role_check;
alter table public.users drop constraint users_check;
