import type { AlarmDetails, AlarmVerdict } from "#domain/alarms/alarm.ts";
import {
  findNewestLoss,
  hasLossEnded,
  type LearnedLoss,
  learnLoss,
  NEWEST_INTERVALS,
  newestFinding,
} from "#domain/balance/newest-loss.ts";
import {
  HOUR_MS,
  type ZoneBlock,
  zoneBlocks,
  type ZoneHistory,
} from "#domain/balance/zone-history.ts";
import type { BalanceZoneId } from "#domain/core/id.ts";
import { type BalanceZone, listBalanceZones, listUnevenIntervals } from "#storage/balance-zones.ts";
import { readSite } from "#storage/sites.ts";
import { applyVerdicts, type WatchOptions } from "./apply-verdicts.ts";
import { type FollowedZone, followGrowth } from "./loss-growth.ts";
import {
  costsOf,
  type KnownLosses,
  meterErrorOf,
  readKnownLosses,
  readZoneHistory,
  type RiseDetails,
  lossToEnd,
  riseDetails,
  stepsFrom,
  withGrowth,
} from "./zone-losses.ts";

/** Five weeks of habits, and a day. */
const HOURS_LEARNED = 36 * 24;
const LEARNED_FOR_MS = 6 * HOUR_MS;
/** The newest hours teach nothing: a small theft may have begun in them. */
const HOURS_NOT_LEARNED = 6;
const MINUTES_IN_HOUR = 60;
const MINUTE_MS = 60_000;
/**
 * Ends of intervals at which meters were read further apart than that judge nothing: so long the whole
 * flow makes less than what raises an alarm, seven deviations of a second.
 */
const UNEVEN_MS = 6_000;
/** For so long the suspects of a new loss are ordered anew with every interval. */
const YOUNG_MS = 12 * HOUR_MS;
/** Of a loss that stands so much of late tells what it makes missing. */
const HOURS_FOLLOWED = 7 * 24;

/** What was learned of each zone; lives as long as the process, and is learned anew after it. */
export type LearnedZones = Map<BalanceZoneId, LearnedZone>;

interface LearnedZone {
  /** What it was learned from: other points or other known losses make it stale. */
  readonly key: string;
  readonly learnedAtMs: number;
  readonly learned: LearnedLoss | undefined;
  /** End of the newest interval that was judged. */
  judgedMs: number;
}

/**
 * One look at the newest interval of every zone, as soon as all its registers are in: raises the
 * alarm that it loses more than its own past explains, with whose meter it may be, orders the
 * suspects anew while it is young, and clears it when the loss has ended. What needs hours to be seen
 * is left to watch-loss-rise.ts, which also follows the alarm later.
 */
export async function watchNewestLoss(
  options: WatchOptions,
  learnedZones: LearnedZones,
): Promise<void> {
  const zones = await listBalanceZones(options.database);
  for (const [siteId, ofSite] of Map.groupBy(zones, (zone) => zone.siteId)) {
    const { timeZone } = await readSite(options.database, siteId);
    const verdicts: AlarmVerdict[] = [];
    for (const zone of ofSite) {
      verdicts.push(await new NewestInterval(options, { zone, timeZone, learnedZones }).judge());
    }
    const rules = ["zone-loss", "zone-loss-risen"] as const;
    await applyVerdicts(options, { siteId, rules, verdicts: withBothRules(verdicts) });
  }
}

/** Of each zone one rule was judged; the alarm of the other stays as it is. */
function withBothRules(verdicts: readonly AlarmVerdict[]): AlarmVerdict[] {
  return verdicts.flatMap((verdict): AlarmVerdict[] => {
    const rule = verdict.rule === "zone-loss" ? "zone-loss-risen" : "zone-loss";
    return [verdict, { source: verdict.source, rule, state: "undecided" }];
  });
}

type PlainDetails = Extract<AlarmDetails, { rule: "zone-loss" }>;

/** A zone's newest interval, as far as it is settled. */
class NewestInterval {
  readonly #options: WatchOptions;
  readonly #zone: BalanceZone;
  readonly #timeZone: string;
  readonly #learnedZones: LearnedZones;
  readonly #stepMinutes: number;
  readonly #toMs: number;

