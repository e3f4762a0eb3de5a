-- Alarms about what is used: a leak, more than usual.

alter table alarm drop constraint alarm_kind_check;
alter table alarm
  add constraint alarm_kind_check
  check (kind in ('communication', 'evasion', 'consumption', 'system'));

alter table notification_rule
  alter column kinds set default '{communication,evasion,consumption,system}';
-- Who asked for every kind that there was is told of this one too.
update notification_rule
   set kinds = kinds || '{consumption}'::text[]
 where kinds @> '{communication,evasion,system}';
