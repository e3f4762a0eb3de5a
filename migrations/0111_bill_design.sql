-- How a site's bills look, what they compare with, and what their use sets free.

create table bill_design (
  site_id int primary key references site,
  title text not null default '',
  language text check (language in ('en', 'zh', 'de')),
  look jsonb not null default '{}',
  bank_account jsonb,
  logo bytea,
  logo_media_type text check (logo_media_type in ('image/svg+xml', 'image/png', 'image/jpeg')),
  template text,
  check ((logo is null) = (logo_media_type is null))
);
comment on table bill_design is 'How the bills of a site look. Issued documents stay as they are.';
comment on column bill_design.title is 'In place of the organisation''s title; empty: that one.';
comment on column bill_design.language is 'Of all bills of the site; null: each tenant''s own.';
comment on column bill_design.look is 'Paper, colour, columns and parts: domain/billing/bill-design.ts. What is left out is as usual.';
comment on column bill_design.bank_account is 'For the code that banking apps read: {"holder", "iban", "bic"}.';
comment on column bill_design.logo is 'In place of the organisation''s logo; null: that one.';
comment on column bill_design.template is 'Typst in place of the template that comes with SmartPM; tried before it is stored.';

create table emission_factor (
  site_id int not null references site,
  commodity text not null check (commodity in ('electricity', 'gas', 'cold-water', 'hot-water', 'heat', 'cooling')),
  unit text not null,
  kg_per_unit numeric not null check (kg_per_unit >= 0),
  source text not null,
  primary key (site_id, commodity)
);
comment on table emission_factor is 'Kilograms of CO2 that a unit of a commodity sets free at a site, and who says so.';

create table use_benchmark (
  site_id int not null references site,
  until date not null,
  uses jsonb not null,
  primary key (site_id, until)
);
comment on table use_benchmark is 'What the tenants of a site used a square metre in the year before a day, by tariff: made once, so that a bill that is made again compares with the same figures.';
comment on column use_benchmark.uses is '[{"commodity", "tariff", "unit", "perM2", "tenants"}]: only of so many tenants that none of them can be told.';
