-- Users who are limited to some sites: their requests run as the role smartpm_staff, which sees and
-- changes the rows of those sites and of no other. docs/security.md.

alter table user_account add column every_site boolean not null default true;
comment on column user_account.every_site is 'Whether the user works on all sites, those to come included; false: on those of user_site. An administrator always does.';
alter table user_account add constraint administrator_has_every_site
  check (every_site or role <> 'administrator');

create table user_site (
  user_id int not null references user_account on delete cascade,
  site_id int not null references site,
  primary key (user_id, site_id)
);
comment on table user_site is 'The sites on which a user works who is limited to some; without a row: on none.';

do $$
begin
  if not exists (select from pg_roles where rolname = 'smartpm_staff') then
    create role smartpm_staff nologin;
  end if;
exception
  -- Another database of the same server was migrated at the same moment.
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise exception 'the role smartpm_staff is missing and this account may not create it: let the server''s administrator run "create role smartpm_staff nologin; grant smartpm_staff to %"', current_user;
end $$;
do $$
begin
  if not pg_has_role(current_user, 'smartpm_staff', 'member') then
    execute format('grant smartpm_staff to %I', current_user);
  end if;
end $$;

create function own_site_ids() returns int[] stable language sql as $$
  select coalesce(string_to_array(nullif(current_setting('smartpm.site_ids', true), ''), ',')::int[], '{}')
$$;
comment on function own_site_ids is 'The sites of whose request runs in this transaction; empty: nobody''s, who sees nothing.';

create function own_user_id() returns int stable language sql as $$
  select nullif(current_setting('smartpm.user_id', true), '')::int
$$;
comment on function own_user_id is 'Whose request runs in this transaction; null: nobody''s.';

