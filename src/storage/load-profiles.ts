import { rateUnit } from "#domain/consumption/average-rate.ts";
import { type LoadProfile, loadProfile } from "#domain/consumption/load-profile.ts";
import { trendDays, type TrendRange } from "#domain/consumption/trend-range.ts";
import { type DateRange, instantsOf } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import type { MeteredChannel } from "./channel-consumption.ts";
import { findTrendChannel, readKnown, type TrendChannelQuery } from "./trend-channel.ts";

/** The load profile of a meter over one local day, week, month or year of its site. */
export interface MeterProfile extends LoadProfile {
  readonly channel: MeteredChannel;
  readonly timeZone: string;
  readonly days: DateRange;
  /** Of the rates. */
  readonly unit: string;
}

/** Undefined when the meter is at no service point or has no such channel. */
export async function readProfile(
  db: Queryable,
  query: TrendChannelQuery & {
    readonly range: TrendRange;
    /** A local day in the range; today at the site when it is left out. */
    readonly at?: Temporal.PlainDate | undefined;
  },
): Promise<MeterProfile | undefined> {
  const found = await findTrendChannel(db, query);
  if (!found) return undefined;
  const { channel, timeZone } = found;
  const day = query.at ?? query.now.toZonedDateTimeISO(timeZone).toPlainDate();
  const days = trendDays(query.range, day);
  const consumption = await readKnown(db, found, instantsOf(days, timeZone));
  const profile = loadProfile(consumption, days, timeZone);
  return { ...profile, channel, timeZone, days, unit: rateUnit(channel.unit) };
}
