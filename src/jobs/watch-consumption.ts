import type { AlarmVerdict } from "#domain/alarms/alarm.ts";
import { limitsAt, type WatchSetting } from "#domain/alarms/watch-setting.ts";
import { hourlyRegister } from "#domain/balance/hourly-register.ts";
import { hoursOfWeek } from "#domain/balance/usual-use.ts";
import { HOUR_MS, type HourlyRegister } from "#domain/balance/zone-history.ts";
import { EMPTY_SERIES } from "#domain/consumption/register-series.ts";
import type { MeterId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { listAlarmSettings } from "#storage/alarm-settings.ts";
import type { Queryable } from "#platform/database.ts";
import {
  consumptionOf,
  listMeteredChannels,
  type MeteredChannel,
} from "#storage/channel-consumption.ts";
import { listMetersInPlace } from "#storage/installations.ts";
import { readRegisters } from "#storage/read-readings.ts";
import { listSites } from "#storage/sites.ts";
import { applyVerdicts, type WatchOptions } from "./apply-verdicts.ts";
import { judges, judgeUse, type PointHistory, USE_RULES } from "./judge-use.ts";

/** Five weeks of habits and the day that is judged. */
export const HOURS_LOOKED_BACK = 36 * 24;
/** Points whose readings are held in memory at once. */
export const CHANNELS_AT_ONCE = 200;
const MINUTES_IN_HOUR = 60;

/** One look at what every point uses: raises and clears the consumption alarms of every site. */
export async function watchConsumption(options: WatchOptions): Promise<void> {
  for (const { id: siteId, timeZone } of await listSites(options.database)) {
    const { database, clock } = options;
    const meters = await listMetersInPlace(database, siteId);
    const channels = await listMeteredChannels(database, { siteId, billing: true });
    const judged = firstOfEachPoint(channels);
    const toMs = Math.floor(clock.now().epochMilliseconds / HOUR_MS) * HOUR_MS;
    const fromMs = toMs - HOURS_LOOKED_BACK * HOUR_MS;
    const weekHours = hoursOfWeek(fromMs, { hours: HOURS_LOOKED_BACK + 1, timeZone });
    const settings = await listAlarmSettings(database, siteId);
    const verdicts: AlarmVerdict[] = [];
    for (let n = 0; n < judged.length; n += CHANNELS_AT_ONCE) {
      const some = judged.slice(n, n + CHANNELS_AT_ONCE);
      const registers = await readHours(database, some, { fromMs, toMs });
      for (const { channel, register } of registers) {
        const meterId = meters.get(channel.servicePointId);
        if (meterId === undefined) continue;
        const { values, resolution } = register;
        const point = { channel, values, resolution, weekHours, fromMs, timeZone };
        verdicts.push(...judge(point, { settings, meterId }));
      }
    }
    await applyVerdicts(options, { siteId, rules: USE_RULES, verdicts });
  }
}

/** One alarm a point: of several channels that bills are made from, the first, if it tells of hours. */
export function firstOfEachPoint(channels: readonly MeteredChannel[]): MeteredChannel[] {
  const ofPoints = Map.groupBy(channels, ({ servicePointId }) => servicePointId);
  return [...ofPoints.values()]
    .flatMap(([first]) => first ?? [])
    .filter(({ intervalMinutes }) => MINUTES_IN_HOUR % intervalMinutes === 0);
}

interface ChannelHours {
  readonly channel: MeteredChannel;
  readonly register: HourlyRegister;
}

/** The hours of channels. */
export async function readHours(
  database: Queryable,
  channels: readonly MeteredChannel[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<ChannelHours[]> {
  const range: InstantRange = {
    from: Temporal.Instant.fromEpochMilliseconds(fromMs),
    to: Temporal.Instant.fromEpochMilliseconds(toMs),
  };
  const ids = channels.map(({ id }) => id);
  const registers = await readRegisters(database, ids, range);
  return channels.map((channel) => {
    const series = registers.get(channel.id) ?? EMPTY_SERIES;
    const { consumption } = consumptionOf(channel, series, range);
    return { channel, register: hourlyRegister(channel.servicePointId, consumption) };
  });
}

/** What every rule says of a point. */
function judge(
  point: PointHistory,
  { settings, meterId }: { readonly settings: readonly WatchSetting[]; readonly meterId: MeterId },
): AlarmVerdict[] {
  const { servicePointId, pointName } = point.channel;
  const source = { kind: "meter", id: meterId, name: pointName } as const;
  return USE_RULES.filter((rule) => judges(rule, point.channel)).map((rule): AlarmVerdict => {
    const limits = limitsAt(settings, { rule, servicePointId });
    const verdict = judgeUse(rule, point, limits);
    if (verdict.state !== "on") return { source, rule, state: verdict.state };
    return { source, rule, state: "on", details: verdict.details, severity: limits.severity };
  });
}
