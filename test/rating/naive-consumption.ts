import { highestAverage } from "./naive-averages.ts";
import { calendarOf, isFor, overlap, ratesOf, tiersOf } from "./naive-rates.ts";
import type { Days, NaiveExactLine, Scene } from "./naive-scene.ts";
import { termOf } from "./naive-terms.ts";
import { timesDue, windowsIn, type Window } from "./naive-time.ts";
import { type Piece, piecesIn } from "./naive-usage.ts";
import { Ratio } from "./ratio.ts";
import { beginOfDay, type DayNumber, dayNumber } from "./wall-clock.ts";
import type { WrittenConsumption, WrittenRate } from "./written-tariff.ts";

/** By rate and tier. */
type Quantities = readonly (readonly Ratio[])[];

export function consumptionLines(charge: WrittenConsumption, all: Scene): NaiveExactLine[] {
  const { received } = all.around;
  const scene =
    charge.flow === "received" ? { ...all, load: { ...received!, worth: all.load.worth } } : all;
  const windows = charge.ladder
    ? windowsIn(scene.days, charge.ladder.counts, scene.billing)
    : [{ whole: scene.days, part: scene.days }];
  return windows.flatMap((window) => {
    const quantities = windowQuantities(charge, window, scene);
    return ratesOf(charge).flatMap((rate, r) =>
      tiersOf(rate).flatMap(({ price }, t) => {
        const quantity = quantities[r]![t]!;
        if (quantity.isZero()) return [];
        return [{ chargeId: charge.id, quantity, amount: quantity.times(Ratio.parse(price)) }];
      }),
    );
  });
}

function windowQuantities(
  charge: WrittenConsumption,
  { whole, part }: Window,
  scene: Scene,
): Quantities {
  const missing = missingIn(charge, part, scene);
  const alone = {
    days: part,
    demandIn: part,
    limitShare: Ratio.ONE,
    missing,
    told: Ratio.ZERO,
  };
  if (!charge.ladder) return onLadder(charge, alone, scene);
  if (charge.ladder.prorate === "days") {
    const share = new Ratio(BigInt(part.to - part.from), BigInt(whole.to - whole.from));
    return onLadder(charge, { ...alone, limitShare: share }, scene);
  }
  // It costs what the window costs with it, less what it costs without.
  const from = Math.min(part.from, Math.max(whole.from, scene.countsFrom));
  const { told, readFrom } = toldSince(from, charge, scene);
  const since = { from: readFrom, to: part.to };
  const counted = { ...alone, demandIn: since, told };
  const withPart = onLadder(charge, { ...counted, days: since }, scene);
  const before = { from: readFrom, to: part.from };
  const without = onLadder(charge, { ...counted, days: before, missing: Ratio.ZERO }, scene);
  return withPart.map((tiers, r) => tiers.map((tier, t) => tier.minus(without[r]![t]!)));
}

/** What a ladder counted before the load begins, and the day from which on the load says it. */
function toldSince(
  from: DayNumber,
  charge: WrittenConsumption,
  { load, timeZone, around }: Scene,
): { readonly told: Ratio; readonly readFrom: DayNumber } {
  if (load.startMinute <= beginOfDay(from, timeZone)) return { told: Ratio.ZERO, readFrom: from };
  const { quantity, to } = around.earlierUsed!.find((it) => dayNumber(it.from) === from)!;
  return { told: asCharged(charge, Ratio.parse(quantity)), readFrom: dayNumber(to) };
}

/** A quantity in the tariff's unit as the charge counts it. */
function asCharged({ unit, quantityFactor = "1" }: WrittenConsumption, quantity: Ratio): Ratio {
  return quantity.times(Ratio.parse(quantityFactor)).over(Ratio.whole(unit === "MWh" ? 1000 : 1));
}

/** One count as the charge counts it. */
function worthOf(charge: WrittenConsumption, { load }: Scene): Ratio {
  return asCharged(charge, load.worth);
}

/** What is missing to the least quantity. */
function missingIn(charge: WrittenConsumption, days: Days, scene: Scene): Ratio {
  if (!charge.least) return Ratio.ZERO;
  const counts = piecesIn(days, undefined, scene).reduce((sum, piece) => sum + piece.counts, 0n);
  const least = Ratio.parse(charge.least.quantity).times(
    timesDue(charge.least, { ...scene, days }),
  );
  return Ratio.most(Ratio.ZERO, least.minus(Ratio.whole(counts).times(worthOf(charge, scene))));
}

