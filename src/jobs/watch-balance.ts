import type { AlarmVerdict } from "#domain/alarms/alarm.ts";
import { INTERVALS_LOOKED_AT, judgeZone, type ZoneJudgement } from "#domain/balance/judge-zone.ts";
import {
  type PointAmount,
  TIMING_SHARE,
  type ZoneInterval,
  zoneInterval,
} from "#domain/balance/zone-interval.ts";
import { registerConsumption } from "#domain/consumption/register-consumption.ts";
import { EMPTY_SERIES, type RegisterSeries } from "#domain/consumption/register-series.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { listOpenAlarms } from "#storage/alarms.ts";
import {
  type BalanceZone,
  listBalanceZones,
  listUnevenIntervals,
  type ZonePoint,
} from "#storage/balance-zones.ts";
import { readRegisters } from "#storage/read-readings.ts";
import { applyVerdicts, type WatchOptions } from "./apply-verdicts.ts";

const MS_PER_MINUTE = 60_000;

/**
 * One look at what goes missing: raises and clears the loss alarms of every balance zone, from
 * stored readings. A loss of more than may be missing in one interval is seen within ten seconds of
 * the readings that end the first whole interval with it: of quarter hours, 15 to 30 minutes after it
 * began. A smaller one takes an hour, four hours or a day: see domain/balance/judge-zone.ts.
 */
export async function watchBalance(options: WatchOptions): Promise<void> {
  const zones = await listBalanceZones(options.database);
  for (const [siteId, ofSite] of Map.groupBy(zones, (zone) => zone.siteId)) {
    const verdicts: AlarmVerdict[] = [];
    const risen = await zonesKnownToLose(options, siteId);
    for (const zone of ofSite) {
      const judged = await judge(options, zone);
      // One cause is one alarm: that of watch-loss-rise.ts stands already, with figures of now.
      verdicts.push(...judged.filter(({ rule }) => !(rule === "zone-loss" && risen.has(zone.id))));
    }
    await applyVerdicts(options, { siteId, rules: ["zone-loss", "zone-surplus"], verdicts });
  }
}

/** Zones with an alarm that they lose more than they used to, and none of this rule. */
async function zonesKnownToLose(
  { database, clock }: WatchOptions,
  siteId: SiteId,
): Promise<ReadonlySet<number>> {
  const rules = ["zone-loss", "zone-loss-risen"] as const;
  const open = await listOpenAlarms(database, { siteId, rules, now: clock.now() });
  const idsOf = (rule: (typeof rules)[number]) =>
    new Set(open.filter((alarm) => alarm.rule === rule).map(({ source }) => source.id));
  return idsOf("zone-loss-risen").difference(idsOf("zone-loss"));
}

async function judge(options: WatchOptions, zone: BalanceZone): Promise<AlarmVerdict[]> {
  const judged = judgeZone(await newestIntervals(options, zone), {
    commodity: zone.commodity,
    allowedPercent: zone.allowedLossPercent,
    allowedPerHour: zone.allowedLossConstant,
  });
  return [
    verdict(zone, { judged, rule: "zone-loss" }),
    verdict(zone, { judged, rule: "zone-surplus" }),
  ];
}

function verdict(
  zone: BalanceZone,
  { judged, rule }: { readonly judged: ZoneJudgement; readonly rule: "zone-loss" | "zone-surplus" },
): AlarmVerdict {
  const source = { kind: "balance-zone", id: zone.id, name: zone.name } as const;
  if (judged.state === "undecided") return { source, rule, state: "undecided" };
  if (judged.state !== (rule === "zone-loss" ? "loss" : "surplus")) {
    return { source, rule, state: "off" };
  }
  const { range, ...figures } = judged.balance;
  return { source, rule, state: "on", details: { rule, ...range, ...figures, unit: zone.unit } };
}

async function newestIntervals(
  { database, clock }: WatchOptions,
  zone: BalanceZone,
): Promise<ZoneInterval[]> {
  // Points read at different intervals are compared over the longest of them.
  const minutes = Math.max(...zone.points.map(({ intervalMinutes }) => intervalMinutes));
  const stepMs = minutes * MS_PER_MINUTE;
  const toMs = Math.floor(clock.now().epochMilliseconds / stepMs) * stepMs;
  const range: InstantRange = {
    from: Temporal.Instant.fromEpochMilliseconds(toMs - INTERVALS_LOOKED_AT * stepMs),
    to: Temporal.Instant.fromEpochMilliseconds(toMs),
  };
  const channelIds = zone.points.map(({ channelId }) => channelId);
  const registers = await readRegisters(database, channelIds, range);
  const uneven = await listUnevenIntervals(database, {
    channelIds,
    range,
    toleranceMs: stepMs * TIMING_SHARE.toDisplayNumber(),
    lateAtMostMs: stepMs,
  });
  const amounts = zone.points.map((point) => {
    const series = registers.get(point.channelId) ?? EMPTY_SERIES;
    const unevenEndsMs = uneven.get(point.channelId) ?? [];
    return pointAmounts(point, { series, unevenEndsMs, range, minutes });
  });
  return Array.from({ length: INTERVALS_LOOKED_AT }, (_, n) => {
    const from = range.from.add({ minutes: n * minutes });
    const points = amounts.flatMap((ofPoint) => ofPoint[n] ?? []);
    return zoneInterval({ from, to: from.add({ minutes }) }, points);
  });
}

function pointAmounts(
  point: ZonePoint,
  {
    series,
    unevenEndsMs,
    range,
    minutes,
  }: {
    readonly series: RegisterSeries;
    readonly unevenEndsMs: readonly number[];
    readonly range: InstantRange;
    readonly minutes: number;
  },
): PointAmount[] {
  const installedMs = point.installedAt.epochMilliseconds;
  const { consumption, missingIntervals } = registerConsumption({
    name: point.name,
    series,
    meters: [{ fromMs: installedMs, toMs: Infinity, multiplier: point.multiplier }],
    range,
    intervalMinutes: minutes,
    resolution: point.resolution,
    digits: point.digits,
  });
  const { amounts, perCount, qualities } = consumption;
  const allMeasured = missingIntervals === 0 && !qualities;
  const fromMs = range.from.epochMilliseconds;
  const uneven = new Set(
    unevenEndsMs.map((endMs) => Math.ceil((endMs - fromMs) / (minutes * MS_PER_MINUTE)) - 1),
  );
  return Array.from(amounts, (counts, n): PointAmount => {
    const isMeasured = allMeasured || qualities?.[n] === READING_QUALITY.measured;
    const isSure = isMeasured && !uneven.has(n);
    const quantity = isSure ? Decimal.of(counts).times(perCount) : undefined;
    return { side: point.side, quantity, resolution: perCount };
  });
}
