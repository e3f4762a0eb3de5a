-- What registers showed when meters came and went, and what a connection can draw at most.

create table installation_register (
  channel_id int not null,
  service_point_id int not null,
  installed_at timestamptz not null,
  opening bigint check (opening >= 0),
  closing bigint check (closing >= 0),
  wraps_at bigint check (wraps_at > 1),
  primary key (channel_id, installed_at)
);
comment on table installation_register is 'Of an installation of a meter, by channel: what its register showed when it came and when it went. At an exchange both meters have a value at one instant, so these cannot be readings.';
comment on column installation_register.installed_at is 'With service_point_id the installation in meter_installation.';
comment on column installation_register.opening is 'Counts of the channel''s resolution; null where nobody noted it.';
comment on column installation_register.closing is 'The same when the meter was removed.';
comment on column installation_register.wraps_at is 'Counts at which this meter''s register begins anew; null: as the channel says.';

alter table channel add column most_per_hour numeric check (most_per_hour > 0);
comment on column channel.most_per_hour is 'The most that can be used in an hour, in the channel''s unit: the rated power of the connection. A register that falls has rolled over only if it need not have climbed faster; one that climbs faster is suspect.';
