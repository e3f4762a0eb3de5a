-- A site has one of the profiles that are known.

alter table site add constraint site_bill_profile
  check (bill_profile in ('general', 'eu-heat', 'de-heat', 'uk-heat', 'ca-water'));
