-- When the alarms on what is used are raised: what somebody set, for the site or for one point.

create table alarm_setting (
  id int generated always as identity primary key,
  site_id int not null references site,
  rule text not null,
  service_point_id int references service_point on delete cascade,
  enabled boolean not null,
  threshold numeric check (threshold > 0),
  severity text not null check (severity in ('info', 'warning', 'critical')),
  delay_minutes int not null check (delay_minutes between 0 and 43200)
);
create unique index alarm_setting_once on alarm_setting (site_id, rule, coalesce(service_point_id, 0));
create index alarm_setting_point on alarm_setting (service_point_id);
comment on table alarm_setting is 'Limits of alarms that somebody set; without a row those of the rule itself hold.';
comment on column alarm_setting.service_point_id is 'Null: every point of the site that has no row of its own.';
comment on column alarm_setting.threshold is 'In the unit of the rule: litres an hour, percent, the point''s unit a day or month, kW, a power factor, kelvin.';
comment on column alarm_setting.delay_minutes is 'How long it must have been so before the alarm is raised.';

call keep_to_own_sites('alarm_setting', 'site_id = any ((select own_site_ids())::int[])');
