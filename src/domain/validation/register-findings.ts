import { type InstalledMeter, seriesOfMeter } from "#domain/consumption/installed-meter.ts";
import { registerRules } from "#domain/consumption/register-rules.ts";
import { type RegisterSeries, steadyStepMs } from "#domain/consumption/register-series.ts";
import { type TrustedReadings, trustedReadings } from "#domain/consumption/trusted-readings.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { Finding, FindingRule } from "./finding.ts";
import { type DatedRules, rulesAt } from "./validation-rules.ts";

/** A channel's register over a stretch of time. */
export interface RegisterHistory {
  readonly series: RegisterSeries;
  readonly meters: readonly InstalledMeter[];
  readonly digits: number;
  readonly resolution: Decimal;
  readonly mostPerHour?: Decimal | undefined;
  readonly intervalMinutes: number;
  readonly rules: readonly DatedRules[];
}

/** What is odd about the register values themselves, in order of time. */
export function registerFindings(history: RegisterHistory): Finding[] {
  const findings = history.meters.flatMap((meter, n) => {
    const own = seriesOfMeter(history.series, meter);
    const register = registerRules(history, meter);
    const trusted = trustedReadings(own, register);
    const place: Place = { history, own, trusted, mostPerMs: register.mostPerMs };
    return [
      ...eventFindings(place),
      ...allStepFindings(place),
      ...exchangeFindings(place, meter, history.meters[n + 1]),
    ];
  });
  return findings.toSorted((a, b) => Temporal.Instant.compare(a.range.from, b.range.from));
}

interface Place {
  readonly history: RegisterHistory;
  readonly own: RegisterSeries;
  readonly trusted: TrustedReadings;
  readonly mostPerMs: number | undefined;
}

/** Below this part of what it showed before, a register counts as set to zero. */
const PART_AFTER_RESET = 10;

function eventFindings({ history, own, trusted }: Place): Finding[] {
  const { misread, restarts, rollovers, overestimates } = trusted;
  const find = (rule: FindingRule, at: number): Finding => ({
    rule,
    range: { from: instantAt(own, at - 1), to: instantAt(own, at) },
    details: { before: shown(history, own, at - 1), after: shown(history, own, at) },
  });
  const fell = restarts.map((at) => {
    const before = own.counts[at - 1] ?? 0;
    const isReset = (own.counts[at] ?? 0) < before / PART_AFTER_RESET;
    return find(isReset ? "register-restarted" : "register-backwards", at);
  });
  // However many estimates a reading proves wrong, it is one thing to decide.
  const exceeded = overestimates.filter((at) => !overestimates.includes(at - 1));
  return [
    ...fell,
    ...rollovers.map((at) => find("rollover", at)),
    ...misread.map((at) => find("misread", at)),
    ...exceeded.map((at) => find("estimate-exceeded", at)),
  ];
}

const MS_PER_MINUTE = 60_000;

/** What is odd between neighbouring trusted readings. Nothing is made for a step that is not. */
function allStepFindings(place: Place): Finding[] {
  const { own, trusted, mostPerMs = Infinity } = place;
  const { indexes, restarts } = trusted;
  const intervalMs = place.history.intervalMinutes * MS_PER_MINUTE;
  const steadyMs = steadyStepMs(own) ?? Infinity;
  if (steadyMs <= intervalMs && !climbsMoreThan(own.counts, 1 + mostPerMs * steadyMs)) return [];
  const findings: Finding[] = [];
  for (let i = 1; i < indexes.length; i += 1) {
    const at = indexes[i] ?? 0;
    const before = indexes[i - 1] ?? 0;
    const elapsedMs = (own.epochMs[at] ?? 0) - (own.epochMs[before] ?? 0);
    const climb = (own.counts[at] ?? 0) - (own.counts[before] ?? 0);
    const isLong = elapsedMs > intervalMs;
    // A count more than the time allows may be due to where the register stood within one.
    const isFast = climb - 1 > mostPerMs * elapsedMs;
    if ((!isLong && !isFast) || restarts.includes(at)) continue;
    findings.push(...stepFindings(place, { before, at, elapsedMs, isLong, isFast }));
  }
  return findings;
}

function climbsMoreThan(counts: Float64Array, most: number): boolean {
  if (most === Infinity) return false;
  for (let at = 1; at < counts.length; at += 1) {
    if ((counts[at] ?? 0) - (counts[at - 1] ?? 0) > most) return true;
  }
  return false;
}

/** One step: how long, and how far. */
function stepFindings(
  { history, own }: Place,
  {
    before,
    at,
    elapsedMs,
    isLong,
    isFast,
  }: { before: number; at: number; elapsedMs: number; isLong: boolean; isFast: boolean },
): Finding[] {
  const range = { from: instantAt(own, before), to: instantAt(own, at) };
  const details = { before: shown(history, own, before), after: shown(history, own, at) };
  const { gapMinutes } = rulesAt(history.rules, range.from);
  return [
    ...(isLong && elapsedMs > gapMinutes * MS_PER_MINUTE
      ? [{ rule: "missing", range, details } as const]
      : []),
    ...(isFast ? [{ rule: "jump", range, details } as const] : []),
  ];
}

/** A meter that went without its last value: what it counted since it was read is not known. */
function exchangeFindings(
  { history, own, trusted }: Place,
  { toMs, closing }: InstalledMeter,
  next: InstalledMeter | undefined,
): Finding[] {
  const last = trusted.indexes.at(-1);
  if (!next || closing !== undefined || last === undefined) return [];
  const unreadMs = toMs - (own.epochMs[last] ?? 0);
  if (unreadMs <= history.intervalMinutes * MS_PER_MINUTE) return [];
  const to = Temporal.Instant.fromEpochMilliseconds(toMs);
  const details = { before: shown(history, own, last) };
  return [{ rule: "exchange-incomplete", range: { from: instantAt(own, last), to }, details }];
}

function instantAt(series: RegisterSeries, index: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(series.epochMs[index] ?? 0);
}

/** The register as the meter shows it. */
function shown({ resolution }: RegisterHistory, series: RegisterSeries, index: number): string {
  return Decimal.of(series.counts[index] ?? 0)
    .times(resolution)
    .toString();
}

/** The series with what the register findings doubt marked suspect, for the screens. */
export function markSuspect(series: RegisterSeries, findings: readonly Finding[]): RegisterSeries {
  const doubted = new Set(
    findings
      .filter(({ rule }) => rule !== "rollover" && rule !== "missing")
      .map(({ range }) => range.to.epochMilliseconds),
  );
  if (doubted.size === 0) return series;
  const qualities = series.qualities.map((bits, n) =>
    doubted.has(series.epochMs[n] ?? 0) ? bits | READING_QUALITY.suspect : bits,
  );
  return { ...series, qualities };
}
