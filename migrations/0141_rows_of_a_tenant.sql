-- What a tenant's user may read, enforced by the database as well: requests of tenants run as the
-- role smartpm_tenant, which sees the rows of that tenant and of nobody else. docs/security.md.

do $$
begin
  if not exists (select from pg_roles where rolname = 'smartpm_tenant') then
    create role smartpm_tenant nologin;
  end if;
exception
  -- Another database of the same server was migrated at the same moment.
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise exception 'the role smartpm_tenant is missing and this account may not create it: let the server''s administrator run "create role smartpm_tenant nologin; grant smartpm_tenant to %"', current_user;
end $$;
do $$
begin
  if not pg_has_role(current_user, 'smartpm_tenant', 'member') then
    execute format('grant smartpm_tenant to %I', current_user);
  end if;
end $$;

-- The functions read as the owner of the tables: policies that used each other would never end.

create function own_tenant_id() returns int stable language sql as $$
  select nullif(current_setting('smartpm.tenant_id', true), '')::int
$$;
comment on function own_tenant_id is 'Whose request runs in this transaction; null: nobody''s, who sees nothing.';

create function own_leases() returns setof int stable security definer language sql
set search_path = public, pg_temp as $$
  select id from lease where tenant_id = own_tenant_id()
$$;

create function own_bills() returns setof int stable security definer language sql
set search_path = public, pg_temp as $$
  select b.id from bill b join lease l on l.id = b.lease_id where l.tenant_id = own_tenant_id()
$$;

-- Points that it pays or paid, and the parts of those that are computed: without them their sums
-- would be wrong.
create function own_points() returns setof int stable security definer language sql
set search_path = public, pg_temp as $$
  with recursive own (id) as (
    select p.service_point_id
      from lease_service_point p
      join lease l on l.id = p.lease_id
     where l.tenant_id = own_tenant_id()
     union
    select v.part_point_id
      from own o
      join virtual_point_part v on v.service_point_id = o.id
  )
  select id from own
$$;

create function own_channels() returns setof int stable security definer language sql
set search_path = public, pg_temp as $$
  select id from channel where service_point_id in (select own_points())
$$;

create function own_meters() returns setof int stable security definer language sql
set search_path = public, pg_temp as $$
  select meter_id from meter_installation where service_point_id in (select own_points())
$$;

create function own_spaces() returns setof int stable security definer language sql
set search_path = public, pg_temp as $$
  with recursive own (id) as (
    select space_id from service_point where id in (select own_points())
     union
    select space_id from lease where tenant_id = own_tenant_id()
     union
    select s.parent_id from own o join space s on s.id = o.id
  )
  select id from own where id is not null
$$;

create function own_tariffs() returns setof int stable security definer language sql
set search_path = public, pg_temp as $$
  select p.tariff_id
    from lease_service_point p
   where p.lease_id in (select own_leases())
   union
  select a.tariff_id
    from lease_add_on a
   where a.lease_id in (select own_leases())
$$;

-- Times at which a point was somebody else's stay hidden, but for a day on either side: registers
-- of the first and the last moment are read a little before or after.
create function own_time(of_channel int, from_at timestamptz, to_at timestamptz) returns boolean
stable security definer language sql set search_path = public, pg_temp as $$
  select exists (
    select
      from lease_service_point p
      join lease l on l.id = p.lease_id
      join channel c on c.id = of_channel
     where l.tenant_id = own_tenant_id()
       and to_at >= p.starts_on::timestamptz - interval '1 day'
       and (p.ends_on is null or from_at <= p.ends_on::timestamptz + interval '1 day')
       and (p.service_point_id = c.service_point_id
            or c.service_point_id in (
                 with recursive part (id) as (
                   select part_point_id from virtual_point_part
                    where service_point_id = p.service_point_id
                    union
                   select v.part_point_id
                     from part o join virtual_point_part v on v.service_point_id = o.id
                 )
                 select id from part))
  )
$$;
comment on function own_time is 'Whether the tenant paid the channel''s point at some time of a stretch; times in UTC.';

alter table tenant enable row level security;
create policy of_own_tenant on tenant for select to smartpm_tenant
  using (id = own_tenant_id());
alter table lease enable row level security;
create policy of_own_tenant on lease for select to smartpm_tenant
  using (tenant_id = own_tenant_id());
alter table lease_service_point enable row level security;
create policy of_own_tenant on lease_service_point for select to smartpm_tenant
  using (lease_id in (select own_leases()));
alter table lease_add_on enable row level security;
create policy of_own_tenant on lease_add_on for select to smartpm_tenant
  using (lease_id in (select own_leases()));
alter table lease_term enable row level security;
create policy of_own_tenant on lease_term for select to smartpm_tenant
  using (lease_id in (select own_leases()));
alter table tax_exemption enable row level security;
create policy of_own_tenant on tax_exemption for select to smartpm_tenant
  using (tenant_id = own_tenant_id());
alter table bill enable row level security;
create policy of_own_tenant on bill for select to smartpm_tenant
  using (lease_id in (select own_leases()));
alter table bill_document enable row level security;
create policy of_own_tenant on bill_document for select to smartpm_tenant
  using (bill_id in (select own_bills()));
alter table bill_evidence enable row level security;
create policy of_own_tenant on bill_evidence for select to smartpm_tenant
  using (bill_id in (select own_bills()));
alter table reminder enable row level security;
create policy of_own_tenant on reminder for select to smartpm_tenant
  using (bill_id in (select own_bills()));
alter table ledger_entry enable row level security;
create policy of_own_tenant on ledger_entry for select to smartpm_tenant
  using (lease_id in (select own_leases()));
