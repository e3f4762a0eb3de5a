-- Several collectors share the lines; what a person asks of a line goes to whoever holds it.

create table collector_process (
  id text primary key,
  host text not null,
  serial_ports jsonb not null default '[]',
  seen_at timestamptz not null
);
comment on table collector_process is 'Collectors and when each was last heard; one that falls silent loses its lines.';
comment on column collector_process.id is 'Kept in the collector''s data folder: after a restart it holds its own lines at once.';
comment on column collector_process.serial_ports is 'The serial ports of its machine: [{"path": "/dev/serial/by-id/...", "name": "..."}].';

create table line_lease (
  line_id int primary key references line on delete cascade,
  collector_id text not null,
  token bigint not null,
  expires_at timestamptz not null
);
comment on table line_lease is 'Which collector reads a line. Times are the database''s, so that no machine''s clock matters.';
comment on column line_lease.token is 'Grows by one with each change of hands.';

create table line_command (
  id int generated always as identity primary key,
  line_id int not null references line on delete cascade,
  kind text not null check (kind in ('read', 'scan')),
  request jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'stopped')),
  stop_asked boolean not null default false,
  progress real not null default 0 check (progress between 0 and 1),
  result jsonb not null default '{}',
  asked_by text not null,
  asked_at timestamptz not null,
  finished_at timestamptz
);
create index line_command_open on line_command (line_id) where state in ('waiting', 'running');
comment on table line_command is 'What a person asks of a line: to read a meter now, or to look for meters. The collector that holds the line does it before anything else.';
comment on column line_command.result is 'Grows while it runs: bytes and values of a reading, meters found by a scan.';
