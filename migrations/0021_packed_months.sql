-- Closed days are packed by channel and month instead of by channel and day: 1.5 bytes a reading
-- instead of 3.3, and read five times as fast. docs/decisions/readings-layout.md tells why.

create table reading_month (
  channel_id int not null,
  month date not null check (extract(day from month) = 1),
  first_at timestamptz not null,
  last_at timestamptz not null,
  step_seconds int not null check (step_seconds > 0),
  first_value bigint not null,
  readings int not null check (readings > 0),
  packed bytea not null,
  primary key (channel_id, month),
  check (first_at <= last_at)
);
-- It is packed as it is: compressing it once more saves little and costs time.
alter table reading_month alter column packed set storage external;
comment on table reading_month is 'The readings of one channel in one UTC month, as far as its days are over. The view reading_history shows them one by one.';
comment on column reading_month.month is 'Its first day, UTC.';
comment on column reading_month.step_seconds is 'Readings lie at first_at + n * step_seconds.';
comment on column reading_month.first_value is 'The register at first_at, in counts of the channel''s resolution.';
comment on column reading_month.readings is 'How many readings are packed, those withdrawn among them.';
comment on column reading_month.packed is 'Numbers of 7 bits a byte, low first, the eighth bit on where another byte follows. One a slot from first_at on: the climb since the reading before + 3. Before it may stand 1 and the quality bits that hold from here on (1, measured, at the start), and 2 and the fall where a register fell. 0 and n: n slots without a reading.';

create table reading_horizon (
  only_row boolean primary key default true check (only_row),
  packed_before timestamptz not null
);
insert into reading_horizon (packed_before) values ('-infinity');
comment on table reading_horizon is 'Every reading in reading_month is older than packed_before: what is not need not be looked for there.';

create function unpack_readings(packed bytea, step_seconds int)
  returns table (elapsed interval, climbed bigint, quality smallint)
  language plpgsql immutable strict parallel safe as $$
declare
  at int := 0;
  size constant int := length(packed);
  number bigint;
  shift int;
  kind int := 3;  -- what the next number is: 3 a token, 0 a run of holes, 1 bits, 2 a fall
  slot bigint := 0;
  bits smallint := 1;
  register bigint := 0;
begin
  while at < size loop
    number := 0;
    shift := 0;
    loop
      number := number | ((get_byte(packed, at) & 127)::bigint << shift);
      at := at + 1;
      exit when get_byte(packed, at - 1) < 128;
      shift := shift + 7;
    end loop;
    if kind = 0 then
      slot := slot + number;
      kind := 3;
    elsif kind = 1 then
      bits := number;
      kind := 3;
    elsif kind = 3 and number < 3 then
      kind := number;
    else
      register := register + case when kind = 2 then -number else number - 3 end;
      elapsed := make_interval(secs => slot * step_seconds);
      climbed := register;
      quality := bits;
      return next;
      slot := slot + 1;
      kind := 3;
    end if;
  end loop;
end $$;
comment on function unpack_readings is 'The readings of reading_month.packed, one a row: the time since first_at, the climb since first_value, and the quality bits.';

-- What is packed already becomes rows again, and is packed anew by itself.
insert into reading (channel_id, measured_at, value, quality, collected_at)
select d.channel_id, slot.measured_at, d.first_value + slot.climbed,
       coalesce(d.qualities[slot.n + 1], 1::smallint), slot.measured_at
  from reading_day d
 cross join lateral (
   select u.n, u.climbed, u.present,
          (d.day::timestamp at time zone 'UTC')
            + make_interval(mins => (d.first_index + u.n) * d.interval_minutes) as measured_at
     from (select 0 as n, 0::bigint as climbed, true as present
           union all
           select v.n::int, (sum(v.delta) over (order by v.n))::bigint, v.delta is not null
             from unnest(coalesce(d.small_deltas::bigint[], d.deltas, d.big_deltas))
                    with ordinality as v (delta, n)) u
 ) slot
 where slot.present
    on conflict do nothing;

drop view reading_history;
drop table reading_day;

create view reading_history as
  select channel_id, measured_at, value, quality from reading where quality & 16 = 0
  union all
  select m.channel_id, m.first_at + u.elapsed, m.first_value + u.climbed, u.quality
    from reading_month m
   cross join lateral unpack_readings(m.packed, m.step_seconds) u
   where u.quality & 16 = 0;
comment on view reading_history is 'All register values that count, recent and packed, one row each: for people with psql. What was withdrawn stands in the tables only.';

-- Rows come and go within days: what is gone is cleared away early.
alter table reading set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1);
comment on table reading is 'Recent register values, one row each; those of days that are over move to reading_month.';
