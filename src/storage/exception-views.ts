import type { Commodity } from "#domain/core/commodity.ts";
import type { ChannelId } from "#domain/core/id.ts";
import type { FindingRule, Severity } from "#domain/validation/finding.ts";
import type { Queryable } from "#platform/database.ts";
import type { ExceptionState, ReadingException } from "./reading-exceptions.ts";

/** An exception with the names that the screens show. */
export interface ExceptionView extends ReadingException {
  readonly siteId: number;
  readonly timeZone: string;
  readonly point: { readonly id: number; readonly name: string };
  readonly commodity: Commodity;
  readonly quantity: string;
  readonly unit: string;
  /** The meter in place when it began; null where there was none. */
  readonly meter: { readonly id: number; readonly name: string } | null;
}

export interface ExceptionSelection {
  readonly state?: "open" | "decided" | undefined;
  readonly severity?: Severity | undefined;
  readonly servicePointId?: number | undefined;
  readonly id?: number | undefined;
  readonly page: number;
  readonly pageSize: number;
}

export interface ExceptionPage {
  readonly exceptions: readonly ExceptionView[];
  readonly total: number;
  readonly open: Readonly<Record<Severity, number>>;
}

interface ExceptionRow {
  readonly id: bigint;
  readonly channel_id: ChannelId;
  readonly rule: FindingRule;
  readonly from_at: Temporal.Instant;
  readonly to_at: Temporal.Instant;
  readonly severity: Severity;
  readonly holds_billing: boolean;
  readonly details: Readonly<Record<string, string | number>>;
  readonly state: ExceptionState;
  readonly found_at: Temporal.Instant;
  readonly decided_at: Temporal.Instant | null;
  readonly decided_by: string | null;
  readonly note: string;
  readonly site_id: number;
  readonly time_zone: string;
  readonly point_id: number;
  readonly point_name: string;
  readonly commodity: Commodity;
  readonly quantity: string;
  readonly unit: string;
  readonly meter_id: number | null;
  readonly serial_number: string | null;
  readonly total: bigint;
}

/** What is odd, the gravest and newest first; what is gone by itself is among the decided. */
export async function listExceptions(
  db: Queryable,
  selection: ExceptionSelection,
): Promise<ExceptionPage> {
  const { state, severity, servicePointId, id, page, pageSize } = selection;
  const { rows } = await db.query<ExceptionRow>(
    `select e.id, e.channel_id, e.rule, e.from_at, e.to_at, e.severity, e.holds_billing, e.details,
            e.state, e.found_at, e.decided_at, e.decided_by, e.note,
            s.id as site_id, s.time_zone, p.id as point_id, p.name as point_name, p.commodity,
            c.quantity, c.unit, m.id as meter_id, m.serial_number, count(*) over () as total
       from reading_exception e
       join channel c on c.id = e.channel_id
       join service_point p on p.id = c.service_point_id
       join site s on s.id = p.site_id
       left join lateral (
         select m.id, m.serial_number
           from meter_installation i
           join meter m on m.id = i.meter_id
          where i.service_point_id = p.id
            and i.installed_at <= e.from_at
          order by i.installed_at desc
          limit 1
       ) m on true
      where ($1::text is null or (e.state = 'open') = ($1 = 'open'))
        and ($2::text is null or e.severity = $2)
        and ($3::int is null or p.id = $3)
        and ($4::bigint is null or e.id = $4)
      order by array_position(array['critical', 'warning', 'info'], e.severity),
               e.from_at desc, e.id
      limit $5 offset $6`,
    [
      state ?? null,
      severity ?? null,
      servicePointId ?? null,
      id ?? null,
      pageSize,
      (page - 1) * pageSize,
    ],
  );
  return {
    exceptions: rows.map(viewOf),
    total: Number(rows[0]?.total ?? 0),
    open: await countOpen(db),
  };
}

function viewOf(row: ExceptionRow): ExceptionView {
  return {
    id: Number(row.id),
    channelId: row.channel_id,
    rule: row.rule,
    range: { from: row.from_at, to: row.to_at },
    severity: row.severity,
    holdsBilling: row.holds_billing,
    details: row.details,
    state: row.state,
    foundAt: row.found_at,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    note: row.note,
    siteId: row.site_id,
    timeZone: row.time_zone,
    point: { id: row.point_id, name: row.point_name },
    commodity: row.commodity,
    quantity: row.quantity,
    unit: row.unit,
    meter: row.meter_id === null ? null : { id: row.meter_id, name: row.serial_number ?? "" },
  };
}

async function countOpen(db: Queryable): Promise<Record<Severity, number>> {
  const { rows } = await db.query<{ severity: Severity; open: number }>(
    `select severity, count(*)::int as open
       from reading_exception
      where state = 'open'
      group by severity`,
  );
  const of = (severity: Severity) => rows.find((row) => row.severity === severity)?.open ?? 0;
  return { critical: of("critical"), warning: of("warning"), info: of("info") };
}
