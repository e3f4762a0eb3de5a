import type { AlarmVerdict } from "#domain/alarms/alarm.ts";
import { judgeHeld } from "#domain/alarms/held-condition.ts";
import {
  judgePhases,
  judgePowerFactor,
  judgeSpread,
  judgeVoltage,
  type LiveJudgement,
  livingPhases,
  type ShownNow,
} from "#domain/alarms/live-limits.ts";
import { judgeDemand, projectedKw, type RunningInterval } from "#domain/alarms/projected-demand.ts";
import {
  limitsAt,
  thresholdOf,
  type WatchLimits,
  type WatchSetting,
} from "#domain/alarms/watch-setting.ts";
import type { SiteId } from "#domain/core/id.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { listAlarmSettings } from "#storage/alarm-settings.ts";
import { listMeteredChannels, type MeteredChannel } from "#storage/channel-consumption.ts";
import { readRegistersWithin } from "#storage/read-readings.ts";
import { listShownPoints, type ShownPoint } from "#storage/shown-values.ts";
import { listSites } from "#storage/sites.ts";
import { applyVerdicts, type WatchOptions } from "./apply-verdicts.ts";

const LIVE_RULES = [
  "demand-near-limit",
  "power-factor-low",
  "phase-missing",
  "voltage-out",
  "temperature-difference-low",
] as const;
type ShownRule = Exclude<(typeof LIVE_RULES)[number], "demand-near-limit">;

const QUANTITIES = [
  "activePower",
  "powerFactor",
  "voltageL1",
  "voltageL2",
  "voltageL3",
  "flow",
  "flowTemperature",
  "returnTemperature",
  "energyDelivered",
];

const MINUTE_MS = 60_000;
/** What is older says nothing of now: the meter is silent, and that is another alarm. */
const FRESH_MS = 5 * MINUTE_MS;
/** So long after an interval that came near its limit the alarm stays: peaks come in rows. */
const DEMAND_STAYS_MS = 60 * MINUTE_MS;

/**
 * What is remembered between two looks. It goes with the process: then a condition must last anew, and
 * alarms that are open stay until the values say that they are over.
 */
export interface LiveMemory {
  /** Since when what is so, in ms, by rule and meter. */
  readonly since: Map<string, number>;
  /** The phases that had voltage, by meter. */
  readonly livingPhases: Map<number, ReadonlySet<string>>;
}

/** One look at what meters show now: raises and clears the alarms on it at every site. */
export async function watchLive(options: WatchOptions, memory: LiveMemory): Promise<void> {
  const { database, clock } = options;
  for (const { id: siteId } of await listSites(database)) {
    const settings = await listAlarmSettings(database, siteId);
    const points = await listShownPoints(database, { siteId, quantities: QUANTITIES });
    const nowMs = clock.now().epochMilliseconds;
    const verdicts = points.flatMap((point) => judgePoint(point, { settings, memory, nowMs }));
    const demands = await judgeDemands(options, { siteId, points, settings, memory, nowMs });
    await applyVerdicts(options, {
      siteId,
      rules: LIVE_RULES,
      verdicts: [...verdicts, ...demands],
    });
  }
}

interface Look {
  readonly settings: readonly WatchSetting[];
  readonly memory: LiveMemory;
  readonly nowMs: number;
}

function judgePoint(point: ShownPoint, look: Look): AlarmVerdict[] {
  const { settings, memory, nowMs } = look;
  const { meterId, servicePointId, commodity } = point;
  const shown = freshOf(point, nowMs);
  const judged = (rule: ShownRule, judge: (threshold: number) => LiveJudgement): AlarmVerdict => {
    const limits = limitsAt(settings, { rule, servicePointId });
    const threshold = thresholdOf(limits);
    return threshold === undefined
      ? { source: sourceOf(point), rule, state: "off" }
      : verdictOf(point, { rule, limits, threshold, judgement: judge(threshold), look });
  };
  if (commodity === "heat" || commodity === "cooling") {
    return [judged("temperature-difference-low", (threshold) => judgeSpread(shown, threshold))];
  }
  if (commodity !== "electricity") return [];
  const seen = new Set([...(memory.livingPhases.get(meterId) ?? []), ...livingPhases(shown)]);
  memory.livingPhases.set(meterId, seen);
  // Of a flat nobody charges the reactive energy, unless somebody asks for it.
  const isAsked = settings.some(
    (setting) => setting.rule === "power-factor-low" && setting.servicePointId === servicePointId,
  );
  return [
    ...(point.role === "supply" || isAsked
      ? [judged("power-factor-low", (threshold) => judgePowerFactor(shown, threshold))]
      : []),
    judged("phase-missing", (threshold) => judgePhases(shown, { threshold, seen })),
    judged("voltage-out", (threshold) => judgeVoltage(shown, threshold)),
  ];
}

/** The verdict on a condition that must last; what is remembered of it is brought up to date. */
function verdictOf(
  point: ShownPoint,
  {
    rule,
    limits,
    threshold,
    judgement,
    look: { memory, nowMs },
  }: {
    readonly rule: ShownRule;
    readonly limits: WatchLimits;
    readonly threshold: number;
    readonly judgement: LiveJudgement;
    readonly look: Look;
  },
): AlarmVerdict {
  const source = sourceOf(point);
  const key = `${rule} ${point.meterId}`;
  const { condition, value, phases } = judgement;
  const { delayMinutes, severity } = limits;
  const held = judgeHeld({ condition, sinceMs: memory.since.get(key), nowMs, delayMinutes });
  if (held.sinceMs === undefined) memory.since.delete(key);
  else memory.since.set(key, held.sinceMs);
  if (held.state !== "on") return { source, rule, state: held.state };
  const details = {
    rule,
    since: Temporal.Instant.fromEpochMilliseconds(held.sinceMs ?? nowMs),
    value: value.toFixed(rule === "power-factor-low" ? 2 : 1),
    limit: String(threshold),
    phases: phases.join(", "),
  } as const;
  return { source, rule, state: "on", details, severity };
}

