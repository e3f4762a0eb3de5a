-- Readings of years long over may lie in Parquet files beside the database instead of in it. A month
-- of a channel is in exactly one place: reading_month, or the file that archived_month names.
-- docs/decisions/archiving.md tells why.

create table reading_archive (
  id int generated always as identity primary key,
  file_name text not null unique,
  site_id int not null references site,
  year int not null,
  readings bigint not null check (readings > 0),
  file_bytes bigint not null check (file_bytes > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  archived_at timestamptz not null,
  verified_at timestamptz not null
);
comment on table reading_archive is 'The Parquet files in the folder archive of the data folder. A file is never changed once it is listed here.';
comment on column reading_archive.year is 'UTC.';
comment on column reading_archive.readings is 'How many readings the file holds, those brought back since among them.';
comment on column reading_archive.verified_at is 'When it was last read through and found to have that digest: when it was made, by the backup of a night, by ./smartpm archive verify.';
comment on column reading_archive.sha256 is 'Of the whole file, in hexadecimal: a file that has another is not read.';

create table archived_month (
  channel_id int not null,
  month date not null check (extract(day from month) = 1),
  archive_id int not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  readings int not null check (readings > 0),
  primary key (channel_id, month),
  check (first_at <= last_at)
);
comment on table archived_month is 'The months of readings that lie in a file. A correction or a late reading brings the whole month back to reading_month, and its row here goes.';
comment on column archived_month.archive_id is 'The file that holds it: reading_archive.';
comment on column archived_month.readings is 'How many the file holds of it: with fewer or more it is not used.';

create view stored_month with (security_invoker = true) as
  select channel_id, month, first_at, last_at, step_seconds, first_value, readings, packed,
         null::int as archive_id
    from reading_month
   union all
  select channel_id, month, first_at, last_at, 1, 0, readings, null, archive_id
    from archived_month;
comment on view stored_month is 'Every month of closed days, wherever it lies; without packed: in the file of archive_id.';

comment on view reading_history is 'All register values in the database that count, one row each: for people with psql. What was withdrawn stands in the tables only, what was archived in the Parquet files that reading_archive lists.';

alter table archived_month enable row level security;
create policy of_own_tenant on archived_month for select to smartpm_tenant
  using (channel_id in (select own_channels())
    and own_time(channel_id, first_at, last_at));
alter table reading_archive enable row level security;
create policy of_own_tenant on reading_archive for select to smartpm_tenant
  using (id in (select a.archive_id from archived_month a));
grant select on archived_month, reading_archive, stored_month to smartpm_tenant;

call keep_to_own_sites('archived_month', 'channel_id in (select c.id from channel c)');
call keep_to_own_sites('reading_archive', 'site_id = any ((select own_site_ids())::int[])');
grant select on stored_month to smartpm_staff;
