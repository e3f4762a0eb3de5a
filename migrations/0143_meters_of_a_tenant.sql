-- Of a point that is computed from others a tenant gets the sum: the others' meters, with their
-- serial numbers and live values, stay hidden. What is summed has to be read as before.

create or replace function own_meters() returns setof int stable security definer language sql
set search_path = public, pg_temp as $$
  select i.meter_id
    from meter_installation i
    join lease_service_point p on p.service_point_id = i.service_point_id
    join lease l on l.id = p.lease_id
   where l.tenant_id = own_tenant_id()
$$;
