-- Programs that are told of alarms: a signed request for each alarm that is raised or cleared.

create table webhook (
  id int generated always as identity primary key,
  name text not null unique,
  url text not null,
  kinds text[] not null,
  severity text not null check (severity in ('info', 'warning', 'critical')),
  created_at timestamptz not null
);
comment on table webhook is 'Where alarms are told of by HTTP; the key that signs is the secret "webhook 7".';
comment on column webhook.severity is 'The least: warning means warning and critical.';
comment on column webhook.created_at is 'Alarms raised before are none of its business.';

create table outbox_webhook (
  id int generated always as identity primary key,
  webhook_id int not null references webhook on delete cascade,
  delivery_key text not null unique,
  body text not null,
  state text not null check (state in ('waiting', 'sending', 'sent', 'failed', 'unknown')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index outbox_webhook_waiting on outbox_webhook (next_attempt_at) where state in ('waiting', 'unknown');
create index outbox_webhook_newest on outbox_webhook (webhook_id, id);
comment on table outbox_webhook is 'Requests written before they are sent; each has one key at every attempt, by which a receiver drops a repetition.';
comment on column outbox_webhook.state is 'unknown: an attempt went out and no answer came; it is tried again under the same key.';
