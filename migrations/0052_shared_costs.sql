-- Costs that several leases share, and how each was divided.

create table cost_pool (
  id int generated always as identity primary key,
  site_id int not null references site,
  name text not null,
  source text not null check (source in ('meter', 'amount', 'invoice')),
  service_point_id int references service_point,
  tariff_id int references tariff,
  monthly_minor bigint check (monthly_minor >= 0),
  parts jsonb not null,
  vacancy text not null default 'owner' check (vacancy in ('owner', 're-spread')),
  time_rule text not null default 'days' check (time_rule in ('days', 'degree-days')),
  commodity text check (commodity in ('electricity', 'gas', 'cold-water', 'hot-water', 'heat', 'cooling')),
  tax_rate numeric check (tax_rate >= 0),
  tax_label text not null default '',
  starts_on date not null,
  ends_on date check (ends_on > starts_on),
  unique (site_id, name),
  check ((source = 'meter') = (service_point_id is not null and tariff_id is not null)),
  check ((source = 'amount') = (monthly_minor is not null))
);
comment on table cost_pool is 'A cost that comes again and again and is divided over units: lift, staircase, boiler.';
comment on column cost_pool.source is 'meter: a common meter priced by a tariff; amount: the same each month; invoice: entered one by one.';
comment on column cost_pool.parts is 'Keys with their percentages: [{"key": "consumption", "percent": "70"}, {"key": "area", "percent": "30"}].';
comment on column cost_pool.commodity is 'Whose consumption counts for the key consumption.';

create table cost_pool_unit (
  cost_pool_id int not null references cost_pool,
  space_id int not null references space,
  fixed_share numeric not null default 0 check (fixed_share >= 0),
  primary key (cost_pool_id, space_id)
);
comment on table cost_pool_unit is 'The units that take part in a cost.';

create table shared_cost (
  id int generated always as identity primary key,
  cost_pool_id int not null references cost_pool,
  period_from date not null,
  period_to date not null check (period_to > period_from),
  amount_minor bigint not null,
  description text not null default '',
  invoice_number text not null default '',
  evidence jsonb not null default '{}',
  divided_at timestamptz not null,
  actor text not null
);
create index shared_cost_pool on shared_cost (cost_pool_id, period_from);
create unique index shared_cost_invoice_once on shared_cost (cost_pool_id, invoice_number) where invoice_number <> '';
comment on table shared_cost is 'One cost of a pool, without tax, divided when it is stored.';
comment on column shared_cost.evidence is 'How the amount came about: the rated lines of a common meter.';

create table shared_cost_part (
  shared_cost_id int not null references shared_cost,
  part_no int not null,
  lease_id int references lease,
  space_id int references space,
  amount_minor bigint not null,
  parts jsonb not null,
  primary key (shared_cost_id, part_no)
);
create index shared_cost_part_lease on shared_cost_part (lease_id);
comment on table shared_cost_part is 'What a lease bears of a cost; without a lease, the owner. The parts sum to the cost.';
comment on column shared_cost_part.parts is 'Weight and amount by key: domain/sharing/share-cost.ts.';

create table billed_cost_part (
  shared_cost_id int not null,
  part_no int not null,
  bill_id int not null references bill,
  in_force boolean not null default true,
  primary key (shared_cost_id, part_no, bill_id),
  foreign key (shared_cost_id, part_no) references shared_cost_part
);
create unique index cost_part_is_billed_once on billed_cost_part (shared_cost_id, part_no) where in_force;
create index billed_cost_part_bill on billed_cost_part (bill_id);
comment on table billed_cost_part is 'Which bill charges a part: one bill in force.';

create function shared_cost_is_divided() returns trigger language plpgsql as $$
declare
  cost bigint := (select amount_minor from shared_cost where id = new.shared_cost_id);
begin
  if (select sum(amount_minor) from shared_cost_part where shared_cost_id = new.shared_cost_id) <> cost then
    raise exception 'the parts of shared cost % do not sum to it', new.shared_cost_id
      using errcode = 'check_violation', constraint = 'shared_cost_is_divided';
  end if;
  return null;
end $$;
create constraint trigger shared_cost_is_divided after insert on shared_cost_part
  deferrable initially deferred for each row execute function shared_cost_is_divided();
create trigger shared_cost_is_final before update or delete on shared_cost
  for each row execute function refuse_change();
create trigger shared_cost_part_is_final before update or delete on shared_cost_part
  for each row execute function refuse_change();
