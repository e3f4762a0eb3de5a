-- How tenants are reached, what a lease was secured with, and imports that can be taken back.

alter table tenant
  add column telephones text[] not null default '{}',
  add column contacts jsonb not null default '[]',
  add column note text not null default '',
  add column erased_at timestamptz;
update tenant set telephones = array[telephone] where telephone <> '';
alter table tenant drop column telephone;
comment on column tenant.contacts is 'Persons to speak to: a list of {"name", "position", "email", "telephone"}.';
comment on column tenant.note is 'What the staff should know; never printed.';
comment on column tenant.erased_at is 'When the personal data that no law asks us to keep was erased. Issued bills keep what they say.';

alter table lease add column deposit_minor bigint not null default 0 check (deposit_minor >= 0);
comment on column lease.deposit_minor is 'The deposit agreed, in minor units of the site''s currency.';

create table property_import (
  id int generated always as identity primary key,
  site_id int not null references site,
  imported_at timestamptz not null,
  actor text not null,
  file_name text not null,
  created jsonb not null,
  undone_at timestamptz
);
comment on table property_import is 'What an import from a file created, so that all of it can be taken back while nothing hangs on it.';
comment on column property_import.created is 'Lists of ids by table: {"space": [1], "service_point": [], "tenant": [], "lease": []}.';

alter table user_account add column disabled_at timestamptz;
comment on column user_account.disabled_at is 'From then on the user cannot sign in; null: may sign in.';

create index audit_entry_subject on audit_entry (subject, id);
