import type { AlarmVerdict } from "#domain/alarms/alarm.ts";
import { type JudgeRiseOptions, judgeRise } from "#domain/balance/judge-rise.ts";
import { HOUR_MS } from "#domain/balance/zone-history.ts";
import { renewAlarm } from "#storage/alarms.ts";
import { type BalanceZone, listBalanceZones } from "#storage/balance-zones.ts";
import { readSite } from "#storage/sites.ts";
import { applyVerdicts, type WatchOptions } from "./apply-verdicts.ts";
import {
  costsOf,
  type KnownLosses,
  meterErrorOf,
  readKnownLosses,
  readZoneHistory,
  type RiseDetails,
  riseDetails,
  withGrowth,
} from "./zone-losses.ts";

/** How much past is learned from, and for how long a rise can be followed. */
const DAYS_LOOKED_BACK = 70;
const HOURS_LOOKED_BACK = DAYS_LOOKED_BACK * 24;

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
      // What came to a loss mixes with it in every sum: then the suspects of the first stay.
      if (open?.details.rule !== "zone-loss" || open.details.grown || !details) continue;
      const named = { ...open.details, suspects: details.suspects };
      await options.database.transaction((tx) => renewAlarm(tx, { id: open.id, details: named }));
    }
    await applyVerdicts(options, { siteId, rules: ["zone-loss-risen"], verdicts });
  }
}

async function judge(
  { database, clock, log }: WatchOptions,
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
  const hourOf = (ms: number) => Math.floor((ms - fromMs) / HOUR_MS);
  const { open, ended } = known;
  const history = await readZoneHistory(database, { zone, fromMs, toMs, stepMinutes: 60 });
  const judged = judgeRise(history, {
    knownFromHour: open && hourOf(open.details.from.epochMilliseconds),
    endedLosses: ended.map((loss) => ({
      fromHour: hourOf(loss.fromMs),
      toHour: hourOf(loss.toMs) + 1,
    })),
    meterError: meterErrorOf(zone),
    timeZone,
  } satisfies JudgeRiseOptions);
  const details =
    judged.state === "risen"
      ? withGrowth(
          riseDetails(judged.finding, {
            zone,
            fromMs,
            costs: await costsOf(judged.finding, {
              database,
              log,
              fromMs,
              stepMs: HOUR_MS,
              timeZone,
            }),
          }),
          open?.details,
        )
      : undefined;
  const found = details && { details };
  if (open?.details.rule === "zone-loss") {
    return { verdict: { source, rule, state: "off" }, ...found };
  }
  if (judged.state === "unsure") return { verdict: { source, rule, state: "undecided" } };
  if (!details) return { verdict: { source, rule, state: "off" } };
  return { verdict: { source, rule, state: "on", details }, details };
}
