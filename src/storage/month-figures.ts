import type { AlarmKind } from "#domain/alarms/alarm-rule.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import type { DateRange, InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";

/** What was billed in a month, by bills in force whose last billed day lies in it. */
export interface MonthBilled {
  /** `2026-10`. */
  readonly month: string;
  readonly bills: number;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
}

/** Of a site and the months in a range; months without bills are left out. */
export async function listMonthsBilled(
  db: Queryable,
  { siteId, days }: { readonly siteId: number; readonly days: DateRange },
): Promise<MonthBilled[]> {
  const { rows } = await db.query<MonthBilled>(
    `select to_char(period_to - 1, 'YYYY-MM') as month, count(*)::int as bills,
            sum(net_minor)::bigint as "netMinor", sum(tax_minor)::bigint as "taxMinor",
            sum(total_minor)::bigint as "totalMinor"
       from bill
      where site_id = $1
        and state = 'issued'
        and kind <> 'credit-note'
        and period_to > $2::date
        and period_to <= $3::date
      group by 1
      order by 1`,
    [siteId, days.from.toString(), days.to.toString()],
  );
  return rows;
}

/** What tenants of a site paid on the days of a range, less what went back to them. */
export async function readPaid(
  db: Queryable,
  { siteId, days }: { readonly siteId: number; readonly days: DateRange },
): Promise<bigint> {
  const { rows } = await db.query<{ paid: bigint }>(
    `select coalesce(sum(p.amount_minor), 0)::bigint as paid
       from ledger_entry e
       join ledger_posting p on p.entry_id = e.id and p.account = 'bank'
       left join ledger_entry reversed on reversed.id = e.reverses_entry_id
      where e.site_id = $1
        and e.booked_on >= $2::date
        and e.booked_on < $3::date
        and coalesce(reversed.kind, e.kind) in ('payment', 'refund')`,
    [siteId, days.from.toString(), days.to.toString()],
  );
  return rows[0]?.paid ?? 0n;
}

/** How many alarms of a kind came and went in a stretch of time, and how many stood at its end. */
export interface MonthAlarms {
  readonly kind: AlarmKind;
  readonly raised: number;
  readonly cleared: number;
  readonly standing: number;
}

/** Of a site; kinds of which there was nothing are left out. */
export async function listMonthAlarms(
  db: Queryable,
  { siteId, range }: { readonly siteId: number; readonly range: InstantRange },
): Promise<MonthAlarms[]> {
  const { rows } = await db.query<MonthAlarms>(
    `select kind,
            count(*) filter (where raised_at >= $2 and raised_at < $3)::int as raised,
            count(*) filter (where cleared_at >= $2 and cleared_at < $3)::int as cleared,
            count(*) filter (where cleared_at is null or cleared_at >= $3)::int as standing
       from alarm
      where site_id = $1
        and raised_at < $3
        and (cleared_at is null or cleared_at >= $2)
      group by kind
      order by kind`,
    [siteId, range.from.toString(), range.to.toString()],
  );
  return rows;
}

/** Kilograms of CO2 a unit on a day, by commodity and unit. */
export async function listFactorsOn(
  db: Queryable,
  { siteId, day }: { readonly siteId: number; readonly day: Temporal.PlainDate },
): Promise<
  readonly { readonly commodity: Commodity; readonly unit: string; readonly kgPerUnit: string }[]
> {
  const { rows } = await db.query<{ commodity: Commodity; unit: string; kgPerUnit: string }>(
    `select distinct on (commodity) commodity, unit, kg_per_unit::text as "kgPerUnit"
       from emission_factor
      where site_id = $1
        and valid_from <= $2::date
      order by commodity, valid_from desc`,
    [siteId, day.toString()],
  );
  return rows;
}
