-- Backups that were made, and whether each could be restored.

create table backup (
  id int generated always as identity primary key,
  cause text not null check (cause in ('schedule', 'person')),
  started_at timestamptz not null,
  finished_at timestamptz not null,
  file text,
  file_bytes bigint,
  row_count bigint,
  bills_recalculated int,
  failure text,
  check ((failure is null) = (bills_recalculated is not null)),
  check (failure is not null or file is not null)
);
create index backup_started on backup (started_at);
comment on table backup is 'Every attempt at a backup. One without a failure was restored elsewhere and found equal, row by row.';
comment on column backup.file is 'Its path on the machine that made it; null when none was finished.';
comment on column backup.row_count is 'Rows of all tables.';
comment on column backup.bills_recalculated is 'Bills of the last billed month that came out to the same cents in the restored copy.';
comment on column backup.failure is 'Why it cannot be relied on, in words.';
