-- How often each lease is billed, on which days its billing periods begin, and who says yes.

alter table lease
  add column billing_cycle text not null default 'monthly'
    check (billing_cycle in ('weekly', 'monthly', 'bimonthly', 'quarterly', 'yearly')),
  add column cycle_day int not null default 1,
  add column cycle_month int not null default 1 check (cycle_month between 1 and 12),
  add column run_after_days int not null default 0 check (run_after_days between 0 and 60),
  add column bills_need_approval boolean not null default false,
  add constraint lease_cycle_day
    check (cycle_day between 1 and case billing_cycle when 'weekly' then 7 else 31 end);
update lease set run_after_days = billing_day - 1;
alter table lease drop column billing_day;
comment on column lease.cycle_day is 'Day on which billing periods begin: of the month (a shorter month''s last day), or of the week from Monday = 1.';
comment on column lease.cycle_month is 'A month in which a billing period of several months begins: 1 is January.';
comment on column lease.run_after_days is 'Days from the first day after a billing period until it is billed.';
comment on column lease.bills_need_approval is 'Whether scheduled bills wait for a person to approve them.';

-- Leases of a site may have different billing periods that begin on the same day.
drop index bill_run_scheduled;
create unique index bill_run_scheduled on bill_run (site_id, period_from, period_to) where kind = 'scheduled';
comment on table bill_run is 'One batch of bills. The scheduled run of a billing period is one row however often it goes on.';
