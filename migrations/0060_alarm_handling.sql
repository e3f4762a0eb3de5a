-- Alarms that are put aside for a while, that waver, and who is told of them and when.

alter table alarm
  add column shelved_until timestamptz,
  add column shelved_by text,
  add column shelving_note text,
  add column quiet_since timestamptz;
comment on column alarm.shelved_until is 'Until then it lights no lamp and tells nobody; a person put it aside.';
comment on column alarm.quiet_since is 'Of an alarm that wavers: since when its cause is gone. It clears once that has lasted.';
create index alarm_raised on alarm (raised_at);

create table notification_rule (
  id int generated always as identity primary key,
  user_id int not null references user_account on delete cascade,
  kinds text[] not null default '{communication,evasion,system}',
  severity text not null default 'info' check (severity in ('info', 'warning', 'critical')),
  days smallint[] not null default '{1,2,3,4,5,6,7}',
  from_minute smallint not null default 0 check (from_minute between 0 and 1439),
  to_minute smallint not null default 1440 check (to_minute between 1 and 1440),
  digest_minutes int not null default 0 check (digest_minutes between 0 and 10080),
  escalation_minutes int check (escalation_minutes between 1 and 10080),
  created_at timestamptz not null
);
create index notification_rule_user on notification_rule (user_id);
comment on table notification_rule is 'Whom alarms are mailed to, which and when. An administrator without any rule is told of all at once.';
comment on column notification_rule.severity is 'The least: warning means warning and critical.';
comment on column notification_rule.days is 'Days of the week at the alarm''s site, 1 is Monday.';
comment on column notification_rule.to_minute is 'Minute of the local day at which telling ends; below from_minute it reaches past midnight.';
comment on column notification_rule.digest_minutes is 'Alarms are gathered for so long into one mail; 0: each at once.';
comment on column notification_rule.escalation_minutes is 'Told only when nobody has acknowledged the alarm for so long; null: told when it is raised.';

create table alarm_notice (
  alarm_id int not null references alarm,
  notice_key text not null,
  delivery_key text not null,
  noticed_at timestamptz not null,
  primary key (alarm_id, notice_key)
);
comment on table alarm_notice is 'Who has been told of which alarm: once for each rule, however often it is looked at.';
comment on column alarm_notice.notice_key is 'The rule, rule/7, or of an administrator without rules the user, user/3.';
