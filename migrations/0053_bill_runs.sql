-- Bill runs that are looked at before they issue anything, and go on after a stop.

alter table bill_run
  add column state text not null default 'done'
    check (state in ('preparing', 'ready', 'issuing', 'done', 'stopped', 'discarded')),
  add column stopped_from text check (stopped_from in ('preparing', 'issuing')),
  add column needs_approval boolean not null default false,
  add column actor text not null default '',
  add column approved_by text,
  add column approved_at timestamptz,
  add constraint bill_run_stopped check ((state = 'stopped') = (stopped_from is not null));
comment on column bill_run.state is 'preparing: drafts are made; ready: they wait for approval; issuing; done; stopped; discarded.';
comment on column bill_run.needs_approval is 'Whether its bills were to wait for a person.';

create table bill_run_lease (
  bill_run_id int not null references bill_run,
  lease_id int not null references lease,
  period_from date not null,
  period_to date not null check (period_to > period_from),
  kind text not null check (kind in ('regular', 'final')),
  state text not null check (state in ('waiting', 'drafted', 'blocked', 'issued', 'left-out')),
  draft jsonb,
  draft_sha256 text,
  total_minor bigint,
  anomalies jsonb not null default '[]',
  faults jsonb not null default '[]',
  bill_id int references bill,
  primary key (bill_run_id, lease_id, period_from),
  check ((state = 'issued') = (bill_id is not null))
);
create index bill_run_lease_open on bill_run_lease (bill_run_id, state);
comment on table bill_run_lease is 'What a run is to bill, lease by lease, and how far that is.';
comment on column bill_run_lease.draft is 'The bill as it would be issued, without number and day; what is approved.';
comment on column bill_run_lease.faults is 'Why it could not be billed, or what the bill was made without: domain/core/fault.ts.';

insert into bill_run_lease
  (bill_run_id, lease_id, period_from, period_to, kind, state, total_minor, bill_id)
select b.bill_run_id, b.lease_id, b.period_from, b.period_to, b.kind, 'issued', b.total_minor, b.id
  from bill b
 where b.bill_run_id is not null
   and b.kind <> 'credit-note'
    on conflict do nothing;
insert into bill_run_lease (bill_run_id, lease_id, period_from, period_to, kind, state, faults)
select r.id, (fault ->> 'leaseId')::int, r.period_from, r.period_to, 'regular', 'blocked',
       jsonb_agg(fault)
  from bill_run r
 cross join lateral jsonb_array_elements(r.faults) as fault
 where not exists (select from bill_run_lease i
                    where i.bill_run_id = r.id
                      and i.lease_id = (fault ->> 'leaseId')::int)
 group by r.id, r.period_from, r.period_to, fault ->> 'leaseId';
alter table bill_run drop column billed, drop column faults;

-- A run of bills that wait for approval stands beside the automatic one of the same days.
drop index bill_run_scheduled;
create unique index bill_run_scheduled on bill_run (site_id, period_from, period_to, needs_approval) where kind = 'scheduled';

create table bill_evidence (
  bill_id int primary key references bill,
  content bytea not null,
  sha256 text not null,
  made_at timestamptz not null
);
comment on table bill_evidence is 'What a bill was computed from, gzipped JSON: anybody can recompute it.';
create trigger bill_evidence_is_final before update or delete on bill_evidence
  for each row execute function refuse_change();
