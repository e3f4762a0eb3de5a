-- The evidence behind every bill. Layout and its measurements: docs/decisions/readings-layout.md.
-- Every table begins its key with the channel, so that it can be distributed by it.

create table reading (
  channel_id int not null,
  measured_at timestamptz not null,
  value bigint not null,
  quality smallint not null default 1,
  collected_at timestamptz not null,
  stored_at timestamptz not null default now(),
  primary key (channel_id, measured_at)
);
comment on table reading is 'Recent register values at aligned times, one row each; closed days move to reading_day.';
comment on column reading.value is 'The register in counts of the channel''s resolution.';
comment on column reading.quality is 'Bits: 1 measured, 2 estimated, 4 edited, 8 suspect.';

create table reading_day (
  channel_id int not null,
  day date not null,
  interval_minutes smallint not null,
  first_index smallint not null default 0,
  first_value bigint not null,
  small_deltas smallint[],
  deltas int[],
  big_deltas bigint[],
  qualities smallint[],
  primary key (channel_id, day),
  check (num_nonnulls(small_deltas, deltas, big_deltas) = 1)
);
comment on table reading_day is 'A closed UTC day of one channel: the first register value and the differences that follow it.';
comment on column reading_day.day is 'The UTC day; the slot of 00:00 UTC is index 0.';
comment on column reading_day.first_index is 'Slot of the first reading present: minutes since 00:00 UTC / interval_minutes.';
comment on column reading_day.small_deltas is 'Differences between neighbouring slots, null elements where a slot has no reading; used where they fit 16 bits.';
comment on column reading_day.big_deltas is 'The same where they fit neither 16 nor 32 bits.';
comment on column reading_day.qualities is 'Quality bits per slot from first_index on; null means all measured.';

create view reading_history as
  select channel_id, measured_at, value, quality from reading
  union all
  select d.channel_id,
         (d.day::timestamp at time zone 'UTC')
           + make_interval(mins => (d.first_index + slot.n) * d.interval_minutes),
         d.first_value + slot.climbed,
         coalesce(d.qualities[slot.n + 1], 1::smallint)
    from reading_day d
   cross join lateral (
     select 0 as n, 0::numeric::bigint as climbed, true as present
     union all
     select u.n::int,
            (sum(u.delta) over (order by u.n))::bigint,
            u.delta is not null
       from unnest(coalesce(d.small_deltas::bigint[], d.deltas, d.big_deltas)) with ordinality as u(delta, n)
   ) slot
   where slot.present;
comment on view reading_history is 'All register values, recent and closed, one row each: for people with psql.';

create table live_value (
  channel_key text not null,
  meter_id int not null,
  value text not null,
  unit text not null,
  measured_at timestamptz not null,
  primary key (meter_id, channel_key)
);
comment on table live_value is 'The newest value of each quantity of each meter, for display only; never billed.';

create table communication_state (
  meter_id int primary key,
  line_id int not null,
  last_good_at timestamptz,
  last_attempt_at timestamptz,
  consecutive_failures int not null default 0,
  attempts bigint not null default 0,
  answers bigint not null default 0,
  latency_ms int,
  last_error text
);
comment on table communication_state is 'How well each meter answers; the input of the communication alarms.';
