import { hideOutside } from "#domain/consumption/hide-outside.ts";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { onGrid } from "#domain/consumption/known-consumption.ts";
import type { ChannelId, MeterId, ServicePointId, TenantId } from "#domain/core/id.ts";
import { type InstantRange, instantsOf } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import {
  listMeteredChannels,
  type MeteredChannel,
  readConsumption,
} from "./channel-consumption.ts";

/** Which channel of a meter is looked at, and by whom. */
export interface TrendChannelQuery {
  readonly meterId: MeterId;
  /** The channel; the one that bills are made from when it is left out. */
  readonly channelId?: ChannelId | undefined;
  /** Who asks: a tenant is told of the days of its leases only, anybody else of all. */
  readonly tenantId?: TenantId | undefined;
  readonly now: Temporal.Instant;
}

export interface TrendChannel {
  readonly channel: MeteredChannel;
  /** Of the meter's site. */
  readonly timeZone: string;
  /** The stretches that may be told; undefined: all. */
  readonly known: readonly InstantRange[] | undefined;
}

/** Undefined when the meter is at no service point or has no such channel. */
export async function findTrendChannel(
  db: Queryable,
  query: TrendChannelQuery,
): Promise<TrendChannel | undefined> {
  const place = await findPlace(db, query.meterId);
  if (!place) return undefined;
  const { servicePointId, timeZone } = place;
  const channels = await listMeteredChannels(db, { servicePointIds: [servicePointId] });
  const channel = channels.find(({ id, billing }) =>
    query.channelId === undefined ? billing : id === query.channelId,
  );
  if (!channel) return undefined;
  const { tenantId, now } = query;
  const known =
    tenantId === undefined
      ? undefined
      : await listPaidStretches(db, { tenantId, now, servicePointId, timeZone });
  return { channel, timeZone, known };
}

/** What the channel used over the smallest range on its grid that holds `range`. */
export async function readKnown(
  db: Queryable,
  { channel, known }: Pick<TrendChannel, "channel" | "known">,
  range: InstantRange,
): Promise<IntervalConsumption> {
  const aligned = onGrid(range, channel.intervalMinutes);
  const { consumption } = await readConsumption(db, channel, aligned);
  return known ? hideOutside(consumption, known) : consumption;
}

/** When the tenant's leases pay the service point; an open end is the end of the present day. */
async function listPaidStretches(
  db: Queryable,
  paid: {
    readonly tenantId: TenantId;
    readonly servicePointId: ServicePointId;
    readonly timeZone: string;
    readonly now: Temporal.Instant;
  },
): Promise<InstantRange[]> {
  const { rows } = await db.query<{ starts_on: string; ends_on: string | null }>(
    `select p.starts_on, p.ends_on
       from lease_service_point p
       join lease l on l.id = p.lease_id
      where l.tenant_id = $1
        and p.service_point_id = $2`,
    [paid.tenantId, paid.servicePointId],
  );
  const tomorrow = paid.now.toZonedDateTimeISO(paid.timeZone).toPlainDate().add({ days: 1 });
  return rows.map((row) =>
    instantsOf(
      {
        from: Temporal.PlainDate.from(row.starts_on),
        to: row.ends_on === null ? tomorrow : Temporal.PlainDate.from(row.ends_on),
      },
      paid.timeZone,
    ),
  );
}

/** Where the meter is now, or was last. */
async function findPlace(
  db: Queryable,
  meterId: MeterId,
): Promise<{ readonly servicePointId: ServicePointId; readonly timeZone: string } | undefined> {
  const { rows } = await db.query<{ servicePointId: ServicePointId; timeZone: string }>(
    `select i.service_point_id as "servicePointId", s.time_zone as "timeZone"
       from meter_installation i
       join service_point p on p.id = i.service_point_id
       join site s on s.id = p.site_id
      where i.meter_id = $1
      order by i.installed_at desc
      limit 1`,
    [meterId],
  );
  return rows[0];
}
