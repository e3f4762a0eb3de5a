import type { AlarmVerdict } from "./alarm.ts";

/** A meter that failed this many polls in a row is silent: one lost frame is no alarm. */
export const SILENT_AFTER_FAILURES = 2;

/**
 * So many meters that fall silent together are a line that is down, when no other one answers: what
 * each of them alone would have to show twice, they show at once.
 */
const SILENT_TOGETHER = 4;

/** Without any attempt for so long while some meter answers, nothing polls any more. */
export const COLLECTOR_GONE_AFTER_SECONDS = 120;

/** When no meter answers, breakers space the attempts: at most 5 minutes apart, and some slack. */
export const COLLECTOR_GONE_AFTER_SECONDS_ALL_SILENT = 600;

/**
 * A failure noted sooner than this after a line is back belongs to the outage: the attempt began in
 * it, and waited for its time-out.
 */
const RESTORED_SECONDS = 30;

/** How one meter answered, as the collector noted it. */
export interface MeterCommunication {
  readonly meterId: number;
  readonly name: string;
  /** Null: not polled yet. */
  readonly lastAttemptAt: Temporal.Instant | null;
  readonly lastGoodAt: Temporal.Instant | null;
  readonly consecutiveFailures: number;
  readonly lastError: string | null;
}

export interface LineCommunication {
  readonly lineId: number;
  readonly name: string;
  /** When its last line-down alarm ended; undefined when it never had one. */
  readonly restoredAt: Temporal.Instant | undefined;
  /** Of the meters that are read through this line now, those whose last poll was answered. */
  readonly answering: AnsweringMeters;
  /** Those that were not polled yet, or have failed since they last answered. */
  readonly others: readonly MeterCommunication[];
}

/** Meters with nothing to tell: of thousands, mostly all. */
export interface AnsweringMeters {
  readonly meters: number;
  /** The newest attempt at one of them; null: there are none. */
  readonly lastAttemptAt: Temporal.Instant | null;
}

export interface SiteCommunication {
  readonly now: Temporal.Instant;
  /** Since when somebody watches: before it, silence of the collector proves nothing. */
  readonly watchingSince: Temporal.Instant;
  /** Enabled lines with meters. */
  readonly lines: readonly LineCommunication[];
}

/**
 * Judges a site's communication: one alarm per cause. A meter that answers is not judged: it has no
 * alarm. While nothing polls, the figures are frozen and say nothing about the others and their lines;
 * while a line is down, its meters have no alarm of their own.
 *
 * Meters of a line are polled in turn. So when a meter has failed twice, every other one has been
 * asked in between; one of them answering proves that the line lives.
 */
export function judgeCommunication(site: SiteCommunication): AlarmVerdict[] {
  const collector = judgeCollector(site);
  const verdicts = site.lines.flatMap(judgeLine);
  if (collector.state !== "on") return [collector, ...verdicts];
  return [
    collector,
    ...verdicts.map(({ source, rule }) => ({ source, rule, state: "undecided" as const })),
  ];
}

function judgeCollector(site: SiteCommunication): AlarmVerdict {
  const source = { kind: "system", id: 0, name: "collector" } as const;
  const rule = "collector-gone";
  if (site.lines.length === 0) return { source, rule, state: "off" };
  const lastAttemptAt = latest(
    site.lines.flatMap(({ answering, others }) => [
      answering.lastAttemptAt,
      ...others.map((meter) => meter.lastAttemptAt),
    ]),
  );
  const limit = site.lines.some(lives)
    ? COLLECTOR_GONE_AFTER_SECONDS
    : COLLECTOR_GONE_AFTER_SECONDS_ALL_SILENT;
  if (lastAttemptAt !== null && secondsBetween(lastAttemptAt, site.now) <= limit) {
    return { source, rule, state: "off" };
  }
  if (secondsBetween(site.watchingSince, site.now) <= limit) {
    return { source, rule, state: "undecided" };
  }
  return { source, rule, state: "on", details: { rule, lastAttemptAt } };
}

function judgeLine(line: LineCommunication): AlarmVerdict[] {
  const source = { kind: "line", id: line.lineId, name: line.name } as const;
  const rule = "line-down";
  const polled = line.others.filter((meter) => meter.lastAttemptAt !== null);
  const isSingle = line.answering.meters + polled.length === 1;
  // With a single meter, line and meter cannot be told apart: the alarm names the meter.
  const down =
    polled.length > 0 &&
    !isSingle &&
    !lives(line) &&
    (polled.every(isSilent) || fellTogether(polled));
  if (!down) {
    const lineLives = lives(line) || isSingle;
    return [
      { source, rule, state: lineLives ? "off" : "undecided" },
      ...line.others.map((meter) => judgeMeter(meter, { lineLives, line })),
    ];
  }
  const newest = polled.toSorted((a, b) => orderOf(b.lastAttemptAt, a.lastAttemptAt))[0];
  return [
    {
      source,
      rule,
      state: "on",
      details: {
        rule,
        meters: polled.length,
        lastGoodAt: latest(polled.map((meter) => meter.lastGoodAt)),
        lastError: newest?.lastError ?? null,
      },
    },
    ...line.others.map(
      (meter) => ({ source: meterSource(meter), rule: "meter-silent", state: "off" }) as const,
    ),
  ];
}

function judgeMeter(
  meter: MeterCommunication,
  judged: { readonly lineLives: boolean; readonly line: LineCommunication },
): AlarmVerdict {
  const source = meterSource(meter);
  const rule = "meter-silent";
  const { restoredAt } = judged.line;
  // After a line has come back, its meters still carry the failures of the time it was down.
  const askedSince =
    restoredAt === undefined ||
    orderOf(meter.lastAttemptAt, restoredAt.add({ seconds: RESTORED_SECONDS })) > 0;
  if (!isSilent(meter) || !judged.lineLives || !askedSince) {
    return { source, rule, state: "undecided" };
  }
  return {
    source,
    rule,
    state: "on",
    details: {
      rule,
      lineName: judged.line.name,
      failedPolls: meter.consecutiveFailures,
      lastGoodAt: meter.lastGoodAt,
      lastError: meter.lastError,
    },
  };
}

function meterSource(meter: MeterCommunication) {
  return { kind: "meter", id: meter.meterId, name: meter.name } as const;
}

function lives({ answering }: LineCommunication): boolean {
  return answering.meters > 0;
}

function isSilent(meter: MeterCommunication): boolean {
  return meter.lastAttemptAt !== null && meter.consecutiveFailures >= SILENT_AFTER_FAILURES;
}

/**
 * Whether meters that all answered a round ago have fallen silent at once. Some have failed twice:
 * the line was tried again.
 */
function fellTogether(meters: readonly MeterCommunication[]): boolean {
  const fallen = meters.filter(
    ({ lastGoodAt, consecutiveFailures: failures }) =>
      lastGoodAt !== null && failures > 0 && failures <= SILENT_AFTER_FAILURES,
  );
  return fallen.length >= SILENT_TOGETHER && fallen.some(isSilent);
}

function latest(instants: readonly (Temporal.Instant | null)[]): Temporal.Instant | null {
  return instants.reduce((a, b) => (orderOf(a, b) >= 0 ? a : b), null);
}

/** As Temporal.Instant.compare; never is before every instant. */
function orderOf(a: Temporal.Instant | null, b: Temporal.Instant | null): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  return Temporal.Instant.compare(a, b);
}

function secondsBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return (to.epochMilliseconds - from.epochMilliseconds) / 1000;
}
