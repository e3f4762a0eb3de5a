import type { BillingCycle } from "#domain/tenancy/billing-cycle.ts";
import type { Queryable } from "#platform/database.ts";

/** How the billing of a site stands. */
export interface BillingSummary {
  /** The cycles that its leases have. */
  readonly cycles: readonly BillingCycle[];
  /** The newest month that has bills in force: `2026-10`. */
  readonly month: string | null;
  readonly bills: number;
  readonly totalMinor: bigint;
  /** Of the month before that; null when it has no bills. */
  readonly previousTotalMinor: bigint | null;
  readonly tenants: number;
  readonly meters: number;
}

export async function readBillingSummary(db: Queryable, siteId: number): Promise<BillingSummary> {
  const { rows } = await db.query<BillingSummary>(
    `with month as (
       select to_char(period_from, 'YYYY-MM') as month, count(*)::int as bills,
              sum(total_minor)::bigint as total
         from bill
        where site_id = $1
          and state = 'issued'
          and kind <> 'credit-note'
        group by 1
        order by 1 desc
        limit 2
     ), newest as (select * from month limit 1)
     select (select coalesce(json_agg(distinct jsonb_build_object(
                      'every', l.billing_cycle, 'startDay', l.cycle_day,
                      'startMonth', l.cycle_month, 'runAfterDays', l.run_after_days)), '[]')
               from lease l
               join tenant t on t.id = l.tenant_id
              where t.site_id = $1) as cycles,
            (select month from newest) as month,
            coalesce((select bills from newest), 0) as bills,
            coalesce((select total from newest), 0)::bigint as "totalMinor",
            (select total from month offset 1)::bigint as "previousTotalMinor",
            (select count(*)::int from tenant where site_id = $1) as tenants,
            (select count(*)::int from meter where site_id = $1) as meters`,
    [siteId],
  );
  const row = rows[0];
  if (!row) throw new Error("a summary always has a row");
  return row;
}
