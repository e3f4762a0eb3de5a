import type { AlarmDetails, GrownLoss, SuspectFigures } from "#domain/alarms/alarm.ts";
import { hourlyRegister } from "#domain/balance/hourly-register.ts";
import type { RiseFinding } from "#domain/balance/judge-rise.ts";
import { METER_UNCERTAINTY_PERCENT } from "#domain/balance/loss-band.ts";
import type { LossToEnd } from "#domain/balance/newest-loss.ts";
import { HOUR_MS, type ZoneHistory } from "#domain/balance/zone-history.ts";
import { EMPTY_SERIES } from "#domain/consumption/register-series.ts";
import type { AlarmId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { listAlarms, revivedDetails } from "#storage/alarms.ts";
import type { BalanceZone } from "#storage/balance-zones.ts";
import { consumptionOf, listMeteredChannels } from "#storage/channel-consumption.ts";
import { readRegisters } from "#storage/read-readings.ts";
import type { WatchOptions } from "./apply-verdicts.ts";
import { priceSuspects, type StepsInTime, type SuspectCosts } from "./price-suspects.ts";

/** A loss may be a day old before the interval rule sees it: its longest window is a day. */
const HOURS_BEFORE_SEEN = 24;
const MINUTES_IN_HOUR = 60;
const SUSPECTS_NAMED = 5;
const PERCENT = 100;
const PERCENT_DIGITS = 1;
const AMOUNT_DIGITS = 1;
const ALARMS_AT_MOST = 1000;

/** The permitted error of a zone's meters as a share. */
export function meterErrorOf({ commodity }: BalanceZone): number {
  return METER_UNCERTAINTY_PERCENT[commodity].toDisplayNumber() / PERCENT;
}

/** What alarms of a zone tell of its losses. */
export interface KnownLosses {
  /** The one that stands. */
  readonly open: { readonly id: AlarmId; readonly details: KnownLoss } | undefined;
  /** Stretches of losses that were found and have ended, in milliseconds. */
  readonly ended: readonly { readonly fromMs: number; readonly toMs: number }[];
}

type KnownLoss = Extract<AlarmDetails, { rule: "zone-loss" | "zone-loss-risen" }>;

/** What a zone's points showed in a stretch, step by step; every step a multiple of their intervals. */
export async function readZoneHistory(
  database: WatchOptions["database"],
  {
    zone,
    fromMs,
    toMs,
    stepMinutes,
  }: {
    readonly zone: BalanceZone;
    readonly fromMs: number;
    readonly toMs: number;
    readonly stepMinutes: number;
  },
): Promise<ZoneHistory> {
  const range: InstantRange = {
    from: Temporal.Instant.fromEpochMilliseconds(fromMs),
    to: Temporal.Instant.fromEpochMilliseconds(toMs),
  };
  const channelIds = zone.points.map(({ channelId }) => channelId);
  const channels = await listMeteredChannels(database, { channelIds });
  const registers = await readRegisters(database, channelIds, range);
  const byId = new Map(
    channels.map((channel) => {
      const series = registers.get(channel.id) ?? EMPTY_SERIES;
      const { consumption } = consumptionOf(channel, series, range);
      return [
        channel.id,
        hourlyRegister(channel.servicePointId, consumption, stepMinutes),
      ] as const;
    }),
  );
  const ofSide = (side: "supply" | "use") =>
    zone.points.flatMap((point) => (point.side === side ? (byId.get(point.channelId) ?? []) : []));
  const stepHours = stepMinutes / MINUTES_IN_HOUR;
  return { fromMs, stepHours, supplies: ofSide("supply"), uses: ofSide("use") };
}

/** What a zone's alarms, open and cleared, say of its losses. */
export async function readKnownLosses(
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
      clearedAt === null ? [] : [{ fromMs: beganMs(details), toMs: clearedAt.epochMilliseconds }],
    ),
  };
}

/** When a loss may have begun, in milliseconds. */
function beganMs({ rule, from, to }: KnownLoss): number {
  if (rule === "zone-loss-risen") return from.epochMilliseconds;
  return to.epochMilliseconds - HOURS_BEFORE_SEEN * HOUR_MS;
}

