import type { ChannelId, SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { listMeteredChannels, type MeteredChannel } from "./channel-consumption.ts";

/** The measured and billed channels of a site by the point's name and by the serial number of its meter. */
export async function channelsByName(
  db: Queryable,
  siteId: SiteId,
): Promise<ReadonlyMap<string, MeteredChannel>> {
  const all = await listMeteredChannels(db, { siteId, billing: true });
  // A virtual point is calculated, and takes no readings.
  const channels = all.filter(({ parts }) => !parts);
  const { rows } = await db.query<{ serial: string; channel: ChannelId }>(
    `select m.serial_number as serial, c.id as channel
       from meter m
       join meter_installation i on i.meter_id = m.id and i.removed_at is null
       join channel c on c.service_point_id = i.service_point_id and c.billing
      where m.site_id = $1`,
    [siteId],
  );
  const byId = new Map(channels.map((channel) => [channel.id, channel]));
  const bySerial = rows.flatMap(({ serial, channel }) => {
    const own = byId.get(channel);
    return own ? [[serial, own] as const] : [];
  });
  // A name that is a serial number elsewhere means the point.
  return new Map([
    ...bySerial,
    ...channels.map((channel) => [channel.pointName, channel] as const),
  ]);
}
