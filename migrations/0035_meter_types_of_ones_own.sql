-- Types of meters made in the browser, and who has vouched for the doubtful ones.

create table custom_meter_model (
  id text primary key,
  document jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null
);
comment on table custom_meter_model is 'Types of meters beside those of the catalogue, in the format of its files.';

create table doubtful_meter_model (
  id text primary key,
  confirmed_at timestamptz,
  confirmed_by text,
  note text not null default ''
);
comment on table doubtful_meter_model is 'Types of the confidence C: what their meters count is shown, and billed only once a person has compared one with its display and confirmed the type.';