/** The figures of a loss that a zone did not have before. */
export type RiseDetails = Extract<AlarmDetails, { rule: "zone-loss-risen" }>;

/** How a finding is told. */
interface ToTell {
  readonly zone: BalanceZone;
  /** Of the finding's history. */
  readonly fromMs: number;
  readonly stepMs?: number;
  /** What is missing of its suspects in money. */
  readonly costs: SuspectCosts;
}

/**
 * What is missing in money, of those suspects of a finding that an alarm names. An alarm does not wait
 * for it: where it cannot be told, the log says why.
 */
export async function costsOf(
  { suspects }: RiseFinding,
  {
    database,
    log,
    ...steps
  }: Pick<WatchOptions, "log"> & { readonly database: Queryable } & StepsInTime,
): Promise<SuspectCosts> {
  try {
    return await priceSuspects(database, suspects.slice(0, SUSPECTS_NAMED), steps);
  } catch (error) {
    log.error({ err: error }, "what is missing could not be priced");
    return new Map();
  }
}

/** A finding in a history that began at `fromMs`, as an alarm tells it. */
export function riseDetails(
  finding: RiseFinding,
  { zone, fromMs, stepMs = HOUR_MS, costs }: ToTell,
): RiseDetails {
  const at = (step: number) => Temporal.Instant.fromEpochMilliseconds(fromMs + step * stepMs);
  const nameOf = new Map(zone.points.map(({ servicePointId, name }) => [servicePointId, name]));
  const suspects = finding.suspects
    .slice(0, SUSPECTS_NAMED)
    .map(({ pointId, confidence, missing, recorded, reasons }): SuspectFigures => {
      const cost = pointId === undefined ? undefined : costs.get(pointId);
      return {
        servicePointId: pointId ?? null,
        name: [...nameOf].find(([id]) => id === pointId)?.[1] ?? null,
        confidencePercent: Math.round(PERCENT * confidence),
        missing: missing.toFixed(AMOUNT_DIGITS),
        ...(cost && { cost }),
        recordedPercent: recorded === undefined ? null : Math.round(PERCENT * recorded),
        reasons: reasons.map((reason) => ({
          kind: reason.kind,
          percent: "share" in reason ? Math.round(PERCENT * reason.share) : null,
        })),
      };
    });
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

/** The step of a history in which an instant lies, or at which it does. */
export function stepsFrom({ fromMs }: Pick<ZoneHistory, "fromMs">, stepMs: number) {
  return (at: Temporal.Instant) => Math.ceil((at.epochMilliseconds - fromMs) / stepMs);
}

/** Who is suspected so surely tells by what he uses whether the loss has ended. */
const SURE_PERCENT = 80;

/** What would be missing if a loss lasted, by who is suspected of it; `from` is its step. */
export function lossToEnd(
  { suspects, missingPercent }: Pick<GrownLoss, "suspects" | "missingPercent">,
  { zone, from }: { readonly zone: BalanceZone; readonly from: number },
): LossToEnd {
  const [first] = suspects;
  const uses = zone.points.filter(({ side }) => side === "use");
  const index = uses.findIndex(({ servicePointId }) => servicePointId === first?.servicePointId);
  const recorded = (first?.recordedPercent ?? 0) / PERCENT;
  const isSure = index >= 0 && recorded > 0 && (first?.confidencePercent ?? 0) >= SURE_PERCENT;
  return {
    from,
    suspect: isSure ? { index, recorded } : undefined,
    share: Number(missingPercent) / PERCENT,
  };
}

/** A finding beyond a loss that was known, as an alarm tells it. */
export function grownLoss(
  finding: RiseFinding,
  { seenAt, endedAt, ...at }: ToTell & Pick<GrownLoss, "seenAt" | "endedAt">,
): GrownLoss {
  const { rule: _, unit: _unit, ...figures } = riseDetails(finding, at);
  return { seenAt, endedAt, ...figures };
}

/** What came to a loss mixes with it in every sum: then the suspects of the first stay as they were. */
export function withGrowth(details: RiseDetails, known: AlarmDetails | undefined): RiseDetails {
  if (known?.rule !== "zone-loss-risen" || !known.grown) return details;
  return { ...details, suspects: known.suspects, grown: known.grown };
}
