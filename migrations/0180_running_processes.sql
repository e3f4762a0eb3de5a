-- Who runs on this database just now, so that one that is gone is noticed.

create table running_process (
  id uuid primary key,
  host text not null,
  pid int not null,
  release text not null,
  roles text[] not null,
  started_at timestamptz not null default now(),
  beat_at timestamptz not null default now(),
  jobs jsonb not null default '[]'
);
comment on table running_process is 'Every process of the service that has given a sign of life in the last day; one that ends in order takes its row away.';
comment on column running_process.release is 'Which copy of the program it is: 0.1.0-3f2a9c1b, or checkout.';
comment on column running_process.beat_at is 'Its last sign of life, every ten seconds, by the clock of the database.';
comment on column running_process.jobs is 'How its jobs fared by then: storage/running-processes.ts.';
