-- How this tenant works: read by everything that shows times and money. One row.
create table settings (
  id         uuid primary key,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  created_by uuid,
  updated_by uuid,
  version    bigint not null default 1,
  time_zone  text not null default 'UTC' check (length(time_zone) between 1 and 64),
  currency   text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  language   text not null default 'en' check (language ~ '^[a-z]{2}(-[A-Z]{2})?$')
);
create unique index settings_one_row on settings ((true)) where deleted_at is null;
comment on table settings is 'How the tenant works: time zone, currency and language. One row.';
revoke insert, delete on settings from ${role};

insert into settings (id) values ('${id}');
