-- Who pays, by which tariff, and what was billed.

create table tariff (
  id int generated always as identity primary key,
  site_id int not null references site,
  name text not null,
  commodity text not null,
  unique (site_id, name)
);

create table tariff_version (
  id int generated always as identity primary key,
  tariff_id int not null references tariff,
  effective_from date not null,
  document jsonb not null,
  frozen_at timestamptz,
  unique (tariff_id, effective_from)
);
comment on table tariff_version is 'A tariff document in force from a local day until the next version; frozen once it has priced an issued bill.';

create function tariff_version_stays_frozen() returns trigger language plpgsql as $$
begin
  if old.frozen_at is null then
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  if tg_op = 'DELETE' or new is distinct from old then
    raise exception 'tariff version % has priced an issued bill and stays as it is; add a new version', old.id;
  end if;
  return new;
end $$;
create trigger tariff_version_is_final before update or delete on tariff_version
  for each row execute function tariff_version_stays_frozen();

create table tenant (
  id int generated always as identity primary key,
  site_id int not null references site,
  name text not null,
  company text not null default '',
  address_lines text[] not null default '{}',
  emails text[] not null default '{}',
  telephone text not null default '',
  tax_number text not null default '',
  language text not null default 'en' check (language in ('en', 'zh'))
);

create table lease (
  id int generated always as identity primary key,
  tenant_id int not null references tenant,
  space_id int not null references space,
  starts_on date not null,
  ends_on date check (ends_on > starts_on),
  billed_from date not null,
  billing_day int not null default 1 check (billing_day between 1 and 28),
  due_days int not null default 14 check (due_days between 0 and 120),
  check (billed_from >= starts_on)
);
comment on table lease is 'Who occupies which unit from starts_on until the day before ends_on (half-open).';
comment on column lease.billing_day is 'Local day of the month on which the billing period of the month before is billed.';
comment on column lease.billed_from is 'First day that is billed here; the days of the lease before it were billed elsewhere.';

create table lease_service_point (
  lease_id int not null references lease,
  service_point_id int not null references service_point,
  tariff_id int not null references tariff,
  starts_on date not null,
  ends_on date check (ends_on > starts_on),
  primary key (lease_id, service_point_id, starts_on),
  -- An int as a range of one: equality within gist without an extension.
  constraint service_point_pays_once exclude using gist (
    int4range(service_point_id, service_point_id, '[]') with &&,
    daterange(starts_on, ends_on) with &&
  )
);
comment on table lease_service_point is 'Which lease pays a service point by which tariff, from starts_on until the day before ends_on: one lease a day.';

create table bill_run (
  id int generated always as identity primary key,
  site_id int not null references site,
  period_from date not null,
  period_to date not null check (period_to > period_from),
  kind text not null check (kind in ('scheduled', 'manual')),
  started_at timestamptz not null,
  finished_at timestamptz,
  billed int not null default 0,
  faults jsonb not null default '[]'
);
create unique index bill_run_scheduled on bill_run (site_id, period_from) where kind = 'scheduled';
comment on table bill_run is 'One batch of bills. The scheduled run of a month is one row however often it goes on.';
comment on column bill_run.faults is 'Why leases could not be billed, as domain/core/fault.ts: the newest attempt.';

create table bill_number_series (
  site_id int not null references site,
  series text not null,
  last_number int not null default 0,
  primary key (site_id, series)
);
comment on table bill_number_series is 'Numbers without gaps: taken under a row lock in the transaction that stores the bill.';

create table bill (
  id int generated always as identity primary key,
  site_id int not null references site,
  lease_id int not null references lease,
  bill_run_id int references bill_run,
  kind text not null check (kind in ('regular', 'final', 'credit-note')),
  revision int not null default 0,
  number text not null,
  state text not null check (state in ('issued', 'credited')),
  period_from date not null,
  period_to date not null check (period_to > period_from),
  issued_at timestamptz not null,
  due_on date not null,
  currency text not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null check (total_minor = net_minor + tax_minor),
  content jsonb not null,
  content_sha256 text not null,
  unique (site_id, number),
  unique (lease_id, period_from, period_to, kind, revision),
  constraint lease_day_is_billed_once exclude using gist (
    int4range(lease_id, lease_id, '[]') with &&,
    daterange(period_from, period_to) with &&
  ) where (state = 'issued' and kind <> 'credit-note')
);
create index bill_lease on bill (lease_id, period_from);
comment on table bill is 'Issued bills. Two bills in force never share a day of a lease, however they were made.';
comment on column bill.content is 'The whole bill as domain/billing/bill.ts describes it; never changed once issued.';
comment on column bill.period_to is 'The first day after the billing period.';

create table bill_document (
  bill_id int primary key references bill,
  pdf bytea not null,
  sha256 text not null,
  made_at timestamptz not null
);
comment on table bill_document is 'The signed PDF exactly as delivered.';

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is never changed once stored', tg_table_name;
end $$;

create function bill_only_state_changes() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'an issued bill is never deleted';
  end if;
  if to_jsonb(new) - 'state' <> to_jsonb(old) - 'state' then
    raise exception 'an issued bill is never changed; correct it by a credit note and a new bill';
  end if;
  return new;
end $$;
create trigger bill_is_final before update or delete on bill
  for each row execute function bill_only_state_changes();
create trigger bill_document_is_final before update or delete on bill_document
  for each row execute function refuse_change();
