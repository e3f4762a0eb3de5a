import { BILLS_ON_A_PAGE } from "#api/contract/bills.ts";
import { tenantLimit, type Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import type { Bill } from "#domain/billing/bill.ts";
import { asId, type TenantId } from "#domain/core/id.ts";
import { costsSoFar } from "#jobs/cost-so-far.ts";
import { listBillPage } from "#storage/bill-views.ts";
import { findTenantContact, listLeases, listTenants as list } from "#storage/tenant-views.ts";

export const listTenants: Endpoint<"listTenants"> = async ({ database, clock }, { caller }) => {
  const tenants = await list(database, { now: clock.now(), id: tenantLimit(caller) });
  return { tenants: wire(tenants) };
};

export const readTenant: Endpoint<"readTenant"> = async (
  { database, clock },
  { params, caller },
) => {
  const id = asId<TenantId>(params.id);
  const own = tenantLimit(caller);
  if (own !== undefined && own !== id) throw notFound(`tenant ${id}`);
  const [[tenant], contact, leases, { bills }] = await Promise.all([
    list(database, { now: clock.now(), id }),
    findTenantContact(database, id),
    listLeases(database, id),
    listBillPage(database, { tenantId: id, page: 1, pageSize: BILLS_ON_A_PAGE }),
  ]);
  if (!tenant || !contact) throw notFound(`tenant ${id}`);
  return wire({
    id,
    siteId: tenant.siteId,
    name: tenant.name,
    company: tenant.company,
    state: tenant.state,
    ...contact,
    ...(own !== undefined && { note: "", contacts: [] }),
    leases,
    bills,
  });
};

export const readCostsSoFar: Endpoint<"readCostsSoFar"> = async (
  { database, clock },
  { params, caller },
) => {
  const tenantId = asId<TenantId>(params.id);
  const own = tenantLimit(caller);
  const now = clock.now();
  const [found] =
    own === undefined || own === tenantId ? await list(database, { now, id: tenantId }) : [];
  if (!found) throw notFound(`tenant ${tenantId}`);
  const leases = await costsSoFar(database, { tenantId, now });
  return {
    leases: leases.map(({ leaseId, space, currency, period, until, ...cost }) => ({
      leaseId,
      space,
      currency,
      periodFrom: period.from.toString(),
      periodTo: period.to.toString(),
      until: until.toString(),
      totalMinor: cost.bill?.totalMinor ?? null,
      expectedMinor: cost.expectedMinor?.toString() ?? null,
      points: cost.bill ? pointsOf(cost.bill) : [],
      faults: cost.faults.map(({ message }) => message),
    })),
  };
};

function pointsOf({ points, lines }: Bill) {
  const sums = Map.groupBy(lines, ({ servicePointId }) => servicePointId);
  return points.map(({ servicePointId, name, commodity, unit, consumption, dailyAverage }) => ({
    servicePointId,
    name,
    commodity,
    unit,
    consumption,
    dailyAverage,
    netMinor: (sums.get(servicePointId) ?? [])
      .reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n)
      .toString(),
  }));
}
