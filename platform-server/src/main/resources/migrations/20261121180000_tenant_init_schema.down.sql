drop table public.tenants;