/** Of points with a contracted power: whether their running interval will come near it. */
async function judgeDemands(
  { database }: WatchOptions,
  { siteId, points, ...look }: Look & { readonly siteId: SiteId; readonly points: ShownPoint[] },
): Promise<AlarmVerdict[]> {
  const rule = "demand-near-limit";
  const limited = points.flatMap((point) => {
    const { servicePointId } = point;
    const limits = limitsAt(look.settings, { rule, servicePointId });
    const limitKw = thresholdOf(limits);
    // A limit for the whole site is that of its supply, not of each flat in it.
    const isOwn = look.settings.some(
      (one) => one.rule === rule && one.servicePointId === servicePointId,
    );
    const isMeant = point.commodity === "electricity" && (isOwn || point.role === "supply");
    return limitKw === undefined || !isMeant ? [] : [{ point, limits, limitKw }];
  });
  if (limited.length === 0) return [];
  const channels = await listMeteredChannels(database, { siteId, billing: true });
  const verdicts: AlarmVerdict[] = [];
  for (const { point, limits, limitKw } of limited) {
    const channel = channels.find(
      (each) => each.servicePointId === point.servicePointId && each.quantity === "energyDelivered",
    );
    const interval = channel && (await runningInterval(database, { point, channel, ...look }));
    const condition = interval ? judgeDemand(interval, limitKw) : "unknown";
    verdicts.push(demandVerdict(point, { interval, condition, limits, limitKw, look }));
  }
  return verdicts;
}

function demandVerdict(
  point: ShownPoint,
  {
    interval,
    condition,
    limits,
    limitKw,
    look: { memory, nowMs },
  }: {
    readonly interval: RunningInterval | undefined;
    readonly condition: "bad" | "good" | "between" | "unknown";
    readonly limits: WatchLimits;
    readonly limitKw: number;
    readonly look: Look;
  },
): AlarmVerdict {
  const rule = "demand-near-limit";
  const source = sourceOf(point);
  const key = `${rule} ${point.meterId}`;
  if (interval && condition === "bad") {
    memory.since.set(key, nowMs);
    const { fromMs, minutes } = interval;
    const from = Temporal.Instant.fromEpochMilliseconds(fromMs);
    const details = {
      rule,
      from,
      to: from.add({ minutes }),
      projected: projectedKw(interval).toFixed(1),
      limit: String(limitKw),
    } as const;
    return { source, rule, state: "on", details, severity: limits.severity };
  }
  const lastMs = memory.since.get(key) ?? -Infinity;
  const isOver = condition === "good" && nowMs - lastMs >= DEMAND_STAYS_MS;
  return { source, rule, state: isOver ? "off" : "undecided" };
}

/** The interval that runs now: its register at the beginning is stored, the newest is shown. */
async function runningInterval(
  database: WatchOptions["database"],
  {
    point,
    channel,
    nowMs,
  }: { readonly point: ShownPoint; readonly channel: MeteredChannel; readonly nowMs: number },
): Promise<RunningInterval | undefined> {
  const minutes = channel.intervalMinutes;
  const register = point.values.get("energyDelivered");
  const power = point.values.get("activePower");
  if (!register || !power || register.unit !== channel.unit || register.unit !== "kWh") {
    return undefined;
  }
  const shownMs = Math.min(register.ms, power.ms);
  if (nowMs - shownMs > FRESH_MS) return undefined;
  const stepMs = minutes * MINUTE_MS;
  const fromMs = Math.floor(register.ms / stepMs) * stepMs;
  const range = {
    from: Temporal.Instant.fromEpochMilliseconds(fromMs),
    to: Temporal.Instant.fromEpochMilliseconds(fromMs + stepMs),
  };
  const series = (await readRegistersWithin(database, [channel.id], range)).get(channel.id);
  const at = series?.epochMs.indexOf(fromMs) ?? -1;
  const counts = series?.counts[at];
  if (counts === undefined || series?.qualities[at] !== READING_QUALITY.measured) return undefined;
  const usedKwh =
    (register.value - counts * channel.resolution.toDisplayNumber()) * point.multiplier;
  // A register that fell was exchanged or reset: nothing can be told of this interval.
  if (usedKwh < 0) return undefined;
  return { fromMs, minutes, nowMs: register.ms, usedKwh, powerKw: power.value * point.multiplier };
}

/** What is fresh; power as it is at the point, before any transformer. */
function freshOf({ values, multiplier }: ShownPoint, nowMs: number): ShownNow {
  const fresh = [...values].filter(
    ([, { value, ms }]) => nowMs - ms <= FRESH_MS && isFinite(value),
  );
  return new Map(
    fresh.map(([quantity, { value }]) => [
      quantity,
      quantity === "activePower" ? value * multiplier : value,
    ]),
  );
}

function sourceOf({ meterId, pointName }: ShownPoint) {
  return { kind: "meter", id: meterId, name: pointName } as const;
}
