import type { AlarmVerdict } from "#domain/alarms/alarm.ts";
import { judgeUnusual, UNUSUAL_LIMITS } from "#domain/alarms/use-unusual.ts";
import { judgeWaterStill, WATER_STILL_LIMITS } from "#domain/alarms/water-never-still.ts";
import { hourlyRegister } from "#domain/balance/hourly-register.ts";
import { hoursOfWeek } from "#domain/balance/usual-use.ts";
import { HOUR_MS, type HourlyRegister } from "#domain/balance/zone-history.ts";
import { EMPTY_SERIES } from "#domain/consumption/register-series.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import type { MeterId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { unitRatio } from "#domain/core/unit.ts";
import {
  consumptionOf,
  listMeteredChannels,
  type MeteredChannel,
} from "#storage/channel-consumption.ts";
import { listMetersInPlace } from "#storage/installations.ts";
import { readRegisters } from "#storage/read-readings.ts";
import { listSites } from "#storage/sites.ts";
import { applyVerdicts, type WatchOptions } from "./apply-verdicts.ts";

/** Five weeks of habits and the day that is judged. */
const HOURS_LOOKED_BACK = 36 * 24;
/** Points whose readings are held in memory at once. */
const CHANNELS_AT_ONCE = 200;
const MINUTES_IN_HOUR = 60;
const AMOUNT_DIGITS = 1;

const WATER: ReadonlySet<Commodity> = new Set(["cold-water", "hot-water"]);
/** Their use follows the weather, which a meter's own past does not tell. */
const WEATHER_DRIVEN: ReadonlySet<Commodity> = new Set(["heat", "cooling", "gas"]);

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
    const verdicts: AlarmVerdict[] = [];
    for (let n = 0; n < judged.length; n += CHANNELS_AT_ONCE) {
      const some = judged.slice(n, n + CHANNELS_AT_ONCE);
      const registers = await readHours(database, some, { fromMs, toMs });
      for (const { channel, register } of registers) {
        const meterId = meters.get(channel.servicePointId);
        if (meterId === undefined) continue;
        verdicts.push(...judge({ channel, register, meterId, weekHours, fromMs }));
      }
    }
    await applyVerdicts(options, { siteId, rules: ["water-never-still", "use-unusual"], verdicts });
  }
}

/** One alarm a point: of several channels that bills are made from, the first, if it tells of hours. */
function firstOfEachPoint(channels: readonly MeteredChannel[]): MeteredChannel[] {
  const ofPoints = Map.groupBy(channels, ({ servicePointId }) => servicePointId);
  return [...ofPoints.values()]
    .flatMap(([first]) => first ?? [])
    .filter(({ intervalMinutes }) => MINUTES_IN_HOUR % intervalMinutes === 0);
}

interface JudgedPoint {
  readonly channel: MeteredChannel;
  readonly register: HourlyRegister;
}

async function readHours(
  database: WatchOptions["database"],
  channels: readonly MeteredChannel[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<JudgedPoint[]> {
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

interface PointInPlace extends JudgedPoint {
  readonly meterId: MeterId;
  readonly weekHours: Uint8Array;
  readonly fromMs: number;
}

function judge(point: PointInPlace): AlarmVerdict[] {
  const { commodity, role } = point.channel;
  // In a whole house somebody always uses water: its leaks show in its balance zone.
  return [
    ...(role !== "supply" && WATER.has(commodity) ? judgeLeak(point) : []),
    ...(WEATHER_DRIVEN.has(commodity) ? [] : [judgeUse(point)]),
  ];
}

function judgeLeak(point: PointInPlace): AlarmVerdict[] {
  const { channel, register, weekHours } = point;
  const ratio = unitRatio(channel.unit, "l");
  if (!ratio) return [];
  const perUnit = ratio.numerator.toDisplayNumber() / ratio.denominator.toDisplayNumber();
  const litres = register.values.map((value) => value * perUnit);
  const history = { litres, stepLitres: register.resolution * perUnit, weekHours };
  const verdict = judgeWaterStill(history, WATER_STILL_LIMITS);
  const source = sourceOf(point);
  const rule = "water-never-still";
  if (verdict.state !== "on") return [{ source, rule, state: verdict.state }];
  const details = {
    rule,
    from: instantOf(point, verdict.fromHour),
    nights: verdict.nights,
    leastLitresPerHour: verdict.leastLitresPerHour.toFixed(0),
  } as const;
  return [{ source, rule, state: "on", details }];
}

function judgeUse(point: PointInPlace): AlarmVerdict {
  const { channel, register, weekHours } = point;
  const { values, resolution } = register;
  const verdict = judgeUnusual({ values, resolution, weekHours }, UNUSUAL_LIMITS);
  const source = sourceOf(point);
  const rule = "use-unusual";
  if (verdict.state !== "on") return { source, rule, state: verdict.state };
  const details = {
    rule,
    from: instantOf(point, verdict.fromHour),
    to: instantOf(point, verdict.toHour),
    used: verdict.used.toFixed(AMOUNT_DIGITS),
    usual: verdict.usual.toFixed(AMOUNT_DIGITS),
    unit: channel.unit,
  } as const;
  return { source, rule, state: "on", details };
}

function sourceOf({ meterId, channel }: PointInPlace) {
  return { kind: "meter", id: meterId, name: channel.pointName } as const;
}

function instantOf({ fromMs }: PointInPlace, hour: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(fromMs + hour * HOUR_MS);
}
