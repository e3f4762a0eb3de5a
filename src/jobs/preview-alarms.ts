import { setImmediate as turn } from "node:timers/promises";
import type { AlarmDetails } from "#domain/alarms/alarm.ts";
import { judgeDemand } from "#domain/alarms/projected-demand.ts";
import { type PastVerdict, replayed, type ReplayedAlarm } from "#domain/alarms/replay.ts";
import { thresholdOf, type WatchSetting } from "#domain/alarms/watch-setting.ts";
import { HOUR_MS } from "#domain/balance/zone-history.ts";
import { EMPTY_SERIES } from "#domain/consumption/register-series.ts";
import type { SiteId } from "#domain/core/id.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { Clock } from "#platform/clock.ts";
import type { Queryable } from "#platform/database.ts";
import {
  consumptionOf,
  listMeteredChannels,
  type MeteredChannel,
} from "#storage/channel-consumption.ts";
import { readRegisters } from "#storage/read-readings.ts";
import { judges, judgeUse, type PointHistory, USE_RULES, type UseRule } from "./judge-use.ts";
import { readPointHistories } from "./point-histories.ts";
import { firstOfEachPoint, HOURS_LOOKED_BACK } from "./watch-consumption.ts";

export const PREVIEW_DAYS = 90;
/** More points would take longer than a person waits; how many there are is told. */
const POINTS_AT_MOST = 200;
const ALARMS_AT_MOST = 50;
/** Few points are judged as often as they will be, near enough; many once a day. */
const FEW_POINTS = 10;
const STEP_HOURS_OF_FEW = 6;
const STEP_HOURS_OF_MANY = 24;
const HOURS_A_DAY = 24;
const MINUTE_MS = 60_000;

/** What a setting would have raised. */
export interface AlarmPreview {
  /** values-not-kept: the rule judges what meters show, of which no past is stored. */
  readonly answer: "counted" | "no-threshold" | "values-not-kept";
  readonly days: number;
  /** How many points were judged, and how many the setting is for. */
  readonly judgedPoints: number;
  readonly points: number;
  readonly count: number;
  /** The newest of them. */
  readonly alarms: readonly PreviewedAlarm[];
}

interface PreviewedAlarm {
  readonly pointName: string;
  readonly raisedAt: Temporal.Instant;
  readonly clearedAt: Temporal.Instant | null;
  readonly details: AlarmDetails;
}

function previewed(
  { pointName }: MeteredChannel,
  { told, ...dates }: ReplayedAlarm<AlarmDetails>,
): PreviewedAlarm {
  return { pointName, ...dates, details: told };
}

/** What a setting would have raised in the last 90 days at the points that it is for, from stored readings. */
export async function previewAlarms(
  { database, clock }: { readonly database: Queryable; readonly clock: Clock },
  {
    siteId,
    timeZone,
    setting,
  }: { readonly siteId: SiteId; readonly timeZone: string; readonly setting: WatchSetting },
): Promise<AlarmPreview> {
  const nothing = { days: PREVIEW_DAYS, judgedPoints: 0, points: 0, count: 0, alarms: [] };
  const { rule, servicePointId } = setting;
  const isUseRule = isOfUse(rule);
  if (!isUseRule && rule !== "demand-near-limit") return { answer: "values-not-kept", ...nothing };
  if (thresholdOf(setting) === undefined) return { answer: "no-threshold", ...nothing };
  const channels = firstOfEachPoint(
    await listMeteredChannels(database, {
      siteId,
      billing: true,
      ...(servicePointId !== undefined && { servicePointIds: [servicePointId] }),
    }),
  ).filter((channel) =>
    isUseRule
      ? judges(rule, channel)
      : channel.commodity === "electricity" &&
        (channel.role === "supply" || servicePointId !== undefined),
  );
  const judged = channels.slice(0, POINTS_AT_MOST);
  const toMs = Math.floor(clock.now().epochMilliseconds / HOUR_MS) * HOUR_MS;
  const alarms = isUseRule
    ? await replayUse(database, { channels: judged, toMs, timeZone, setting, rule })
    : await replayDemand(database, { channels: judged, toMs, setting });
  const newest = alarms.toSorted((a, b) => Temporal.Instant.compare(b.raisedAt, a.raisedAt));
  return {
    answer: "counted",
    days: PREVIEW_DAYS,
    judgedPoints: judged.length,
    points: channels.length,
    count: alarms.length,
    alarms: newest.slice(0, ALARMS_AT_MOST),
  };
}

function isOfUse(rule: WatchSetting["rule"]): rule is UseRule {
  return USE_RULES.some((known) => known === rule);
}

