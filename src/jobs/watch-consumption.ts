import type { AlarmVerdict } from "#domain/alarms/alarm.ts";
import { limitsAt, type WatchSetting } from "#domain/alarms/watch-setting.ts";
import { HOUR_MS } from "#domain/balance/zone-history.ts";
import type { MeterId } from "#domain/core/id.ts";
import { listAlarmSettings } from "#storage/alarm-settings.ts";
import { listMeteredChannels, type MeteredChannel } from "#storage/channel-consumption.ts";
import { listMetersInPlace } from "#storage/installations.ts";
import { listSites } from "#storage/sites.ts";
import { applyVerdicts, type WatchOptions } from "./apply-verdicts.ts";
import { judges, judgeUse, type PointHistory, USE_RULES } from "./judge-use.ts";
import { readPointHistories } from "./point-histories.ts";

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
    const settings = await listAlarmSettings(database, siteId);
    const verdicts: AlarmVerdict[] = [];
    for (let n = 0; n < judged.length; n += CHANNELS_AT_ONCE) {
      const some = judged.slice(n, n + CHANNELS_AT_ONCE);
      for (const point of await readPointHistories(database, some, { fromMs, toMs, timeZone })) {
        const meterId = meters.get(point.channel.servicePointId);
        if (meterId !== undefined) verdicts.push(...judge(point, { settings, meterId }));
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
