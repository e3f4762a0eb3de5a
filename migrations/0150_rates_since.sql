-- A register that stands still while its meter shows power or flow is broken. What a meter shows is
-- kept as its newest value only, so beside it stands for how long it has been above zero.
alter table live_value
  add column above_zero_since timestamptz,
  add column least_above_zero numeric;
comment on column live_value.above_zero_since is 'Since when every value has been above zero, none of them more than a quarter of an hour after the one before; null: the newest is not.';
comment on column live_value.least_above_zero is 'The least of the values since then.';