  constructor(
    options: WatchOptions,
    {
      zone,
      timeZone,
      learnedZones,
    }: {
      readonly zone: BalanceZone;
      readonly timeZone: string;
      readonly learnedZones: LearnedZones;
    },
  ) {
    this.#options = options;
    this.#zone = zone;
    this.#timeZone = timeZone;
    this.#learnedZones = learnedZones;
    // Points read at different intervals are compared over the longest of them.
    this.#stepMinutes = Math.max(...zone.points.map(({ intervalMinutes }) => intervalMinutes));
    const nowMs = options.clock.now().epochMilliseconds;
    this.#toMs = Math.floor(nowMs / this.#stepMs) * this.#stepMs;
  }

  get #stepMs(): number {
    return this.#stepMinutes * MINUTE_MS;
  }

  async judge(): Promise<AlarmVerdict> {
    const zone = this.#zone;
    const source = { kind: "balance-zone", id: zone.id, name: zone.name } as const;
    const rule = "zone-loss-risen";
    const undecided = { source, rule, state: "undecided" } as const;
    if (MINUTES_IN_HOUR % this.#stepMinutes !== 0) return undecided;
    const before = this.#learnedZones.get(zone.id);
    if (before?.judgedMs === this.#toMs) return undecided;
    const known = await readKnownLosses(this.#options, zone);
    const of = await this.#learnedFrom(known, before);
    this.#learnedZones.set(zone.id, of);
    if (!of.learned) return undecided;
    const history = await this.#read((NEWEST_INTERVALS + 1) * this.#stepMs);
    const blocks = await this.#evenBlocks(zoneBlocks(history), history.fromMs);
    const settledMs = history.fromMs + (blocks.at(-1)?.to ?? 0) * this.#stepMs;
    if (settledMs !== this.#toMs) return undecided;
    of.judgedMs = settledMs;
    if (known.open?.details.rule === "zone-loss") {
      return this.#followPlain({ source, details: known.open.details }, of.learned, known);
    }
    if (known.open?.details.rule === "zone-loss-risen") {
      const { details } = known.open;
      const from = stepsFrom(history, this.#stepMs)(details.from);
      const loss = lossToEnd(details, { zone, from });
      if (hasLossEnded(blocks, { learned: of.learned, loss }))
        return { ...undecided, state: "off" };
      return { source, rule, state: "on", ...(await this.#follow(details, of.learned, known)) };
    }
    const found = findNewestLoss(blocks, of.learned);
    if (!found) return undecided;
    const sinceMs = history.fromMs + found.from * this.#stepMs;
    return { source, rule, state: "on", details: await this.#detailsSince(sinceMs, of.learned) };
  }

  async #learnedFrom(known: KnownLosses, before: LearnedZone | undefined): Promise<LearnedZone> {
    const { points } = this.#zone;
    const losses = [known.open?.id, known.ended.length];
    const key = JSON.stringify([points.map(({ channelId, side }) => [channelId, side]), losses]);
    const isFresh = before?.key === key && this.#toMs - before.learnedAtMs < LEARNED_FOR_MS;
    if (isFresh) return before;
    const history = await this.#read(HOURS_LEARNED * HOUR_MS);
    const untilMs = Math.min(
      this.#toMs - HOURS_NOT_LEARNED * HOUR_MS,
      known.open?.details.from.epochMilliseconds ?? Infinity,
    );
    const blocks = this.#honestBlocks(history, { untilMs, known });
    const learned = learnLoss(history, { blocks, meterError: meterErrorOf(this.#zone) });
    return { key, learnedAtMs: this.#toMs, learned, judgedMs: before?.judgedMs ?? 0 };
  }

  async #detailsSince(sinceMs: number, learned: LearnedLoss): Promise<RiseDetails> {
    const history = await this.#read(HOURS_LEARNED * HOUR_MS);
    const from = Math.max(0, Math.floor((sinceMs - history.fromMs) / this.#stepMs));
    const finding = newestFinding(history, {
      learned,
      loss: { from },
      timeZone: this.#timeZone,
    });
    const { fromMs } = history;
    const [stepMs, timeZone] = [this.#stepMs, this.#timeZone];
    const costs = await costsOf(finding, { ...this.#options, fromMs, stepMs, timeZone });
    return riseDetails(finding, { zone: this.#zone, fromMs, stepMs, costs });
  }

  /** What came to a loss above what is allowed; told once its own suspects are known. */
  async #followPlain(
    {
      source,
      details,
    }: { readonly source: AlarmVerdict["source"]; readonly details: PlainDetails },
    learned: LearnedLoss,
    losses: KnownLosses,
  ): Promise<AlarmVerdict> {
    const { rule, suspects } = details;
    if (!suspects) return { source, rule, state: "undecided" };
    const grown = await this.#grownSince({ ...details, suspects }, learned, losses);
    if (grown.length === 0) return { source, rule, state: "undecided" };
    return { source, rule, state: "on", details: { ...details, grown }, occasion: grown.length };
  }

  /** The figures of an alarm that stands, with what came to its loss. */
  async #follow(details: RiseDetails, learned: LearnedLoss, losses: KnownLosses) {
    const { from } = details;
    const grown = await this.#grownSince(details, learned, losses);
    const known = grown.length === 0 ? details : { ...details, grown };
    const isYoung = this.#toMs - from.epochMilliseconds <= YOUNG_MS;
    const newest = isYoung
      ? withGrowth(await this.#detailsSince(from.epochMilliseconds, learned), known)
      : known;
    return { details: newest, ...(grown.length > 0 && { occasion: grown.length }) };
  }

  async #grownSince(details: FollowedZone["details"], learned: LearnedLoss, losses: KnownLosses) {
    const { from } = details;
    const history = await this.#read(HOURS_LEARNED * HOUR_MS);
    const sinceMs = Math.max(from.epochMilliseconds, this.#toMs - HOURS_FOLLOWED * HOUR_MS);
    const untilMs = from.epochMilliseconds - HOURS_NOT_LEARNED * HOUR_MS;
    const since = stepsFrom(history, this.#stepMs)(Temporal.Instant.fromEpochMilliseconds(sinceMs));
    const lately = zoneBlocks(history).filter((block) => block.from >= since);
    return followGrowth({
      ...this.#options,
      zone: this.#zone,
      timeZone: this.#timeZone,
      details,
      history,
      blocks: [
        ...this.#honestBlocks(history, { untilMs, known: losses }),
        ...(await this.#evenBlocks(lately, history.fromMs, sinceMs)),
      ],
      learned,
      meterError: meterErrorOf(this.#zone),
      stepMs: this.#stepMs,
      toMs: this.#toMs,
      now: this.#options.clock.now(),
    });
  }

  /** Before `untilMs`, without the losses that have ended. */
  #honestBlocks(
    history: ZoneHistory,
    { untilMs, known }: { readonly untilMs: number; readonly known: KnownLosses },
  ): ZoneBlock[] {
    const msOf = (step: number) => history.fromMs + step * this.#stepMs;
    return zoneBlocks(history).filter(
      ({ from, to }) =>
        msOf(to) <= untilMs &&
        !known.ended.some(({ fromMs, toMs }) => msOf(from) < toMs && msOf(to) > fromMs),
    );
  }

  #read(lengthMs: number) {
    return readZoneHistory(this.#options.database, {
      zone: this.#zone,
      fromMs: this.#toMs - lengthMs,
      toMs: this.#toMs,
      stepMinutes: this.#stepMinutes,
    });
  }

  /** Those at both ends of which all meters were read at about the same moment. */
  async #evenBlocks(
    blocks: readonly ZoneBlock[],
    fromMs: number,
    sinceMs = fromMs,
  ): Promise<ZoneBlock[]> {
    const uneven = await listUnevenIntervals(this.#options.database, {
      channelIds: this.#zone.points.map(({ channelId }) => channelId),
      range: {
        from: Temporal.Instant.fromEpochMilliseconds(sinceMs),
        to: Temporal.Instant.fromEpochMilliseconds(this.#toMs),
      },
      toleranceMs: UNEVEN_MS,
      lateAtMostMs: this.#stepMs,
    });
    const ends = new Set(
      [...uneven.values()].flat().map((endMs) => Math.ceil((endMs - fromMs) / this.#stepMs)),
    );
    return blocks.filter(({ to }) => !ends.has(to));
  }
}
