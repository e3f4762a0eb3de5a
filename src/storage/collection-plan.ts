import { asId, type ChannelId, type LineId, type MeterId } from "#domain/core/id.ts";
import type { LineTransport } from "#domain/metering/line-transport.ts";
import type { Queryable } from "#platform/database.ts";
import type { MeterParameters } from "./meters.ts";

/** Where a billing register of a meter is kept. */
export interface CollectedChannel {
  readonly id: ChannelId;
  readonly quantity: string;
  /** Decimal text: one stored count in the register's unit. */
  readonly resolution: string;
  readonly intervalMinutes: number;
}

/** A meter that a line has to read. */
export interface CollectedMeter {
  readonly meterId: MeterId;
  readonly modelId: string;
  readonly unitAddress: string;
  readonly parameters: MeterParameters;
  /** Those of its service point; none while it is installed nowhere. */
  readonly channels: readonly CollectedChannel[];
}

export interface CollectedLine {
  readonly lineId: LineId;
  readonly name: string;
  readonly transport: LineTransport;
  readonly meters: readonly CollectedMeter[];
}

interface PlanRow {
  readonly line_id: number;
  readonly name: string;
  readonly transport: LineTransport;
  readonly meter_id: number | null;
  readonly model_id: string;
  readonly unit_address: string;
  readonly parameters: MeterParameters;
  readonly channel_id: number | null;
  readonly quantity: string;
  readonly resolution: string;
  readonly interval_minutes: number;
}

/** Every enabled line, or only one, with the meters behind it, by address. */
export async function readCollectionPlan(db: Queryable, lineId?: LineId): Promise<CollectedLine[]> {
  const { rows } = await db.query<PlanRow>(
    `select l.id as line_id, l.name, l.transport, m.id as meter_id, m.model_id, m.unit_address,
            m.parameters, c.id as channel_id, c.quantity, c.resolution, c.interval_minutes
       from line l
       left join meter m on m.line_id = l.id and m.unit_address is not null
       left join meter_installation i on i.meter_id = m.id and i.removed_at is null
       left join channel c on c.service_point_id = i.service_point_id
      where l.enabled and ($1::int is null or l.id = $1)
      order by l.id, length(m.unit_address), m.unit_address, m.id, c.billing desc, c.id`,
    [lineId ?? null],
  );
  return Array.from(Map.groupBy(rows, (row) => row.line_id).values(), (ofLine) => {
    const [first] = ofLine;
    if (!first) throw new RangeError("a group has a row");
    return {
      lineId: asId<LineId>(first.line_id),
      name: first.name,
      transport: first.transport,
      meters: metersOf(ofLine),
    };
  });
}

function metersOf(ofLine: readonly PlanRow[]): CollectedMeter[] {
  const byMeter = Map.groupBy(ofLine, (row) => row.meter_id);
  return Array.from(byMeter, ([meterId, [row, ...more]]) =>
    meterId === null || !row
      ? []
      : [
          {
            meterId: asId<MeterId>(meterId),
            modelId: row.model_id,
            unitAddress: row.unit_address,
            parameters: row.parameters,
            channels: [row, ...more].flatMap((channel) =>
              channel.channel_id === null
                ? []
                : [
                    {
                      id: asId<ChannelId>(channel.channel_id),
                      quantity: channel.quantity,
                      resolution: channel.resolution,
                      intervalMinutes: channel.interval_minutes,
                    },
                  ],
            ),
          },
        ],
  ).flat();
}
