-- Files of readings that were taken in, so that a whole import can be taken back.

create table reading_import (
  id int generated always as identity primary key,
  site_id int not null references site,
  file_name text not null,
  sha256 text not null,
  actor text not null,
  imported_at timestamptz not null,
  rows int not null default 0,
  stored int not null default 0,
  undone_at timestamptz,
  undone_by text
);
create index reading_import_site on reading_import (site_id, imported_at);
comment on table reading_import is 'One file of readings that was taken in; rows are those of the file, stored those that were new.';

create table reading_import_part (
  import_id int not null references reading_import,
  part int not null,
  channel_id int not null,
  times timestamptz[] not null,
  primary key (import_id, part)
);
comment on table reading_import_part is 'Which readings an import brought that were not there before: what undoing it withdraws.';
