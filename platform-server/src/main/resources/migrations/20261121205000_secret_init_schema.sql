-- Keys of encrypted fields, wrapped by the master key or by Vault's Transit engine: the database alone cannot use them.
-- Number 0 is the key of blind indexes. They belong to the platform, so there is no tenant_id.
create table public.field_keys (
  id         integer primary key check (id >= 0),
  wrapped    text not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz
);
grant select, insert, update on public.field_keys to ${app};
