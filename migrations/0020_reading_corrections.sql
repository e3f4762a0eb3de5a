-- What a reading said before it was corrected, for ever. Its key begins with the channel, like the
-- readings' own, so that it can be distributed with them; nothing else is on it.

create table reading_correction (
  channel_id int not null,
  measured_at timestamptz not null,
  revision int not null check (revision > 0),
  old_value bigint,
  old_quality smallint,
  new_value bigint not null,
  new_quality smallint not null,
  corrected_at timestamptz not null,
  author text not null check (author <> ''),
  reason text not null check (reason <> ''),
  primary key (channel_id, measured_at, revision),
  check ((old_value is null) = (old_quality is null))
);
comment on table reading_correction is 'Every change of a stored reading, and every reading that was not measured: what stood there before, who changed it, when and why. Rows are only ever added.';
comment on column reading_correction.revision is 'Counts the corrections of one reading from 1.';
comment on column reading_correction.old_value is 'Counts before; null where there was no reading.';
comment on column reading_correction.new_quality is 'Bits as in reading.quality; with 16, withdrawn, the reading counts no longer.';
comment on column reading_correction.author is 'A user''s e-mail address, or the part of the program: estimation, collector.';
create trigger reading_correction_is_final before update or delete on reading_correction
  for each row execute function refuse_change();

comment on column reading.quality is 'Bits: 1 measured, 2 estimated, 4 edited, 8 suspect, 16 withdrawn: kept as evidence, counts no longer.';

create or replace view reading_history as
  select channel_id, measured_at, value, quality from reading where quality & 16 = 0
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
   where slot.present
     and coalesce(d.qualities[slot.n + 1], 1::smallint) & 16 = 0;
comment on view reading_history is 'All register values that count, recent and closed, one row each: for people with psql. What was withdrawn stands in the tables only.';
