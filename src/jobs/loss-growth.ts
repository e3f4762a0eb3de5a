import type { GrownLoss, SuspectFigures } from "#domain/alarms/alarm.ts";
import {
  findLossGrowth,
  growthFinding,
  hasGrowthEnded,
  type KnownToLose,
  type StandingLoss,
} from "#domain/balance/loss-growth.ts";
import type { LearnedLoss } from "#domain/balance/newest-loss.ts";
import { HOUR_MS, type ZoneBlock, type ZoneHistory } from "#domain/balance/zone-history.ts";
import type { Queryable } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import type { BalanceZone } from "#storage/balance-zones.ts";
import { costsOf, grownLoss, lossToEnd, type RiseDetails, stepsFrom } from "./zone-losses.ts";

/** Who is suspected less than that is no explanation of what is missing. */
const PERCENT_TO_EXPLAIN = 2;
/** A meter that shows less than this of the truth does not tell by its use what is missing. */
const PERCENT_SHOWN = 10;
/** For so long the suspects of what came to it are ordered anew with every interval. */
const YOUNG_MS = 12 * HOUR_MS;

/** What the alarm tells of its loss, whichever rule raised it. */
type KnownFigures = Pick<RiseDetails, "from" | "suspects" | "grown">;

/** A zone with an alarm that stands, at the end of its newest interval. */
export interface FollowedZone {
  readonly database: Queryable;
  readonly log: Log;
  readonly zone: BalanceZone;
  readonly timeZone: string;
  readonly details: KnownFigures;
  readonly history: ZoneHistory;
  /** The honest past and the even intervals since the loss began. */
  readonly blocks: readonly ZoneBlock[];
  readonly learned: LearnedLoss;
  readonly meterError: number;
  readonly stepMs: number;
  /** End of the newest interval. */
  readonly toMs: number;
  readonly now: Temporal.Instant;
}

/**
 * What came to a loss while its alarm stood, up to now: of what was known the newest figures and whether
 * it has ended, and behind it what the newest interval shows beyond all that is known. The alarm is
 * raised again when that makes it longer.
 */
export async function followGrowth(followed: FollowedZone): Promise<readonly GrownLoss[]> {
  const known = followed.details.grown ?? [];
  const grown: GrownLoss[] = [];
  for (const loss of known) {
    const others = known.filter((other) => other !== loss);
    grown.push(loss.endedAt ? loss : await renewed(loss, others, followed));
  }
  const found = findLossGrowth(knownToLose(followed, grown));
  if (!found) return grown;
  const told = { from: found.from, others: grown, seenAt: followed.now };
  return [...grown, await tellOf(told, followed)];
}

async function renewed(
  loss: GrownLoss,
  others: readonly GrownLoss[],
  followed: FollowedZone,
): Promise<GrownLoss> {
  const { stepMs, history, zone, toMs } = followed;
  const from = stepsFrom(history, stepMs)(loss.from);
  const zoneWithout = knownToLose(followed, others);
  const ending = lossToEnd(loss, { zone, from });
  if (hasGrowthEnded({ ...zoneWithout, loss: ending })) {
    return { ...loss, endedAt: Temporal.Instant.fromEpochMilliseconds(toMs) };
  }
  if (toMs - loss.from.epochMilliseconds > YOUNG_MS) return loss;
  return tellOf({ from, others, seenAt: loss.seenAt }, followed);
}

async function tellOf(
  {
    from,
    others,
    seenAt,
  }: {
    readonly from: number;
    readonly others: readonly GrownLoss[];
    readonly seenAt: Temporal.Instant;
  },
  followed: FollowedZone,
): Promise<GrownLoss> {
  const { database, log, history, timeZone, zone, stepMs } = followed;
  const finding = growthFinding(history, { ...knownToLose(followed, others), from, timeZone });
  const { fromMs } = history;
  const costs = await costsOf(finding, { database, log, fromMs, stepMs, timeZone });
  return grownLoss(finding, { zone, fromMs, stepMs, costs, seenAt, endedAt: null });
}

function knownToLose(followed: FollowedZone, grown: readonly GrownLoss[]): KnownToLose {
  const { blocks, learned, meterError, details, history, stepMs } = followed;
  const stepOf = stepsFrom(history, stepMs);
  const standing = ({ from, suspects }: Pick<GrownLoss, "from" | "suspects">): StandingLoss => ({
    from: stepOf(from),
    to: Infinity,
    candidates: candidatesOf(suspects, followed.zone),
  });
  const losses = [
    standing(details),
    ...grown.map((loss) => ({
      ...standing(loss),
      ...(loss.endedAt && { to: stepOf(loss.endedAt) }),
    })),
  ];
  return { blocks, learned, meterError, losses };
}

function candidatesOf(
  suspects: readonly SuspectFigures[],
  zone: BalanceZone,
): (number | undefined)[] {
  const uses = zone.points.filter(({ side }) => side === "use");
  const indexes = suspects
    .filter(({ confidencePercent }) => confidencePercent >= PERCENT_TO_EXPLAIN)
    .map(({ servicePointId, recordedPercent }) => {
      const index = uses.findIndex((point) => point.servicePointId === servicePointId);
      return index < 0 || (recordedPercent ?? 0) < PERCENT_SHOWN ? undefined : index;
    });
  return [...new Set(indexes)];
}
