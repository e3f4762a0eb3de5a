import { asId, type ChannelId, type LineId, type MeterId } from "#domain/core/id.ts";
import type { LineTransport } from "#domain/metering/line-transport.ts";
import type { Queryable } from "#platform/database.ts";
import type { MeterParameters } from "./meters.ts";

/** A meter that a line has to read. */
export interface CollectedMeter {
  readonly meterId: MeterId;
  readonly modelId: string;
  readonly unitAddress: string;
  readonly parameters: MeterParameters;
  /** Where its billing register is kept; undefined while it is installed nowhere. */
  readonly channel:
    | {
        readonly id: ChannelId;
        readonly quantity: string;
        /** Decimal text: one stored count in the register's unit. */
        readonly resolution: string;
        readonly intervalMinutes: number;
      }
    | undefined;
}

export interface CollectedLine {
  readonly lineId: LineId;
  readonly name: string;
  readonly transport: LineTransport;
  readonly meters: readonly CollectedMeter[];
}

/** Every enabled line with the meters behind it, by address. */
export async function readCollectionPlan(db: Queryable): Promise<CollectedLine[]> {
  const { rows } = await db.query<{
    line_id: number;
    name: string;
    transport: LineTransport;
    meter_id: number;
    model_id: string;
    unit_address: string;
    parameters: MeterParameters;
    channel_id: number | null;
    quantity: string;
    resolution: string;
    interval_minutes: number;
  }>(
    `select l.id as line_id, l.name, l.transport, m.id as meter_id, m.model_id, m.unit_address,
            m.parameters, c.id as channel_id, c.quantity, c.resolution, c.interval_minutes
       from line l
       join meter m on m.line_id = l.id and m.unit_address is not null
       left join meter_installation i on i.meter_id = m.id and i.removed_at is null
       left join channel c on c.service_point_id = i.service_point_id and c.billing
      where l.enabled
      order by l.id, length(m.unit_address), m.unit_address, m.id`,
  );
  return Array.from(Map.groupBy(rows, (row) => row.line_id).values(), (ofLine) => {
    const [first] = ofLine;
    if (!first) throw new RangeError("a group has a row");
    return {
      lineId: asId<LineId>(first.line_id),
      name: first.name,
      transport: first.transport,
      meters: ofLine.map((row) => ({
        meterId: asId<MeterId>(row.meter_id),
        modelId: row.model_id,
        unitAddress: row.unit_address,
        parameters: row.parameters,
        channel:
          row.channel_id === null
            ? undefined
            : {
                id: asId<ChannelId>(row.channel_id),
                quantity: row.quantity,
                resolution: row.resolution,
                intervalMinutes: row.interval_minutes,
              },
      })),
    };
  });
}
