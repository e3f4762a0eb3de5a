-- The report of a month that is sent by itself: when, to whom, and each one as it was sent.

create table monthly_report_setting (
  site_id int primary key references site,
  enabled_at timestamptz,
  send_day int not null check (send_day between 1 and 28),
  language text not null check (language in ('en', 'zh', 'de')),
  recipients text[] not null default '{}'
);
comment on table monthly_report_setting is 'How the report of a site''s months is sent by itself.';
comment on column monthly_report_setting.enabled_at is 'Since when it is sent: reports that were due before are not; null: it is not.';
comment on column monthly_report_setting.send_day is 'Local day of the month on which the report of the month before is sent.';
comment on column monthly_report_setting.recipients is 'E-mail addresses.';

create table monthly_report (
  id int generated always as identity primary key,
  site_id int not null references site,
  month date not null check (extract(day from month) = 1),
  trial boolean not null,
  language text not null,
  pdf bytea not null,
  sha256 text not null,
  made_at timestamptz not null
);
create unique index monthly_report_once on monthly_report (site_id, month) where not trial;
comment on table monthly_report is 'Reports of a month as they were sent. That of a site and month is sent by itself once, whoever tries.';
comment on column monthly_report.month is 'Its first local day.';
comment on column monthly_report.trial is 'Sent by hand to whoever asked: says nothing about whether the month''s own has gone out.';
create trigger monthly_report_is_final before update on monthly_report
  for each row execute function refuse_change();

alter table outbox_mail add column monthly_report_id int references monthly_report;
comment on column outbox_mail.monthly_report_id is 'The report that is attached.';

call keep_to_own_sites('monthly_report_setting', 'site_id = any ((select own_site_ids())::int[])');
call keep_to_own_sites('monthly_report', 'site_id = any ((select own_site_ids())::int[])');
