import type { AlarmDetails, AlarmVerdict, SuspectFigures } from "#domain/alarms/alarm.ts";
import { hourlyRegister } from "#domain/balance/hourly-register.ts";
import { type JudgeRiseOptions, judgeRise, type RiseFinding } from "#domain/balance/judge-rise.ts";
import { METER_UNCERTAINTY_PERCENT } from "#domain/balance/loss-band.ts";
import { HOUR_MS, type ZoneHistory } from "#domain/balance/zone-history.ts";
import { EMPTY_SERIES } from "#domain/consumption/register-series.ts";
import type { AlarmId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { listAlarms, renewAlarm, revivedDetails } from "#storage/alarms.ts";
import { type BalanceZone, listBalanceZones } from "#storage/balance-zones.ts";
import { consumptionOf, listMeteredChannels } from "#storage/channel-consumption.ts";
import { readRegisters } from "#storage/read-readings.ts";
import { readSite } from "#storage/sites.ts";
import { applyVerdicts, type WatchOptions } from "./apply-verdicts.ts";

/** How much past is learned from, and for how long a rise can be followed. */
const DAYS_LOOKED_BACK = 70;
const HOURS_LOOKED_BACK = DAYS_LOOKED_BACK * 24;
/** A loss may be a day old before the interval rule sees it: its longest window is a day. */
const HOURS_BEFORE_SEEN = 24;
const SUSPECTS_NAMED = 5;
const PERCENT = 100;
const PERCENT_DIGITS = 1;
const AMOUNT_DIGITS = 1;
const ALARMS_AT_MOST = 1000;

/**
 * One look at whether a zone loses more of late than its own past explains, and whose meter that
 * may be. Raises, renews (the suspects' order changes as hours come in) and clears one alarm a zone.
 * Where the interval rule of watch-balance.ts has raised its alarm, that one is given the suspects
 * instead: one cause is one alarm.
 */
export async function watchLossRise(options: WatchOptions): Promise<void> {
  const zones = await listBalanceZones(options.database);
  for (const [siteId, ofSite] of Map.groupBy(zones, (zone) => zone.siteId)) {
    const { timeZone } = await readSite(options.database, siteId);
    const verdicts: AlarmVerdict[] = [];
    for (const zone of ofSite) {
      const known = await readKnownLosses(options, zone);
      const { details, verdict } = await judge(options, { zone, timeZone, known });
      verdicts.push(verdict);
      const { open } = known;
      if (open?.details.rule !== "zone-loss" || !details) continue;
      const named = { ...open.details, suspects: details.suspects };
      await options.database.transaction((tx) => renewAlarm(tx, { id: open.id, details: named }));
    }
    await applyVerdicts(options, { siteId, rules: ["zone-loss-risen"], verdicts });
  }
}

/** What alarms of a zone tell of its losses. */
interface KnownLosses {
  /** The one that stands. */
  readonly open: { readonly id: AlarmId; readonly details: KnownLoss } | undefined;
  /** Stretches of losses that were found by the interval and have ended, in milliseconds. */
  readonly ended: readonly { readonly fromMs: number; readonly toMs: number }[];
}

type KnownLoss = Extract<AlarmDetails, { rule: "zone-loss" | "zone-loss-risen" }>;

async function judge(
  { database, clock }: WatchOptions,
  {
    zone,
    timeZone,
    known,
  }: { readonly zone: BalanceZone; readonly timeZone: string; readonly known: KnownLosses },
): Promise<{ readonly verdict: AlarmVerdict; readonly details?: RiseDetails }> {
  const source = { kind: "balance-zone", id: zone.id, name: zone.name } as const;
  const rule = "zone-loss-risen";
  const toMs = Math.floor(clock.now().epochMilliseconds / HOUR_MS) * HOUR_MS;
  const fromMs = toMs - HOURS_LOOKED_BACK * HOUR_MS;
  const range: InstantRange = {
    from: Temporal.Instant.fromEpochMilliseconds(fromMs),
    to: Temporal.Instant.fromEpochMilliseconds(toMs),
  };
  const hourOf = (ms: number) => Math.floor((ms - fromMs) / HOUR_MS);
  const { open, ended } = known;
  const history = await readHistory(database, { zone, range });
  const judged = judgeRise(history, {
    knownFromHour: open && hourOf(open.details.from.epochMilliseconds),
    endedLosses: ended.map((loss) => ({
      fromHour: hourOf(loss.fromMs),
      toHour: hourOf(loss.toMs) + 1,
    })),
    meterError: METER_UNCERTAINTY_PERCENT[zone.commodity].toDisplayNumber() / PERCENT,
    timeZone,
  } satisfies JudgeRiseOptions);
  const details =
    judged.state === "risen" ? detailsOf(judged.finding, { zone, fromMs }) : undefined;
  const found = details && { details };
  if (open?.details.rule === "zone-loss") {
    return { verdict: { source, rule, state: "off" }, ...found };
  }
  if (judged.state === "unsure") return { verdict: { source, rule, state: "undecided" } };
  if (!details) return { verdict: { source, rule, state: "off" } };
  return { verdict: { source, rule, state: "on", details }, details };
}

async function readHistory(
  database: WatchOptions["database"],
  { zone, range }: { readonly zone: BalanceZone; readonly range: InstantRange },
): Promise<ZoneHistory> {
  const channelIds = zone.points.map(({ channelId }) => channelId);
  const channels = await listMeteredChannels(database, { channelIds });
  const registers = await readRegisters(database, channelIds, range);
  const byId = new Map(
    channels.map((channel) => {
      const series = registers.get(channel.id) ?? EMPTY_SERIES;
      const { consumption } = consumptionOf(channel, series, range);
      return [channel.id, hourlyRegister(channel.servicePointId, consumption)] as const;
    }),
  );
  const ofSide = (side: "supply" | "use") =>
    zone.points.flatMap((point) => (point.side === side ? (byId.get(point.channelId) ?? []) : []));
  return { fromMs: range.from.epochMilliseconds, supplies: ofSide("supply"), uses: ofSide("use") };
}

async function readKnownLosses(
  { database, clock }: Pick<WatchOptions, "database" | "clock">,
  zone: BalanceZone,
): Promise<KnownLosses> {
  const sources = [{ kind: "balance-zone", id: zone.id }] as const;
  const alarms = await listAlarms(database, {
    openOnly: false,
    sources,
    now: clock.now(),
    atMost: ALARMS_AT_MOST,
  });
  const losses = alarms.flatMap(({ id, clearedAt, details: stored }) => {
    const details = revivedDetails(stored);
    const isLoss = details.rule === "zone-loss" || details.rule === "zone-loss-risen";
    return isLoss ? [{ id, clearedAt, details }] : [];
  });
  const standing = losses.filter(({ clearedAt }) => clearedAt === null);
  return {
    open: standing.find(({ details }) => details.rule === "zone-loss") ?? standing[0],
    ended: losses.flatMap(({ clearedAt, details }) =>
      clearedAt === null || details.rule !== "zone-loss"
        ? []
        : [
            {
              fromMs: details.to.epochMilliseconds - HOURS_BEFORE_SEEN * HOUR_MS,
              toMs: clearedAt.epochMilliseconds,
            },
          ],
    ),
  };
}

type RiseDetails = Extract<AlarmDetails, { rule: "zone-loss-risen" }>;

function detailsOf(
  finding: RiseFinding,
  { zone, fromMs }: { readonly zone: BalanceZone; readonly fromMs: number },
): RiseDetails {
  const at = (hour: number) => Temporal.Instant.fromEpochMilliseconds(fromMs + hour * HOUR_MS);
  const nameOf = new Map(zone.points.map(({ servicePointId, name }) => [servicePointId, name]));
  const suspects = finding.suspects
    .slice(0, SUSPECTS_NAMED)
    .map(({ pointId, confidence, missing, recorded, reasons }): SuspectFigures => ({
      servicePointId: pointId ?? null,
      name: [...nameOf].find(([id]) => id === pointId)?.[1] ?? null,
      confidencePercent: Math.round(PERCENT * confidence),
      missing: missing.toFixed(AMOUNT_DIGITS),
      recordedPercent: recorded === undefined ? null : Math.round(PERCENT * recorded),
      reasons: reasons.map((reason) => ({
        kind: reason.kind,
        percent: "share" in reason ? Math.round(PERCENT * reason.share) : null,
      })),
    }));
  return {
    rule: "zone-loss-risen",
    from: at(finding.fromHour),
    to: at(finding.toHour),
    supplied: finding.supplied.toFixed(AMOUNT_DIGITS),
    missing: finding.missing.toFixed(AMOUNT_DIGITS),
    missingPercent: (PERCENT * finding.share).toFixed(PERCENT_DIGITS),
    unit: zone.unit,
    suspects,
  };
}
