-- How well meters and lines answered, hour by hour.

create table communication_hour (
  meter_id int not null,
  line_id int not null,
  hour timestamptz not null,
  attempts int not null,
  answers int not null,
  latency_ms_sum bigint not null,
  latency_ms_most int not null,
  primary key (meter_id, hour)
);
create index communication_hour_line on communication_hour (line_id, hour);
comment on table communication_hour is 'Attempts and answers of each meter in each hour.';
comment on column communication_hour.latency_ms_sum is 'Of the answers: divided by answers it is their mean.';

create table communication_error_hour (
  meter_id int not null,
  hour timestamptz not null,
  kind text not null,
  failures int not null,
  primary key (meter_id, hour, kind)
);
comment on table communication_error_hour is 'Why meters did not answer: no-answer, wrong-checksum, wrong-unit, refused, not-connected, ...';
