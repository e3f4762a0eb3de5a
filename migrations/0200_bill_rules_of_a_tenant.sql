-- What a tenant's bill would be by today is computed in its own requests: by the rules of its site,
-- all of which are printed on its bills.

alter table bill_design enable row level security;
create policy of_own_tenant on bill_design for select to smartpm_tenant
  using (site_id in (select s.site_id from tenant s where s.id = own_tenant_id()));
alter table emission_factor enable row level security;
create policy of_own_tenant on emission_factor for select to smartpm_tenant
  using (site_id in (select s.site_id from tenant s where s.id = own_tenant_id()));
grant select on bill_design, emission_factor to smartpm_tenant;

create function own_costs() returns setof int stable security definer language sql
set search_path = public, pg_temp as $$
  select shared_cost_id from shared_cost_part where lease_id in (select own_leases())
$$;
comment on function own_costs is 'Shared costs of which the tenant bears a part.';

create function own_pools() returns setof int stable security definer language sql
set search_path = public, pg_temp as $$
  select cost_pool_id from shared_cost where id in (select own_costs())
$$;

alter table shared_cost enable row level security;
create policy of_own_tenant on shared_cost for select to smartpm_tenant
  using (id in (select own_costs()));
alter table cost_pool enable row level security;
create policy of_own_tenant on cost_pool for select to smartpm_tenant
  using (id in (select own_pools()));
-- What a bill shows of them, and no more.
grant select (id, cost_pool_id, period_from, period_to, amount_minor, description) on shared_cost
  to smartpm_tenant;
grant select (id, name, tax_rate, tax_label) on cost_pool to smartpm_tenant;