/** A limit as it holds for this customer. */
function limitFor(
  { ladder = { counts: "month" } }: WrittenConsumption,
  limit: string,
  { demandIn, scene }: { readonly demandIn: Days; readonly scene: Scene },
): Ratio {
  const { limitsPer, widen, intervalMinutes } = ladder;
  const times =
    limitsPer === undefined
      ? Ratio.ONE
      : limitsPer === "peak-demand"
        ? highestAverage(demandIn, intervalMinutes, scene)
        : termOf(scene, limitsPer);
  const own = Ratio.parse(limit).times(times);
  if (!widen) return own;
  const beyond = termOf(scene, widen.per).minus(Ratio.parse(widen.above ?? "0"));
  return own.plus(Ratio.most(Ratio.ZERO, beyond).times(Ratio.parse(widen.by)));
}

interface LadderPlace {
  readonly days: Days;
  /** The days whose highest demand counts, where limits are per kW of it. */
  readonly demandIn: Days;
  /** Charged as if it had been used. */
  readonly missing: Ratio;
  /** Used before the days. */
  readonly told: Ratio;
  /** What part of each limit holds. */
  readonly limitShare: Ratio;
}

function onLadder(
  charge: WrittenConsumption,
  { days, demandIn, limitShare, missing, told }: LadderPlace,
  scene: Scene,
): Quantities {
  const rates = ratesOf(charge);
  const ends = rates.map((rate) =>
    tiersOf(rate).map(({ upTo }) =>
      upTo === undefined
        ? undefined
        : limitFor(charge, upTo, { demandIn, scene }).times(limitShare),
    ),
  );
  const perCount = worthOf(charge, scene);
  const pieces = days.from < days.to ? piecesIn(days, calendarOf(charge, scene.tariff), scene) : [];
  const used = rates
    .map((rate) =>
      pieces.filter((piece) => isFor(rate, piece)).reduce((sum, { counts }) => sum + counts, 0n),
    )
    .map((counts) => Ratio.whole(counts).times(perCount).plus(missing).plus(told));
  const { kind = "marginal", allocation = "proportional" } = charge.ladder ?? {};
  if (kind === "marginal" && allocation === "chronological" && rates.length > 1) {
    return inOrderOfUse({ rates, ends, pieces, perCount, told });
  }
  const together = Ratio.sum(used);
  return rates.map((_, r) => {
    const own = used[r]!;
    const reached = allocation === "per-period" ? own : together;
    return kind === "volume" ? byVolume(own, reached, ends[r]!) : byShare(own, reached, ends[r]!);
  });
}

/** Everything at the price of the band that is reached. */
function byVolume(own: Ratio, reached: Ratio, ends: readonly (Ratio | undefined)[]): Ratio[] {
  const band = ends.findIndex((end) => end === undefined || !end.lessThan(reached));
  return ends.map((_, t) => (t === band ? own : Ratio.ZERO));
}

/** Of what counts together, its share of each band; all of it in the first where there is nothing. */
function byShare(own: Ratio, reached: Ratio, ends: readonly (Ratio | undefined)[]): Ratio[] {
  return ends.map((end, t) => {
    if (!Ratio.ZERO.lessThan(reached)) return t === 0 ? own : Ratio.ZERO;
    return overlap(ends[t - 1] ?? Ratio.ZERO, end, { low: Ratio.ZERO, high: reached })
      .times(own)
      .over(reached);
  });
}

function inOrderOfUse({
  rates,
  ends,
  pieces,
  perCount,
  told,
}: {
  readonly rates: readonly WrittenRate[];
  readonly ends: readonly (readonly (Ratio | undefined)[])[];
  readonly pieces: readonly Piece[];
  readonly perCount: Ratio;
  readonly told: Ratio;
}): Quantities {
  const filled = rates.map((rate) => tiersOf(rate).map(() => Ratio.ZERO));
  let reached = told;
  for (const piece of pieces) {
    const r = rates.findIndex((rate) => isFor(rate, piece));
    const before = reached;
    reached = reached.plus(Ratio.whole(piece.counts).times(perCount));
    const isBack = reached.lessThan(before);
    const [low, high] = isBack ? [reached, before] : [before, reached];
    ends[r]!.forEach((end, t) => {
      // Below nothing, what was sent back stays in the first band.
      const from = t === 0 ? Ratio.least(low, Ratio.ZERO) : ends[r]![t - 1]!;
      const passed = overlap(from, end, { low, high });
      filled[r]![t] = isBack ? filled[r]![t]!.minus(passed) : filled[r]![t]!.plus(passed);
    });
  }
  return filled;
}
