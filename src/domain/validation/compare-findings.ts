import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { knownConsumption } from "#domain/consumption/known-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { hasQuality, READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { Finding } from "./finding.ts";
import type { ValidationRules } from "./validation-rules.ts";

/**
 * Whether the parts of a register sum to it over a day: the tariff registers of a meter to its
 * total, or the intervals of a file to its register. They may differ by the rule's counts of the
 * coarsest of them, since each is cut off at its last digit.
 */
export function sumFindings({
  day,
  whole,
  parts,
  rules,
}: {
  readonly day: InstantRange;
  readonly whole: IntervalConsumption;
  readonly parts: readonly IntervalConsumption[];
  readonly rules: Pick<ValidationRules, "sumCounts">;
}): Finding[] {
  const total = knownConsumption(whole, day);
  const known = parts.map((part) => knownConsumption(part, day));
  if (!total.quantity || !total.complete || known.some(({ complete }) => !complete)) return [];
  const sum = Decimal.sum(known.map(({ quantity }) => quantity ?? Decimal.ZERO));
  const coarsest = parts.reduce(
    (most, { perCount }) => Decimal.max(most, perCount),
    whole.perCount,
  );
  if (!failsSumCheck({ sum, register: total.quantity, unit: coarsest, rules })) return [];
  const details = { whole: total.quantity.toString(), parts: sum.toString() };
  return [{ rule: "sum-check", range: day, details }];
}

/** Whether a sum of parts is further from the register's difference than its coarseness allows. */
export function failsSumCheck({
  sum,
  register,
  unit,
  rules,
}: {
  readonly sum: Decimal;
  readonly register: Decimal;
  /** What one count of the coarsest register is worth. */
  readonly unit: Decimal;
  readonly rules: Pick<ValidationRules, "sumCounts">;
}): boolean {
  const allowed = unit.times(Decimal.of(rules.sumCounts));
  return allowed.lessThan(sum.minus(register).absolute());
}

/** A channel without any reading on a day on which another of the same point has some. */
export function siblingFindings({
  day,
  own,
  siblings,
}: {
  readonly day: InstantRange;
  readonly own: IntervalConsumption;
  readonly siblings: readonly {
    readonly name: string;
    readonly consumption: IntervalConsumption;
  }[];
}): Finding[] {
  if (knownConsumption(own, day).quantity) return [];
  const read = siblings.find(({ consumption }) => knownConsumption(consumption, day).quantity);
  return read ? [{ rule: "missing-sibling", range: day, details: { sibling: read.name } }] : [];
}

/** Use of a unit that nobody rents. `vacant` are the whole local days without a lease. */
export function vacancyFindings({
  vacant,
  consumption,
  rules,
}: {
  readonly vacant: readonly InstantRange[];
  readonly consumption: IntervalConsumption;
  readonly rules: Pick<ValidationRules, "vacantUse">;
}): Finding[] {
  const limit = Decimal.parse(String(rules.vacantUse));
  return vacant.flatMap((day) => {
    const { quantity } = knownConsumption(consumption, day);
    if (!quantity || !limit.lessThan(quantity)) return [];
    return [{ rule: "vacant-use", range: day, details: { use: quantity.toString() } } as const];
  });
}

/** Readings whose time lies ahead of the clock by which they were collected. */
export function clockFindings(
  readings: readonly {
    readonly measuredAt: Temporal.Instant;
    readonly collectedAt: Temporal.Instant;
  }[],
  { clockSeconds }: Pick<ValidationRules, "clockSeconds">,
): Finding[] {
  const ahead = readings.filter(
    ({ measuredAt, collectedAt }) => secondsBetween(collectedAt, measuredAt) > clockSeconds,
  );
  const [first] = ahead;
  const last = ahead.at(-1);
  if (!first || !last) return [];
  const seconds = Math.round(secondsBetween(last.collectedAt, last.measuredAt));
  const to = last.measuredAt.add({ seconds: 1 });
  return [{ rule: "clock-ahead", range: { from: first.measuredAt, to }, details: { seconds } }];
}

function secondsBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return (to.epochMilliseconds - from.epochMilliseconds) / 1000;
}

/** Estimates for longer than the rule's days without a single measured reading between. */
export function prolongedFindings(
  { epochMs, qualities }: { readonly epochMs: Float64Array; readonly qualities: Uint8Array },
  { estimatedDays }: Pick<ValidationRules, "estimatedDays">,
): Finding[] {
  const leastMs = estimatedDays * 86_400_000;
  const findings: Finding[] = [];
  let first = -1;
  for (let i = 0; i <= epochMs.length; i += 1) {
    const isEstimate =
      i < epochMs.length && hasQuality(qualities[i] ?? READING_QUALITY.measured, "estimated");
    if (isEstimate && first < 0) first = i;
    if (isEstimate || first < 0) continue;
    const fromMs = epochMs[first] ?? 0;
    const toMs = epochMs[i - 1] ?? 0;
    if (toMs - fromMs >= leastMs) {
      const from = Temporal.Instant.fromEpochMilliseconds(fromMs);
      const to = Temporal.Instant.fromEpochMilliseconds(toMs);
      const days = Math.floor((toMs - fromMs) / 86_400_000);
      findings.push({ rule: "prolonged-estimation", range: { from, to }, details: { days } });
    }
    first = -1;
  }
  return findings;
}
