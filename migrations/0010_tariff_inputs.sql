-- What tariffs count by beside the consumption: dated terms, exemptions, series, events, openings.

create table lease_term (
  id int generated always as identity primary key,
  lease_id int not null references lease on delete cascade,
  service_point_id int references service_point,
  term text not null check (term in ('contract-demand', 'transformer-capacity', 'connected-capacity', 'area', 'dwellings', 'persons')),
  starts_on date not null,
  value numeric not null check (value >= 0),
  unique nulls not distinct (lease_id, service_point_id, term, starts_on)
);
comment on table lease_term is 'What a lease says that tariffs count by, from a local day until the next entry of the same term.';
comment on column lease_term.service_point_id is 'The point it is said for; null: all points of the lease that have no entry of their own.';
comment on column lease_term.value is 'In the unit of the term: kW, kVA, m2, dwellings, persons.';

create table tax_exemption (
  id int generated always as identity primary key,
  tenant_id int not null references tenant on delete cascade,
  tax_id text,
  kind text not null check (kind in ('exempt', 'reverse-charge')),
  reason text not null check (reason <> ''),
  starts_on date not null,
  ends_on date check (ends_on > starts_on)
);
create index tax_exemption_tenant on tax_exemption (tenant_id);
comment on table tax_exemption is 'Taxes that a tenant does not pay; a bill goes by what holds on the last day that it bills.';
comment on column tax_exemption.tax_id is 'The id of the tax in tariff documents; null: every tax.';
comment on column tax_exemption.reason is 'Printed on the bill.';

create table price_series (
  id int generated always as identity primary key,
  site_id int not null references site,
  name text not null,
  ends_at timestamptz not null,
  unique (site_id, name)
);
comment on table price_series is 'Prices or calorific values that change with time, by the name that tariffs have for them.';
comment on column price_series.ends_at is 'Until when the last step holds; from the first step until then there is no gap.';

create table price_series_step (
  price_series_id int not null references price_series on delete cascade,
  starts_at timestamptz not null,
  price numeric not null,
  primary key (price_series_id, starts_at)
);
comment on table price_series_step is 'A price from an instant until the next step.';

create table tariff_event (
  id int generated always as identity primary key,
  site_id int not null references site,
  name text not null check (name <> ''),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  note text not null default ''
);
create index tariff_event_time on tariff_event (site_id, name, starts_at);
comment on table tariff_event is 'Declared stretches of time that tariffs name: critical peaks, a running generator.';

create table earlier_peak (
  service_point_id int not null references service_point on delete cascade,
  month date not null check (month = date_trunc('month', month)),
  charge_id text not null default '',
  demand numeric not null check (demand >= 0),
  primary key (service_point_id, month, charge_id)
);
comment on table earlier_peak is 'The highest demand of a month before the readings begin; readings, where there are any, go before.';
comment on column earlier_peak.charge_id is 'The demand charge for which it was measured; empty: every one.';
comment on column earlier_peak.demand is 'In the unit of the charge: kW or kVA.';

create table earlier_use (
  service_point_id int not null references service_point on delete cascade,
  from_day date not null,
  to_day date not null check (to_day > from_day),
  quantity numeric not null,
  primary key (service_point_id, from_day)
);
comment on table earlier_use is 'What was used on local days before the readings begin, from the first day of a ladder''s window.';
comment on column earlier_use.quantity is 'In the unit of the tariff.';
