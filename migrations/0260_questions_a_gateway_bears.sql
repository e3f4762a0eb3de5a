-- A Modbus TCP line asks as many meters at once as its gateway bears, where nobody sets a number.

create table line_pace (
  line_id int primary key references line on delete cascade,
  gateway text not null,
  at_once smallint not null check (at_once between 1 and 16),
  fails_at smallint check (fails_at between 2 and 16),
  try_again_at timestamptz,
  setbacks int not null check (setbacks >= 0),
  learnt_at timestamptz not null,
  check ((fails_at is null) = (try_again_at is null))
);
comment on table line_pace is 'What was learnt of how many questions at once the gateway of a line bears; for lines without questionsAtOnce. Without a row: nothing yet.';
comment on column line_pace.gateway is 'Host and port of which it was learnt: a line that is given another gateway learns anew.';
comment on column line_pace.at_once is 'How many are asked at once now.';
comment on column line_pace.fails_at is 'The fewest that it was found not to bear.';
comment on column line_pace.try_again_at is 'Before this as many are not tried again.';
comment on column line_pace.setbacks is 'How often it was found not to bear as many since it last bore them for long: each wait is twice the last.';

call keep_to_own_sites('line_pace', 'line_id in (select w.id from line w)');

-- The form wrote its preset 1 into every line that was saved with it. Whoever chose another number once
-- and went back to 1 has chosen: such a line keeps it.
update line l
   set transport = l.transport - 'questionsAtOnce'
 where l.transport->>'kind' = 'modbus-tcp'
   and l.transport->>'questionsAtOnce' = '1'
   and not exists (
     select
       from audit_entry a
      where a.subject = 'line ' || l.id
        and coalesce(a.after->'transport'->>'questionsAtOnce', '1') <> '1'
   );
