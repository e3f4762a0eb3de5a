import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { ChannelId, ServicePointId, TariffId } from "#domain/core/id.ts";
import { instantsOf, intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import { historyFrom } from "#domain/rating/history-from.ts";
import type { LeasedPoint } from "#domain/tenancy/lease.ts";
import type { Queryable } from "#platform/database.ts";
import { listMeteredChannels, type MeteredChannel } from "#storage/channel-consumption.ts";
import { listInstalledSerialNumbers } from "#storage/meters.ts";
import { listDecided } from "#storage/reading-exceptions.ts";
import { readRegisters } from "#storage/read-readings.ts";
import type { LoadedLease } from "./load-lease.ts";
import { type LoadedTariff, loadTariffs } from "./load-tariffs.ts";

/** What is read from the database to price a lease's points. */
export interface LeaseEvidence {
  readonly stretches: readonly PaidStretch[];
  readonly channels: readonly MeteredChannel[];
  readonly registers: ReadonlyMap<ChannelId, RegisterSeries>;
  readonly tariffs: ReadonlyMap<TariffId, LoadedTariff>;
  readonly serialNumbers: ReadonlyMap<ServicePointId, string>;
  /** What was decided about doubtful readings: see decisionKey. */
  readonly decided: ReadonlySet<string>;
}

/** A point on the days of the billing period in which the lease pays it. */
export interface PaidStretch {
  readonly point: LeasedPoint;
  readonly days: DateRange;
  /** The first day whose consumption is asked for: before `days` where a yearly ladder counts. */
  readonly readFrom: Temporal.PlainDate;
}

/** Everything a lease's bill for a period is made from. */
export async function loadEvidence(
  db: Queryable,
  { points: leased, site }: LoadedLease,
  period: DateRange,
): Promise<LeaseEvidence> {
  const paid = leased.flatMap((point) => {
    const days = daysPaid(point, period);
    return days ? [{ point, days }] : [];
  });
  const servicePointIds = paid.map(({ point }) => point.servicePointId);
  const tariffs = await loadTariffs(
    db,
    paid.map(({ point }) => point.tariffId),
  );
  const stretches = paid.map((stretch) => ({
    ...stretch,
    readFrom: readFromOf(stretch, tariffs.get(stretch.point.tariffId)),
  }));
  const from = earliest([period.from, ...stretches.map(({ readFrom }) => readFrom)]);
  const range = instantsOf({ from, to: period.to }, site.timeZone);
  const channels = await listMeteredChannels(db, { servicePointIds, billing: true });
  const ids = channels.map(({ id }) => id);
  return {
    stretches,
    channels,
    registers: await readRegisters(db, ids, range),
    tariffs,
    decided: await listDecided(db, ids),
    serialNumbers: await listInstalledSerialNumbers(db, { servicePointIds, at: range.to }),
  };
}

/** The first day whose consumption is asked for; before the point was the tenant's, none is. */
function readFromOf(
  { point, days }: Pick<PaidStretch, "point" | "days">,
  tariff: LoadedTariff | undefined,
) {
  if (!tariff?.versions.ok) return days.from;
  const from = historyFrom(tariff.versions.value, days);
  return Temporal.PlainDate.compare(from, point.startsOn) < 0 ? point.startsOn : from;
}

function earliest(days: readonly [Temporal.PlainDate, ...Temporal.PlainDate[]]) {
  return days.reduce((a, b) => (Temporal.PlainDate.compare(a, b) <= 0 ? a : b));
}

function daysPaid({ startsOn, endsOn }: LeasedPoint, period: DateRange): DateRange | undefined {
  return intersectDates({ from: startsOn, to: endsOn ?? period.to }, period);
}