-- What a row of such a table belongs to, `condition` says; conditions that read other tables see of
-- them what the role sees: a channel is of an own site when its point can be seen.
create procedure keep_to_own_sites(kept regclass, condition text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', kept);
  execute format('create policy of_own_sites on %s to smartpm_staff using (%s) with check (%2$s)', kept, condition);
  execute format('grant select, insert, update, delete on %s to smartpm_staff', kept);
end $$;
comment on procedure keep_to_own_sites is 'Opens a table for users who are limited to some sites: every table with rows of a site needs it.';

create procedure show_to_every_site(shown regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', shown);
  execute format('create policy for_every_site on %s for select to smartpm_staff using (true)', shown);
  execute format('grant select on %s to smartpm_staff', shown);
end $$;
comment on procedure show_to_every_site is 'Lets users who are limited to some sites read a table that is the same for all, and change nothing in it.';

do $$
declare
  of_site text;
begin
  foreach of_site in array array[
    'alarm', 'balance_zone', 'bill', 'bill_design', 'bill_number_series', 'bill_run', 'cost_pool',
    'emission_factor', 'ledger_entry', 'line', 'meter', 'outbox_mail', 'price_series',
    'property_import', 'reading_import', 'service_point', 'space', 'tariff', 'tariff_event',
    'tenant', 'use_benchmark', 'validation_rules'
  ] loop
    call keep_to_own_sites(of_site::regclass, 'site_id = any ((select own_site_ids())::int[])');
  end loop;
end $$;

do $$
declare
  part record;
begin
  for part in
    select * from (values
      ('alarm_notice', 'alarm_id', 'alarm', 'id'),
      ('balance_zone_point', 'balance_zone_id', 'balance_zone', 'id'),
      ('bill_document', 'bill_id', 'bill', 'id'),
      ('bill_evidence', 'bill_id', 'bill', 'id'),
      ('bill_run_lease', 'bill_run_id', 'bill_run', 'id'),
      ('billed_cost_part', 'bill_id', 'bill', 'id'),
      ('channel', 'service_point_id', 'service_point', 'id'),
      ('communication_error_hour', 'meter_id', 'meter', 'id'),
      ('communication_hour', 'meter_id', 'meter', 'id'),
      ('communication_state', 'meter_id', 'meter', 'id'),
      ('cost_pool_unit', 'cost_pool_id', 'cost_pool', 'id'),
      ('earlier_peak', 'service_point_id', 'service_point', 'id'),
      ('earlier_use', 'service_point_id', 'service_point', 'id'),
      ('installation_register', 'service_point_id', 'service_point', 'id'),
      ('lease', 'tenant_id', 'tenant', 'id'),
      ('lease_add_on', 'lease_id', 'lease', 'id'),
      ('lease_service_point', 'lease_id', 'lease', 'id'),
      ('lease_term', 'lease_id', 'lease', 'id'),
      ('ledger_posting', 'entry_id', 'ledger_entry', 'id'),
      ('line_command', 'line_id', 'line', 'id'),
      ('line_lease', 'line_id', 'line', 'id'),
      ('live_value', 'meter_id', 'meter', 'id'),
      ('meter_installation', 'service_point_id', 'service_point', 'id'),
      ('price_series_step', 'price_series_id', 'price_series', 'id'),
      ('push_token', 'line_id', 'line', 'id'),
      ('reading', 'channel_id', 'channel', 'id'),
      ('reading_correction', 'channel_id', 'channel', 'id'),
      ('reading_exception', 'channel_id', 'channel', 'id'),
      ('reading_import_part', 'import_id', 'reading_import', 'id'),
      ('reading_month', 'channel_id', 'channel', 'id'),
      ('received_mail', 'message_id', 'outbox_mail', 'message_id'),
      ('reminder', 'bill_id', 'bill', 'id'),
      ('shared_cost', 'cost_pool_id', 'cost_pool', 'id'),
      ('shared_cost_part', 'shared_cost_id', 'shared_cost', 'id'),
      ('tariff_version', 'tariff_id', 'tariff', 'id'),
      ('tax_exemption', 'tenant_id', 'tenant', 'id'),
      ('validation_progress', 'channel_id', 'channel', 'id'),
      ('virtual_point_part', 'service_point_id', 'service_point', 'id')
    ) as of_whole (name, column_name, whole, key)
  loop
    call keep_to_own_sites(part.name::regclass,
      format('%I in (select w.%I from %I w)', part.column_name, part.key, part.whole));
  end loop;
end $$;

call keep_to_own_sites('notification_rule', 'user_id = own_user_id()');

-- Its numbers are taken before the rows are made.
grant usage on sequence ledger_entry_id_seq to smartpm_staff;

-- Of the site itself only what it is can be read: an administrator changes it.
alter table site enable row level security;
create policy of_own_sites on site for select to smartpm_staff
  using (id = any ((select own_site_ids())::int[]));
grant select on site to smartpm_staff;

call show_to_every_site('organisation');
call show_to_every_site('reading_horizon');
call show_to_every_site('custom_meter_model');
call show_to_every_site('doubtful_meter_model');
call show_to_every_site('collector_process');

-- What was done is written down, and nothing of it read or changed.
alter table audit_entry enable row level security;
create policy noted on audit_entry for insert to smartpm_staff with check (true);
grant insert on audit_entry to smartpm_staff;
alter table audit_pending enable row level security;
create policy noted on audit_pending for insert to smartpm_staff with check (true);
grant insert on audit_pending to smartpm_staff;

-- The history of a lease is read out of what was noted.
create policy of_own_leases on audit_entry for select to smartpm_staff
  using (subject in (select 'lease ' || l.id from lease l));
grant select (id, at, actor, action, subject, after) on audit_entry to smartpm_staff;

-- With a tenant go the users that see its data.
alter table user_account enable row level security;
create policy of_own_tenants on user_account to smartpm_staff
  using (tenant_id in (select t.id from tenant t));
grant select (id, tenant_id), delete on user_account to smartpm_staff;