alter table ledger_posting enable row level security;
create policy of_own_tenant on ledger_posting for select to smartpm_tenant
  using (exists (select from ledger_entry e where e.id = entry_id));
alter table service_point enable row level security;
create policy of_own_tenant on service_point for select to smartpm_tenant
  using (id in (select own_points()));
alter table virtual_point_part enable row level security;
create policy of_own_tenant on virtual_point_part for select to smartpm_tenant
  using (service_point_id in (select own_points()));
alter table channel enable row level security;
create policy of_own_tenant on channel for select to smartpm_tenant
  using (service_point_id in (select own_points()));
alter table meter_installation enable row level security;
create policy of_own_tenant on meter_installation for select to smartpm_tenant
  using (service_point_id in (select own_points()));
alter table installation_register enable row level security;
create policy of_own_tenant on installation_register for select to smartpm_tenant
  using (service_point_id in (select own_points()));
alter table meter enable row level security;
create policy of_own_tenant on meter for select to smartpm_tenant
  using (id in (select own_meters()));
alter table live_value enable row level security;
create policy of_own_tenant on live_value for select to smartpm_tenant
  using (meter_id in (select own_meters()));
alter table communication_state enable row level security;
create policy of_own_tenant on communication_state for select to smartpm_tenant
  using (meter_id in (select own_meters()));
alter table reading enable row level security;
create policy of_own_tenant on reading for select to smartpm_tenant
  using (channel_id in (select own_channels()) and own_time(channel_id, measured_at, measured_at));
alter table reading_month enable row level security;
create policy of_own_tenant on reading_month for select to smartpm_tenant
  using (channel_id in (select own_channels())
    and own_time(channel_id, first_at, last_at));
alter table reading_correction enable row level security;
create policy of_own_tenant on reading_correction for select to smartpm_tenant
  using (channel_id in (select own_channels())
    and own_time(channel_id, measured_at, measured_at));
alter table space enable row level security;
create policy of_own_tenant on space for select to smartpm_tenant
  using (id in (select own_spaces()));
alter table tariff enable row level security;
create policy of_own_tenant on tariff for select to smartpm_tenant
  using (id in (select own_tariffs()));
alter table tariff_version enable row level security;
create policy of_own_tenant on tariff_version for select to smartpm_tenant
  using (tariff_id in (select own_tariffs()));
alter table site enable row level security;
create policy of_own_tenant on site for select to smartpm_tenant
  using (id in (select s.site_id from tenant s where s.id = own_tenant_id()));
alter table alarm enable row level security;
create policy of_own_tenant on alarm for select to smartpm_tenant
  using (source_kind = 'meter' and source_id in (select own_meters()));
alter table outbox_mail enable row level security;
create policy of_own_tenant on outbox_mail for select to smartpm_tenant
  using (bill_id in (select own_bills()));
alter table shared_cost_part enable row level security;
create policy of_own_tenant on shared_cost_part for select to smartpm_tenant
  using (lease_id in (select own_leases()));
alter table billed_cost_part enable row level security;
create policy of_own_tenant on billed_cost_part for select to smartpm_tenant
  using (bill_id in (select own_bills()));
alter table reading_exception enable row level security;
create policy of_own_tenant on reading_exception for select to smartpm_tenant
  using (channel_id in (select own_channels()) and own_time(channel_id, from_at, to_at));
alter table earlier_use enable row level security;
create policy of_own_tenant on earlier_use for select to smartpm_tenant
  using (service_point_id in (select own_points()));
alter table earlier_peak enable row level security;
create policy of_own_tenant on earlier_peak for select to smartpm_tenant
  using (service_point_id in (select own_points()));
alter table tariff_event enable row level security;
create policy of_own_tenant on tariff_event for select to smartpm_tenant
  using (site_id in (select s.site_id from tenant s where s.id = own_tenant_id()));
alter table price_series enable row level security;
create policy of_own_tenant on price_series for select to smartpm_tenant
  using (site_id in (select s.site_id from tenant s where s.id = own_tenant_id()));
alter table price_series_step enable row level security;
create policy of_own_tenant on price_series_step for select to smartpm_tenant
  using (exists (select from price_series s where s.id = price_series_id));

-- A line's transport holds passwords: only its name.
alter table line enable row level security;
create policy of_own_tenant on line for select to smartpm_tenant
  using (id in (select m.line_id from meter m));
grant select (id, site_id, name, enabled) on line to smartpm_tenant;

alter table doubtful_meter_model enable row level security;
create policy of_own_tenant on doubtful_meter_model for select to smartpm_tenant using (true);
grant select (id, confirmed_at) on doubtful_meter_model to smartpm_tenant;

-- The same for everybody.
alter table organisation enable row level security;
create policy of_own_tenant on organisation for select to smartpm_tenant using (true);
alter table reading_horizon enable row level security;
create policy of_own_tenant on reading_horizon for select to smartpm_tenant using (true);

-- Nothing else can it even name, and nothing at all can it change.
grant select on
  tenant, lease, lease_service_point, lease_add_on, lease_term, tax_exemption, bill,
  bill_document, bill_evidence, reminder, ledger_entry, ledger_posting, service_point,
  virtual_point_part, channel, meter_installation, installation_register, meter, live_value,
  communication_state, reading, reading_month, reading_correction, space, tariff,
  tariff_version, site, alarm, outbox_mail, shared_cost_part, billed_cost_part,
  reading_exception, earlier_use, earlier_peak, tariff_event, price_series, price_series_step,
  organisation, reading_horizon
to smartpm_tenant;
