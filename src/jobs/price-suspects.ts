import type { SuspectCost } from "#domain/alarms/alarm.ts";
import type { MissingIn, Suspect } from "#domain/balance/rank-suspects.ts";
import type { PointEvidence } from "#domain/billing/point-evidence.ts";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { asId, type ServicePointId } from "#domain/core/id.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { Currency } from "#domain/core/money.ts";
import { costOfMore } from "#domain/rating/cost-of-more.ts";
import type { TariffOnPoint } from "#domain/rating/rate-together.ts";
import type { Queryable } from "#platform/database.ts";
import { listLeasesOfPoint } from "#storage/leases.ts";
import { loadUsage, type PointUsage } from "./compare-tariff.ts";

/** Where the steps of suspects' figures lie in time. */
export interface StepsInTime {
  /** The instant of step 0, in milliseconds since 1970. */
  readonly fromMs: number;
  readonly stepMs: number;
  /** Whose days and months are meant. */
  readonly timeZone: string;
}

/** What is missing of each suspect in money, by service point; who pays by no tariff is left out. */
export type SuspectCosts = ReadonlyMap<number, SuspectCost>;

const MINUTE_MS = 60_000;

/**
 * What the missing use of each suspect would have cost, had its meter shown it, by all tariffs that its
 * tenant pays there. An estimate twice over: whose it is and how much is suspected. Of a point that several
 * tenants pay one after the other it is the sum of theirs; of one that cannot be priced nothing is said.
 */
export async function priceSuspects(
  db: Queryable,
  suspects: readonly Pick<Suspect, "pointId" | "missingIn">[],
  steps: StepsInTime,
): Promise<SuspectCosts> {
  const costs = new Map<number, SuspectCost>();
  for (const { pointId, missingIn } of suspects) {
    const period = daysOf(missingIn, steps);
    if (pointId === undefined || !period) continue;
    const servicePointId = asId<ServicePointId>(pointId);
    const leaseIds = await listLeasesOfPoint(db, { servicePointId, days: period });
    const usage = await loadUsage(db, { leaseIds, period });
    const own = usage.filter(({ evidence }) => evidence.servicePointId === servicePointId);
    const cost = costOf(own, missingIn, steps);
    if (cost) costs.set(pointId, cost);
  }
  return costs;
}

/** The local days in which something is missing, from the first of their month on. */
function daysOf(missingIn: readonly MissingIn[], steps: StepsInTime): DateRange | undefined {
  const [first, last] = [missingIn[0], missingIn.at(-1)];
  if (!first || !last) return undefined;
  const dayOf = (step: number) =>
    Temporal.Instant.fromEpochMilliseconds(steps.fromMs + step * steps.stepMs)
      .toZonedDateTimeISO(steps.timeZone)
      .toPlainDate();
  return { from: dayOf(first.from).with({ day: 1 }), to: dayOf(last.to).add({ days: 1 }) };
}

function costOf(
  usage: readonly PointUsage[],
  missingIn: readonly MissingIn[],
  steps: StepsInTime,
): SuspectCost | undefined {
  let [amountMinor, currency]: [bigint, Currency | undefined] = [0n, undefined];
  for (const { evidence, loaded, consumption, unit } of usage) {
    const tariffs = tariffsOf(evidence);
    if (!tariffs) return undefined;
    const cost = costOfMore({
      ...evidence.around,
      tariffs,
      period: evidence.days,
      countsFrom: evidence.countsFrom,
      timeZone: loaded.site.timeZone,
      consumption,
      unit,
      more: countsOf(missingIn, { consumption, steps }),
    });
    if (!cost.ok) return undefined;
    amountMinor += cost.value;
    currency = loaded.site.currency;
  }
  if (currency === undefined) return undefined;
  return { amountMinor: amountMinor.toString(), currency };
}

/** All that price the point; undefined where one of them cannot be read. */
function tariffsOf({ addOns, tariff: own, days }: PointEvidence): TariffOnPoint[] | undefined {
  const tariffs: TariffOnPoint[] = [];
  for (const { name, versions, days: period } of [{ ...own, days }, ...addOns]) {
    if (!versions.ok) return undefined;
    tariffs.push({ name, versions: versions.value, period });
  }
  return tariffs;
}

/** What is missing as whole counts of the intervals that are priced; what is cut off comes with the next. */
function countsOf(
  missingIn: readonly MissingIn[],
  {
    consumption,
    steps,
  }: { readonly consumption: IntervalConsumption; readonly steps: StepsInTime },
): Float64Array {
  const { from, intervalMinutes, amounts, perCount } = consumption;
  const counts = new Float64Array(amounts.length);
  const inCounts = 1 / perCount.toDisplayNumber();
  const intervalMs = intervalMinutes * MINUTE_MS;
  const intervalAt = (step: number) =>
    (steps.fromMs + step * steps.stepMs - from.epochMilliseconds) / intervalMs;
  let rest = 0;
  for (const part of missingIn) {
    const [first, end] = [Math.floor(intervalAt(part.from)), Math.ceil(intervalAt(part.to))];
    const each = (part.amount * inCounts) / (end - first);
    for (let n = first; n < end; n += 1) {
      if (n < 0 || n >= counts.length) continue;
      const whole = Math.round(each + rest);
      rest += each - whole;
      counts[n] = (counts[n] ?? 0) + whole;
    }
  }
  return counts;
}
