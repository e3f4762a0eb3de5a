-- Webhooks may be told of some sites only; what comes at once goes into one request; what a receiver
-- answered is kept.

alter table webhook add column site_ids int[];
comment on column webhook.site_ids is 'Null: it is told of the alarms of every site.';

alter table outbox_webhook add column status int;
comment on column outbox_webhook.status is 'Of HTTP, as the receiver answered the newest attempt; null: there was no answer.';
alter table outbox_webhook add column is_test boolean not null default false;
comment on column outbox_webhook.is_test is 'Asked for by a person who waits: sent before all others, and once.';

create table outbox_webhook_event (
  webhook_id int not null references webhook on delete cascade,
  alarm_id int not null references alarm on delete cascade,
  event text not null check (event in ('raised', 'cleared')),
  occasion int not null,
  outbox_webhook_id int not null references outbox_webhook on delete cascade,
  primary key (webhook_id, alarm_id, event, occasion)
);
create index outbox_webhook_event_request on outbox_webhook_event (outbox_webhook_id);
comment on table outbox_webhook_event is 'Which events a request tells of: each event is in one request of a webhook.';

insert into outbox_webhook_event (webhook_id, alarm_id, event, occasion, outbox_webhook_id)
select o.webhook_id, a.id, split_part(o.delivery_key, '/', 5), split_part(o.delivery_key, '/', 6)::int, o.id
  from outbox_webhook o
  join alarm a on a.id = split_part(o.delivery_key, '/', 4)::int
 where o.delivery_key ~ '^webhook/\d+/alarm/\d+/(raised|cleared)/\d+$';

drop index outbox_webhook_waiting;
create index outbox_webhook_waiting on outbox_webhook (webhook_id, is_test desc, id)
  where state in ('waiting', 'unknown');
