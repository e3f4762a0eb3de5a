-- Alarms, balance zones, mail, users, audit.

create table balance_zone (
  id int generated always as identity primary key,
  site_id int not null references site,
  name text not null,
  commodity text not null,
  allowed_loss_percent numeric not null default 3 check (allowed_loss_percent >= 0),
  allowed_loss_constant numeric not null default 0 check (allowed_loss_constant >= 0),
  unique (site_id, name)
);
create table balance_zone_point (
  balance_zone_id int not null references balance_zone,
  service_point_id int not null references service_point,
  side text not null check (side in ('supply', 'use')),
  primary key (balance_zone_id, service_point_id)
);
comment on table balance_zone is 'Supply points and the points under them; what is missing between them is loss.';
comment on column balance_zone.allowed_loss_constant is 'Technical loss per hour that is no alarm, in the commodity''s unit.';

create table alarm (
  id int generated always as identity primary key,
  site_id int not null references site,
  rule text not null,
  kind text not null check (kind in ('communication', 'evasion', 'system')),
  severity text not null check (severity in ('info', 'warning', 'critical')),
  source_kind text not null check (source_kind in ('meter', 'line', 'balance-zone', 'system')),
  source_id int not null,
  source_name text not null,
  details jsonb not null default '{}',
  raised_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  acknowledgement_note text,
  cleared_at timestamptz
);
create unique index alarm_open_once on alarm (site_id, rule, source_kind, source_id) where cleared_at is null;
create index alarm_source on alarm (source_kind, source_id, rule);
comment on table alarm is 'One row per cause: raised, perhaps acknowledged by a person, cleared when the cause is gone.';
comment on column alarm.source_id is 'The row of source_kind; 0 for the system.';
comment on column alarm.details is 'Figures for the message: the web words them in the reader''s language.';

create table outbox_mail (
  id int generated always as identity primary key,
  site_id int not null references site,
  delivery_key text not null unique,
  message_id text not null unique,
  bill_id int references bill,
  alarm_id int references alarm,
  recipient text not null,
  subject text not null,
  body text not null,
  state text not null check (state in ('waiting', 'sending', 'sent', 'failed', 'unknown')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index outbox_mail_bill on outbox_mail (bill_id);
create index outbox_mail_waiting on outbox_mail (next_attempt_at) where state = 'waiting';
comment on table outbox_mail is 'Mails written in the transaction of what they tell; state unknown after a crash between DATA and the answer, never resent silently.';

create table received_mail (
  id int generated always as identity primary key,
  message_id text not null,
  recipient text not null,
  sender text not null,
  subject text not null,
  received_at timestamptz not null,
  raw bytea not null
);
create index received_mail_message on received_mail (message_id);
comment on table received_mail is 'What the demo''s built-in SMTP receiver took in, shown as the Outbox; empty outside the demo.';

create table user_account (
  id int generated always as identity primary key,
  email text not null unique,
  name text not null,
  role text not null check (role in ('administrator', 'operator', 'accountant', 'viewer', 'tenant')),
  tenant_id int references tenant,
  password_hash text not null,
  language text not null default 'en',
  created_at timestamptz not null,
  check ((role = 'tenant') = (tenant_id is not null))
);

comment on table user_account is 'Who may sign in; a tenant''s user sees that tenant''s points and bills only.';
comment on column user_account.email is 'In lower case.';
comment on column user_account.password_hash is 'argon2id in the PHC text format.';

create table session (
  token_sha256 text primary key,
  user_id int not null references user_account on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create index session_of_user on session (user_id);
comment on table session is 'Who is signed in; known by the SHA-256 of a token that only the browser has.';

create table setting (
  key text primary key,
  value jsonb not null
);

create table secret (
  name text primary key,
  sealed bytea not null
);
comment on table secret is 'Encrypted at rest with a key that lies outside the database.';

create table audit_entry (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb
);
comment on table audit_entry is 'Every change to money, readings, tariffs, users and configuration.';
create trigger audit_entry_is_final before update or delete on audit_entry
  for each row execute function refuse_change();
