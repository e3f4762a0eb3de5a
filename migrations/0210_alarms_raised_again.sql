-- An alarm whose cause grows worse while it stands is raised again: it is one alarm, told once more.
alter table alarm
  add column raised_again_at timestamptz,
  add column occasion int not null default 0;
comment on column alarm.raised_again_at is 'When it was last raised again because its cause grew worse; null: never.';
comment on column alarm.occasion is 'How often it was raised again: everybody is told once of each occasion.';

alter table alarm_notice add column occasion int not null default 0;
alter table alarm_notice drop constraint alarm_notice_pkey;
alter table alarm_notice add primary key (alarm_id, notice_key, occasion);
comment on column alarm_notice.occasion is 'Of which raise it was told: 0 the first, 1 when it was raised again.';