async function replayUse(
  database: Queryable,
  {
    channels,
    toMs,
    timeZone,
    setting,
    rule,
  }: {
    readonly channels: readonly MeteredChannel[];
    readonly toMs: number;
    readonly timeZone: string;
    readonly setting: WatchSetting;
    readonly rule: UseRule;
  },
): Promise<PreviewedAlarm[]> {
  const hours = HOURS_LOOKED_BACK + PREVIEW_DAYS * HOURS_A_DAY;
  const fromMs = toMs - hours * HOUR_MS;
  const stepHours = stepHoursOf(rule, channels.length);
  const found: PreviewedAlarm[] = [];
  for (const whole of await readPointHistories(database, channels, { fromMs, toMs, timeZone })) {
    const verdicts: PastVerdict<AlarmDetails>[] = [];
    for (let hour = HOURS_LOOKED_BACK; hour <= hours; hour += stepHours) {
      const verdict = judgeUse(rule, asOf(whole, hour), setting);
      const at = Temporal.Instant.fromEpochMilliseconds(fromMs + hour * HOUR_MS);
      verdicts.push({
        at,
        state: verdict.state,
        ...(verdict.state === "on" && { told: verdict.details }),
      });
    }
    for (const alarm of replayed(verdicts)) found.push(previewed(whole.channel, alarm));
    // Other requests are answered in between.
    await turn();
  }
  return found;
}

/** A day is at its limit for an hour perhaps, and quickly judged; what is usual changes slowly. */
function stepHoursOf(rule: UseRule, points: number): number {
  if (rule === "use-over-limit") return 1;
  return points <= FEW_POINTS ? STEP_HOURS_OF_FEW : STEP_HOURS_OF_MANY;
}

/** The history as it was known at an hour of it. */
function asOf(whole: PointHistory, hour: number): PointHistory {
  const first = hour - HOURS_LOOKED_BACK;
  return {
    ...whole,
    values: whole.values.subarray(first, hour + 1),
    weekHours: whole.weekHours.subarray(first, hour + 1),
    occupantChanges: whole.occupantChanges.map((changedAt) => changedAt - first),
    fromMs: whole.fromMs + first * HOUR_MS,
  };
}

/** What each interval ended with; while they were running they may have looked worse. */
async function replayDemand(
  database: Queryable,
  {
    channels,
    toMs,
    setting,
  }: {
    readonly channels: readonly MeteredChannel[];
    readonly toMs: number;
    readonly setting: WatchSetting;
  },
): Promise<PreviewedAlarm[]> {
  const limitKw = thresholdOf(setting) ?? Infinity;
  const fromMs = toMs - PREVIEW_DAYS * HOURS_A_DAY * HOUR_MS;
  const range = {
    from: Temporal.Instant.fromEpochMilliseconds(fromMs),
    to: Temporal.Instant.fromEpochMilliseconds(toMs),
  };
  const ids = channels.map(({ id }) => id);
  const registers = await readRegisters(database, ids, range);
  return channels.flatMap((channel) => {
    const { consumption } = consumptionOf(
      channel,
      registers.get(channel.id) ?? EMPTY_SERIES,
      range,
    );
    const { amounts, qualities, intervalMinutes: minutes } = consumption;
    const perCount = consumption.perCount.toDisplayNumber();
    let lastMs = -Infinity;
    const verdicts = Array.from(amounts, (counts, n): PastVerdict<AlarmDetails> => {
      const beganMs = fromMs + n * minutes * MINUTE_MS;
      const nowMs = beganMs + minutes * MINUTE_MS;
      const at = Temporal.Instant.fromEpochMilliseconds(nowMs);
      const usedKwh = counts * perCount;
      if (qualities !== undefined && qualities[n] !== READING_QUALITY.measured) {
        return { at, state: "undecided" };
      }
      const interval = { fromMs: beganMs, minutes, nowMs, usedKwh, powerKw: 0 };
      if (judgeDemand(interval, limitKw) !== "bad") {
        return { at, state: nowMs - lastMs > HOUR_MS ? "off" : "undecided" };
      }
      lastMs = nowMs;
      const projected = (usedKwh / (minutes / 60)).toFixed(1);
      const from = Temporal.Instant.fromEpochMilliseconds(beganMs);
      const told = { rule: "demand-near-limit", from, to: at, projected, limit: String(limitKw) };
      return { at, state: "on", told: told as AlarmDetails };
    });
    return replayed(verdicts).map((alarm) => previewed(channel, alarm));
  });
}
