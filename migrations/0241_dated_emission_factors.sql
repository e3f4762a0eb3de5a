-- What a unit sets free changes from year to year: each factor holds from a day on.

alter table emission_factor add column valid_from date not null default '1970-01-01';
alter table emission_factor alter column valid_from drop default;
alter table emission_factor drop constraint emission_factor_pkey;
alter table emission_factor add primary key (site_id, commodity, valid_from);
comment on column emission_factor.valid_from is 'The first local day for which it holds, until the next one''s; a bill or report takes the one of the last billed day.';
