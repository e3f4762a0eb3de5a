-- How the continuous backup fares: until when the database's log lies in the backup folder, what is
-- in the way, and whether the newest copy of the cluster could be restored.

create table continuous_backup (
  id boolean primary key default true check (id),
  since timestamptz not null,
  kept_at timestamptz,
  failing_since timestamptz,
  failure text,
  base_made_at timestamptz,
  proven_base_at timestamptz,
  proven_at timestamptz,
  bills_recalculated int,
  proof_failed_at timestamptz,
  proof_failure text,
  check ((failing_since is null) = (failure is null)),
  check ((proof_failed_at is null) = (proof_failure is null))
);
comment on table continuous_backup is 'The continuous backup of the embedded database, one row; none where it is off.';
comment on column continuous_backup.since is 'When the process that makes it last began.';
comment on column continuous_backup.kept_at is 'Whatever was committed before lies in the backup folder; null: nothing does yet.';
comment on column continuous_backup.failing_since is 'Since when every attempt fails; null when the last one went well.';
comment on column continuous_backup.failure is 'What the last attempt said.';
comment on column continuous_backup.base_made_at is 'When the newest copy of the cluster was made.';
comment on column continuous_backup.proven_base_at is 'When the newest copy that was restored and billed the same was made.';
comment on column continuous_backup.proven_at is 'When that was found.';
comment on column continuous_backup.bills_recalculated is 'Bills that came out the same in the restored copy.';
comment on column continuous_backup.proof_failed_at is 'When the last rehearsal failed; null when it went well.';
comment on column continuous_backup.proof_failure is 'Why it failed.';
