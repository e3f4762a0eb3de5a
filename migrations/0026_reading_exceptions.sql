-- What was found odd about readings, by which rules, and what a person decided about it.

create table validation_rules (
  site_id int not null references site,
  effective_from timestamptz not null,
  rules jsonb not null,
  author text not null,
  created_at timestamptz not null,
  primary key (site_id, effective_from)
);
comment on table validation_rules is 'When a reading is doubtful, as domain/validation/validation-rules.ts; in force from effective_from until the next. Readings are judged by the rules of their own time.';

create table validation_progress (
  channel_id int primary key,
  judged_until timestamptz not null,
  judged_at timestamptz not null
);
comment on table validation_progress is 'Up to which reading a channel has been judged; set back where readings before it change.';

create table reading_exception (
  id bigint generated always as identity,
  channel_id int not null,
  rule text not null,
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at > from_at),
  severity text not null check (severity in ('info', 'warning', 'critical')),
  holds_billing boolean not null,
  details jsonb not null default '{}',
  state text not null default 'open' check (state in ('open', 'accepted', 'estimated', 'corrected', 'cleared')),
  found_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  note text not null default '',
  undo jsonb,
  primary key (channel_id, rule, from_at),
  check ((state = 'open') = (decided_at is null))
);
create index reading_exception_id on reading_exception (id);
create index reading_exception_open on reading_exception (channel_id) where state = 'open';
comment on table reading_exception is 'Something odd about a channel''s readings: found by a rule, there once however often it is found again.';
comment on column reading_exception.state is 'cleared: gone by itself, for instance because late readings filled a gap; all else was decided.';
comment on column reading_exception.undo is 'What takes the decision back.';
