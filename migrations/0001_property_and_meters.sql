-- The property, its service points, and the meters and lines that read them.

create table organisation (
  id int generated always as identity primary key,
  name text not null,
  title text not null,
  address_lines text[] not null default '{}',
  email text not null default '',
  telephone text not null default '',
  tax_number text not null default '',
  payment_instructions text not null default '',
  logo bytea,
  logo_media_type text check (logo_media_type in ('image/svg+xml', 'image/png', 'image/jpeg'))
);
comment on table organisation is 'Who runs this installation''s data, and issues the bills: the isolation boundary.';
comment on column organisation.title is 'The title printed on bills.';

create table site (
  id int generated always as identity primary key,
  organisation_id int not null references organisation,
  name text not null,
  time_zone text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  locale text not null,
  address_lines text[] not null default '{}'
);
comment on table site is 'A property under one time zone, currency and locale.';

create table space (
  id int generated always as identity primary key,
  site_id int not null references site,
  parent_id int references space,
  kind text not null check (kind in ('building', 'floor', 'unit', 'common')),
  name text not null,
  area_m2 numeric not null default 0 check (area_m2 >= 0)
);
comment on table space is 'Buildings and floors as a tree; a unit is a let space with its area.';

create table service_point (
  id int generated always as identity primary key,
  site_id int not null references site,
  space_id int references space,
  commodity text not null check (commodity in ('electricity', 'gas', 'cold-water', 'hot-water', 'heat', 'cooling')),
  role text not null check (role in ('supply', 'unit', 'common')),
  name text not null,
  unique (site_id, name)
);
comment on table service_point is 'Where a commodity is delivered and measured. Meters come and go, it stays.';
comment on column service_point.role is 'supply: from the utility; unit: a tenant''s; common: the landlord''s own use.';

create table line (
  id int generated always as identity primary key,
  site_id int not null references site,
  name text not null,
  transport jsonb not null,
  enabled boolean not null default true,
  unique (site_id, name)
);
comment on table line is 'A serial port or gateway with the meters behind it; half-duplex, one request at a time.';
comment on column line.transport is 'How it is reached, e.g. {"kind": "modbus-tcp", "host": "10.0.0.7", "port": 502, "timeoutMs": 1000}.';

create table meter (
  id int generated always as identity primary key,
  site_id int not null references site,
  serial_number text not null,
  model_id text not null,
  line_id int references line,
  unit_address int,
  unique (site_id, serial_number)
);
comment on table meter is 'The device. model_id names its entry in catalogue/meters.';
comment on column meter.unit_address is 'Its address on the line: the Modbus unit identifier.';

create table meter_installation (
  meter_id int not null references meter,
  service_point_id int not null references service_point,
  installed_at timestamptz not null,
  removed_at timestamptz check (removed_at > installed_at),
  multiplier_numerator bigint not null default 1 check (multiplier_numerator > 0),
  multiplier_denominator bigint not null default 1 check (multiplier_denominator > 0),
  primary key (service_point_id, installed_at)
);
create unique index meter_installation_current on meter_installation (meter_id) where removed_at is null;
comment on table meter_installation is 'Which meter measured a service point from when until when, and its dated multiplier (CT x VT x constant).';

create table channel (
  id int generated always as identity primary key,
  service_point_id int not null references service_point,
  quantity text not null,
  unit text not null,
  resolution numeric not null check (resolution > 0),
  register_digits int not null default 0 check (register_digits >= 0),
  interval_minutes int not null default 15 check (interval_minutes in (1, 5, 15, 30, 60)),
  billing boolean not null default true,
  unique (service_point_id, quantity)
);
comment on table channel is 'One measured quantity at a service point.';
comment on column channel.quantity is 'energyDelivered, energyReceived, volume, ...: the name the meter model uses.';
comment on column channel.resolution is 'One count of a stored register value in the channel''s unit: 0.01 means 0.01 kWh.';
comment on column channel.register_digits is 'Counts wrap at 10^register_digits; 0 means the register never wraps in practice.';
comment on column channel.billing is 'Whether bills are made from it.';
