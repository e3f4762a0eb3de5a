import type { ApiContext } from "./endpoint.ts";
import { notFound, ProblemError } from "./problem.ts";
import { type Fault } from "#domain/core/fault.ts";
import { asId, type MeterId } from "#domain/core/id.ts";
import { listMeteredChannels, type MeteredChannel } from "#storage/channel-consumption.ts";
import { listMeters, type MeterView } from "#storage/meter-views.ts";

/** A meter with the channels of the point it is at. */
export interface MeteredPoint {
  readonly meter: MeterView;
  readonly channels: readonly MeteredChannel[];
  /** The one that was asked for, else the one that bills are made from. */
  readonly channel: MeteredChannel;
}

/**
 * Throws the problem where there is no such meter, it is at no point, has no such channel, or
 * stands for a virtual point.
 */
export async function findMeteredPoint(
  { database, clock }: Pick<ApiContext, "database" | "clock">,
  { meterId, channelId }: { readonly meterId: number; readonly channelId?: number | undefined },
): Promise<MeteredPoint> {
  const ids = [asId<MeterId>(meterId)];
  const [meter] = await listMeters(database, { now: clock.now(), ids });
  if (!meter) throw notFound(`meter ${meterId}`);
  if (!meter.point) throw new ProblemError("not-possible", "the meter is installed nowhere");
  const servicePointIds = [meter.point.id];
  const channels = await listMeteredChannels(database, { servicePointIds });
  const channel = channels.find(({ id, billing }) =>
    channelId === undefined ? billing : id === channelId,
  );
  if (!channel) throw notFound(`channel ${channelId ?? "that is billed"} of meter ${meterId}`);
  if (channel.parts) {
    const message = `${channel.pointName} is calculated from other points and has no readings of its own`;
    throw new ProblemError("not-possible", message);
  }
  return { meter, channels, channel };
}

/** The problem that tells faults of a request, each at its field. */
export function refused(faults: readonly Fault[]): ProblemError {
  const first = faults[0];
  return new ProblemError(
    "bad-request",
    first ? `${first.subject}: ${first.message}` : "the request is malformed",
    faults.map((fault) => ({ ...fault })),
  );
}
