import { Decimal } from "#domain/core/decimal.ts";
import { epochDay } from "#domain/core/epoch-day.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import { unitRatio } from "#domain/core/unit.ts";
import { intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import type { PublicHolidays } from "#domain/tariff/public-holidays.ts";
import type { Charge, TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { Counted } from "./circumstances.ts";
import { asEnergy, type GasEnergy, gasEnergy, type GasQuery } from "./gas-energy.ts";
import { inUnit } from "./in-unit.ts";
import { IntervalUsage } from "./interval-usage.ts";
import { type LocalStretch, localStretch } from "./local-midnight.ts";
import type { ExactLine, PricedStretch } from "./priced-stretch.ts";
import { rateConsumption } from "./rate-consumption.ts";
import { power } from "./demand-measure.ts";
import { termStretches } from "./lease-terms.ts";
import { rateDemand } from "./rate-demand.ts";
import { rateFixed } from "./rate-fixed.ts";
import { rateLimit } from "./rate-limit.ts";
import { ratePercentage } from "./rate-percentage.ts";
import { ratePowerFactor } from "./rate-power-factor.ts";
import { rateSeries } from "./rate-series.ts";
import { rateReactive } from "./rate-reactive.ts";
import type { RatedVersion, RatingInput, RatingResult } from "./rating-input.ts";
import type { RatedLine } from "./rated-line.ts";
import { settle, type PricedVersion } from "./settle.ts";
import type { SumsByKind } from "./sums-by-kind.ts";
import { TotalUsage } from "./total-usage.ts";
import type { Overall, Usage } from "./usage.ts";

/**
 * Prices a billing period of one service point: every charge of every tariff version in force,
 * line by line, then the taxes. Faults where the readings do not say what a charge asks, or where
 * no version is in force.
 */
export function rate(input: RatingInput): Result<RatingResult> {
  const billing = localStretch(input.period, input.timeZone);
  const stretches = versionStretches(input.versions, billing);
  const usage = readUsage(input, billing);
  const received = receivedUsage(input, billing);
  const uncovered = coverFaults(billing.days, stretches);
  if (!usage.ok || !received.ok || uncovered.length > 0) {
    return failed([uncovered, faultsOf(usage), faultsOf(received)].flat());
  }
  const language = input.language ?? "en";
  const priced: PricedVersion[] = [];
  for (const { version, days: all } of stretches) {
    const { document } = version;
    for (const { days, terms } of termStretches(document, all, input.terms)) {
      const local = days === billing.days ? billing : localStretch(days, input.timeZone);
      const exact = exactLines(document, {
        days: local.days,
        billingPeriod: billing.days,
        countsFrom: input.countsFrom,
        timeZone: input.timeZone,
        local,
        language,
        usage: usage.value.usage,
        received: received.value?.usage,
        gas: usage.value.gas,
        unit: document.unit,
        terms,
        around: input,
      });
      if (!exact.ok) return exact;
      priced.push({ document, lines: exact.value });
    }
  }
  const settled = settle(priced, { language, exemptions: input.exemptions });
  return ok(resultOf(input, { ...settled, usage: usage.value.usage, stretches, billing }));
}

function faultsOf(result: Result<unknown>): readonly Fault[] {
  return result.ok ? [] : result.faults;
}

function exactLines(
  document: TariffDocument,
  stretch: PricedStretch,
): Result<readonly ExactLine[]> {
  const lines: ExactLine[] = [];
  const faults: Fault[] = [];
  const take = (result: Result<readonly ExactLine[]>) => {
    if (result.ok) lines.push(...result.value);
    else faults.push(...result.faults);
  };
  for (const charge of document.charges) take(linesOf(charge, stretch, lines));
  return faults.length > 0 ? failed(faults) : ok(lines);
}

/** The lines of one charge, given those of the charges before it. */
function linesOf(
  charge: Charge,
  stretch: PricedStretch,
  before: readonly ExactLine[],
): Result<readonly ExactLine[]> {
  switch (charge.kind) {
    case "consumption":
      return rateConsumption(charge, stretch);
    case "demand":
      return rateDemand(charge, stretch);
    case "series":
      return rateSeries(charge, stretch);
    case "reactive":
      return rateReactive(charge, stretch);
    case "fixed":
      return rateFixed(charge, stretch);
    case "percentage":
      return ok([ratePercentage(charge, stretch, before)]);
    case "power-factor":
      return ratePowerFactor(charge, stretch, before);
    case "minimum":
    case "maximum":
      return ok(rateLimit(charge, stretch, before));
  }
}

interface VersionStretch {
  readonly version: RatedVersion;
  readonly days: DateRange;
}

function versionStretches(
  versions: readonly RatedVersion[],
  { days: period, firstDay, length }: LocalStretch,
): readonly VersionStretch[] {
  const [only, second] = versions;
  if (only && !second && length > 0 && epochDay(only.effectiveFrom) <= firstDay) {
    return [{ version: only, days: period }];
  }
  const sorted = versions.toSorted((a, b) => epochDay(a.effectiveFrom) - epochDay(b.effectiveFrom));
  return sorted.flatMap((version, n) => {
    const from = version.effectiveFrom;
    const until = sorted[n + 1]?.effectiveFrom ?? period.to;
    const days = intersectDates({ from, to: until }, period);
    return days ? [{ version, days }] : [];
  });
}

function coverFaults(period: DateRange, stretches: readonly VersionStretch[]): readonly Fault[] {
  const [first, ...others] = stretches;
  if (first?.days === period) return holidayFaults(first.version.document, period);
  if (first && epochDay(first.days.from) === epochDay(period.from)) {
    return [
      ...others.flatMap(({ version }) => mixtureFaults(first.version, version)),
      ...stretches.flatMap(({ version, days }) => holidayFaults(version.document, days)),
    ];
  }
  return [
    {
      code: "rating.no-version",
      subject: "tariff",
      message: `no version of it is in force on ${period.from.toString()}`,
      remedy: "add a version from that day or before",
    },
  ];
}

/** A year whose holidays nobody has told is not a year without holidays. */
function holidayFaults({ charges }: TariffDocument, { from, to }: DateRange): readonly Fault[] {
  let known: PublicHolidays | undefined;
  for (const charge of charges) known ??= publicHolidaysOf(charge);
  if (!known) return [];
  const years = [from.year, to.subtract({ days: 1 }).year];
  const missing = years.find((year) => year < known.from || year > known.through);
  if (missing === undefined) return [];
  return [
    {
      code: "rating.holidays-unknown",
      subject: "holidays",
      message: `those of ${known.name} are known for ${known.from} to ${known.through}, not for ${missing}`,
      remedy: `bring SmartPM up to date, or write the days of ${missing} as "dates" in a version of the tariff without country`,
    },
  ];
}

/** Those that the prices of a charge ask for, to have days off or worked in their place. */
function publicHolidaysOf(charge: Charge): PublicHolidays | undefined {
  const calendar = "calendar" in charge ? charge.calendar : undefined;
  if (!calendar?.publicHolidays) return undefined;
  const asks = calendar.dayTypes.some(({ holidays, makeUpDays }) => holidays || makeUpDays);
  return asks ? calendar.publicHolidays : undefined;
}

/** A bill has one currency, and a register one unit. */
function mixtureFaults(first: RatedVersion, other: RatedVersion): readonly Fault[] {
  if (measuresOf(first) === measuresOf(other)) return [];
  return [
    {
      code: "rating.mixed-versions",
      subject: "tariff",
      message: `its version from ${other.effectiveFrom.toString()} is in ${measuresOf(other)}, the one before in ${measuresOf(first)}`,
      remedy: "end the billing period where the version begins",
    },
  ];
}

function measuresOf({ document: { currency, unit, gasEnergy } }: RatedVersion): string {
  const gas = gasEnergy ? ` by the gas factors ${JSON.stringify(gasEnergy)}` : "";
  return `${currency} and ${unit}${gas}`;
}

/** What was used, in the unit of the tariff, and how gas became energy. */
interface ReadUsage {
  readonly usage: Usage;
  readonly gas: GasEnergy | undefined;
}

function readUsage(input: RatingInput, billing: LocalStretch): Result<ReadUsage> {
  const counted = input.consumption ?? input.total;
  if (counted) return usageFor(input, billing, counted);
  return refused("rating.no-consumption", {
    message: "there is neither interval consumption nor a total",
    remedy: "give one of them",
  });
}

/** What was sent back, where it was read; only some tariffs ask for it. */
function receivedUsage(input: RatingInput, billing: LocalStretch): Result<ReadUsage | undefined> {
  const received = input.channels?.received;
  return received ? usageFor(input, billing, received) : ok(undefined);
}

function usageFor(input: RatingInput, billing: LocalStretch, counted: Counted): Result<ReadUsage> {
  const { period, events } = input;
  const units = unitsOf(input);
  const query = gasQueryOf(input);
  const energy = query ? asEnergy(counted, query) : ok(counted);
  if (!energy.ok) return energy;
  const perCount = "amounts" in energy.value ? energy.value.perCount : energy.value.quantity;
  const converted = query ? perCount : inUnit(perCount, units);
  if (!converted) {
    return refused("rating.unit", {
      message: `it is in ${units.from}, which a tariff in ${units.to} cannot price`,
      remedy: `price it by a tariff in ${units.from}`,
    });
  }
  const gas = query && gasEnergy(query);
  if (!("amounts" in energy.value)) {
    return ok({ usage: new TotalUsage({ ...energy.value, quantity: converted }, period), gas });
  }
  const usage = new IntervalUsage({ ...energy.value, perCount: converted }, events);
  if (usage.covers(billing)) return ok({ usage, gas });
  return refused("rating.consumption-too-short", {
    message: `it does not cover ${period.from.toString()} to ${period.to.toString()}`,
    remedy: "read the point for the whole billing period, or bill by its registers",
  });
}

/** Where the tariff prices energy of gas that was read as a volume. */
function gasQueryOf(input: RatingInput): GasQuery | undefined {
  const conversion = input.versions[0]?.document.gasEnergy;
  const { from, to } = unitsOf(input);
  if (!conversion || !unitRatio(from, "m3")) return undefined;
  const { period, timeZone, series } = input;
  return { conversion, from, to, period, timeZone, series };
}

/** From the unit of the readings to that of the tariff. */
function unitsOf({ versions, unit }: RatingInput): { readonly from: string; readonly to: string } {
  const to = versions[0]?.document.unit ?? "";
  return { from: unit ?? to, to };
}

function refused(code: string, fault: Pick<Fault, "message" | "remedy">) {
  return failed([{ code, subject: "consumption", ...fault }]);
}

interface Rated {
  readonly lines: readonly RatedLine[];
  readonly taxes: RatingResult["taxes"];
  readonly byKind: SumsByKind;
  readonly exact: Decimal;
  readonly usage: Usage;
  readonly stretches: readonly VersionStretch[];
  readonly billing: LocalStretch;
}

function resultOf(input: RatingInput, rated: Rated): RatingResult {
  const { lines, taxes, byKind, exact, usage, stretches, billing } = rated;
  const overall = usage.overall(billing);
  const linesMinor = sumMinor(lines);
  const includedMinor = sumMinor(taxes.filter(({ included }) => included));
  const taxMinor = sumMinor(taxes);
  return {
    lines,
    taxes,
    netMinor: linesMinor - includedMinor,
    taxMinor,
    totalMinor: linesMinor - includedMinor + taxMinor,
    exact,
    byKind,
    quantity: quantityOf(input, overall),
    peakKw: peakKwOf(input, usage, overall),
    versionIds: stretches.map(({ version }) => version.id),
  };
}

function quantityOf(input: RatingInput, { counts }: Overall): Decimal {
  const { consumption, total } = input;
  if (consumption && gasQueryOf(input)) {
    // Priced counts are of energy; the quantity is what was read.
    const read = new IntervalUsage(consumption);
    const overall = read.overall(localStretch(input.period, input.timeZone));
    return Decimal.of(overall.counts).times(consumption.perCount).normalized();
  }
  if (!consumption) return total?.quantity.normalized() ?? Decimal.ZERO;
  return Decimal.of(counts).times(consumption.perCount).normalized();
}

function peakKwOf(input: RatingInput, usage: Usage, { highest }: Overall): Decimal | undefined {
  const kwhPerCount = inUnit(usage.perCount, { from: unitsOf(input).to, to: "kWh" });
  if (!kwhPerCount || !highest) return undefined;
  const { counts, minutes } = highest;
  return power(Decimal.of(counts).times(kwhPerCount), minutes).normalized();
}

function sumMinor(items: readonly { readonly amountMinor: bigint }[]): bigint {
  return items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}
