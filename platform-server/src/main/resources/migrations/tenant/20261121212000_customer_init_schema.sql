-- Whom the tenant serves. E-mail address, telephone number and tax id are encrypted; the *_index columns are keyed
-- hashes by which they are found. field_key is the number of the key that they are encrypted with.
create sequence customer_number;
grant usage on sequence customer_number to ${role};
create table customers (
  id              uuid primary key,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  deleted_at      timestamptz,
  created_by      uuid,
  updated_by      uuid,
  version         bigint not null default 1,
  number          text not null default 'C' || lpad(nextval('customer_number')::text, 6, '0'),
  type            text not null check (type in ('individual', 'business', 'enterprise')),
  status          text not null check (status in ('prospect', 'active', 'suspended', 'churned', 'archived')),
  name            text not null check (length(name) between 1 and 250),
  given_name      text,
  family_name     text,
  company_name    text,
  email           bytea,
  email_index     bytea check ((email is null) = (email_index is null)),
  phone           bytea,
  phone_index     bytea check ((phone is null) = (phone_index is null)),
  tax_id          bytea,
  tax_id_index    bytea check ((tax_id is null) = (tax_id_index is null)),
  field_key       integer not null,
  billing_address jsonb,
  service_address jsonb,
  language        text not null,
  time_zone       text not null,
  tags            text[] not null default '{}',
  check (type = 'individual' or company_name is not null)
);
comment on table customers is 'Whom the tenant serves.';
comment on column customers.email is 'Encrypted.';
comment on column customers.phone is 'Encrypted.';
comment on column customers.tax_id is 'Encrypted.';
create unique index customers_number on customers (number);
create unique index customers_email on customers (email_index) where deleted_at is null;
create index customers_phone on customers (phone_index) where deleted_at is null;
create index customers_tax_id on customers (tax_id_index) where deleted_at is null;
create index customers_created on customers (created_at, id) where deleted_at is null;
create index customers_name on customers (name, id) where deleted_at is null;
create index customers_tags on customers using gin (tags);
create index customers_field_key on customers (field_key, id);
