-- A service point may be priced by a tariff of its lease and others beside it.

create table lease_add_on (
  id int generated always as identity primary key,
  lease_id int not null references lease on delete cascade,
  service_point_id int not null references service_point,
  tariff_id int not null references tariff,
  starts_on date not null,
  ends_on date check (ends_on > starts_on),
  -- An int as a range of one: equality within gist without an extension.
  constraint add_on_counts_once exclude using gist (
    int4range(lease_id, lease_id, '[]') with &&,
    int4range(service_point_id, service_point_id, '[]') with &&,
    int4range(tariff_id, tariff_id, '[]') with &&,
    daterange(starts_on, ends_on) with &&
  )
);
create index lease_add_on_point on lease_add_on (service_point_id);
comment on table lease_add_on is 'Further tariffs of a point on the days on which its lease pays it: grid fees, a green share. The tariff of lease_service_point is priced first.';
