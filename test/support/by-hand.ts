/**
 * What the demo's tenants have to pay, worked out the long way from the register values of a bill's
 * evidence file, with whole numbers and none of the product's own arithmetic: what each quarter hour
 * counted, summed by the wall clock, times the prices that are written here, cents half up.
 */
import assert from "node:assert/strict";
import type { EvidenceFile, PointInFile } from "#domain/billing/evidence-file.ts";

/** kWh and m3 in millionths; prices in ten-thousandths; the product of both in cents below. */
const MILLION = 1_000_000n;
const MILLIONTHS_X_TEN_THOUSANDTHS_IN_A_CENT = 100_000_000n;

const HOLIDAYS = ["01-01", "05-01", "10-03", "12-25", "12-26"];

/** The dwellings' electricity becomes dearer in the middle of March 2025, by step: [up to, price]. */
export const DEARER_FROM = "2025-03-15";
const DWELLING_STEPS = [
  [150n, "0.2450"],
  [300n, "0.2890"],
  [undefined, "0.3470"],
] as const;
export const DEARER_STEPS = [
  [150n, "0.2600"],
  [300n, "0.3100"],
  [undefined, "0.3700"],
] as const;
const WATER_STEPS = [
  [10n, "1.92"],
  [30n, "2.35"],
  [undefined, "2.98"],
] as const;

/** A bill in cents. */
export interface HandBill {
  /** By point, in the order of its lines. */
  readonly lines: readonly (readonly bigint[])[];
  readonly net: bigint;
  readonly tax: bigint;
}

/** What was counted in one quarter hour, by the wall clock at its beginning. */
interface Quarter {
  readonly day: string;
  readonly weekday: number;
  readonly hour: number;
  readonly used: bigint;
}

/** Each point's lines; VAT of 19 % on the sum of all lines, rounded once (R36). */
export function billByHand({ points, bill }: EvidenceFile): HandBill {
  const lines = points.map((point) => linesOf(point, bill.timeZone));
  const nets = lines.map(sum);
  return { lines, net: sum(nets), tax: half(sum(nets) * 19n, 100n) };
}

function linesOf(point: PointInFile, timeZone: string): bigint[] {
  const days = daysBetween(point.from, point.to);
  const inMonth = BigInt(Temporal.PlainDate.from(point.from).daysInMonth);
  const quarters = quartersOf(point, timeZone);
  const used = sum(quarters.map((quarter) => quarter.used));
  const month = (price: string) => half(cents(price) * days, inMonth * 100n);
  switch (point.tariff.name) {
    case "Shop, with demand": {
      const byDay = quarters.filter(({ hour }) => hour >= 6 && hour < 22);
      const day = sum(byDay.map((quarter) => quarter.used));
      const highest = quarters.reduce((most, { used: one }) => (one > most ? one : most), 0n);
      const demand = times(highest * 4n, "9.20");
      return [times(day, "0.2480"), times(used - day, "0.2110"), demand, month("18.00")];
    }
    case "Office, peak and night": {
      const summer = quarters[0]?.day.slice(5) ?? "";
      const peakPrice = summer >= "04-01" && summer <= "09-30" ? "0.3180" : "0.3420";
      const at = (name: string) =>
        sum(quarters.filter((one) => officeHour(one) === name).map((one) => one.used));
      const peak = times(at("peak"), peakPrice);
      const shoulder = times(at("shoulder"), "0.2790");
      return [peak, shoulder, times(at("night"), "0.2240"), month("14.50")];
    }
    case "Dwelling, in steps": {
      // Each price list has its days' share of the steps.
      const parts = [
        { from: point.from, to: earlier(point.to, DEARER_FROM), steps: DWELLING_STEPS },
        { from: later(point.from, DEARER_FROM), to: point.to, steps: DEARER_STEPS },
      ];
      return parts.flatMap(({ from, to, steps }) => {
        const count = daysBetween(from, to);
        const own = quarters.filter(({ day }) => from <= day && day < to);
        if (count === 0n) return [];
        const usedThen = sum(own.map((one) => one.used));
        return [...inSteps({ used: usedThen, days: count, inMonth }, steps), 28n * count];
      });
    }
    case "Water and sewage": {
      const water = inSteps({ used, days, inMonth }, WATER_STEPS);
      return [...water, times((used * 9n) / 10n, "2.14"), month("3.20")];
    }
    case "Heat":
      return [times(used, "0.1180"), half(cents("148.20") * days, 36_500n)];
    default:
      return assert.fail(`no tariff "${point.tariff.name}" in the demo`);
  }
}

function officeHour({ day, weekday, hour }: Quarter): "peak" | "shoulder" | "night" {
  if (weekday > 5 || HOLIDAYS.includes(day.slice(5))) {
    return hour >= 8 && hour < 22 ? "shoulder" : "night";
  }
  const monthDay = day.slice(5);
  if (hour < 7 || hour >= 22) return "night";
  const midday = hour >= 11 && hour < 17;
  if (monthDay >= "04-01" && monthDay <= "09-30") return midday ? "peak" : "shoulder";
  return midday || hour >= 20 ? "shoulder" : "peak";
}

/**
 * What lies in each step at the price of that step; steps that were not reached are left out. The
 * limits have their days' share of the month; all is counted in the month's days-th parts, exactly.
 */
function inSteps(
  {
    used,
    days,
    inMonth,
  }: { readonly used: bigint; readonly days: bigint; readonly inMonth: bigint },
  steps: readonly (readonly [upTo: bigint | undefined, price: string])[],
): bigint[] {
  const all = used * inMonth;
  let below = 0n;
  return steps.flatMap(([upTo, price]) => {
    const limit = upTo === undefined ? all : upTo * MILLION * days;
    const inStep = (all < limit ? all : limit) - below;
    below = limit;
    return inStep > 0n ? [times(inStep, price, inMonth)] : [];
  });
}

/** Differences of the register, over an exchange those of both meters. */
function quartersOf({ register, from, to }: PointInFile, timeZone: string): Quarter[] {
  assert.ok(register, "every point of the demo has a register");
  const perCount = BigInt(Math.round(Number(register.resolution) * 1_000_000));
  const at = register.at.flatMap(([first, step, count]) =>
    Array.from({ length: count }, (_, n) => first + n * step),
  );
  let shown = 0;
  const registers = register.counts.map((more) => (shown += more));
  const quarters = at.slice(1).map((ms, n) => {
    const beganMs = at[n] ?? 0;
    const gone = register.meters.find(({ toMs }) => toMs !== null && beganMs < toMs && toMs <= ms);
    const next = register.meters.find(({ fromMs }) => fromMs === gone?.toMs);
    const [before = 0, after = 0] = [registers[n], registers[n + 1]];
    const counted =
      gone && next ? (gone.closing ?? 0) - before + after - (next.opening ?? 0) : after - before;
    return { ...wallClock(beganMs, timeZone), used: BigInt(counted) * perCount };
  });
  return quarters.filter(({ day }) => from <= day && day < to);
}

const wallClocks = new Map<string, Omit<Quarter, "used">>();

function wallClock(epochMs: number, timeZone: string): Omit<Quarter, "used"> {
  return wallClocks.getOrInsertComputed(`${epochMs} ${timeZone}`, () => {
    const wall = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
    return { day: wall.toPlainDate().toString(), weekday: wall.dayOfWeek, hour: wall.hour };
  });
}

function times(millionths: bigint, price: string, parts = 1n): bigint {
  const [whole = "", digits = ""] = price.split(".");
  const tenThousandths = BigInt(whole + digits.padEnd(4, "0"));
  return half(millionths * tenThousandths, parts * MILLIONTHS_X_TEN_THOUSANDTHS_IN_A_CENT);
}

/** Hundredths of a cent, so that a share of it is rounded once. */
function cents(amount: string): bigint {
  return BigInt(amount.replace(".", "")) * 100n;
}

/** Half up; nothing here is below zero. */
function half(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((all, one) => all + one, 0n);
}

function daysBetween(from: string, to: string): bigint {
  return from >= to
    ? 0n
    : BigInt(Temporal.PlainDate.from(from).until(to, { largestUnit: "days" }).days);
}

const earlier = (a: string, b: string) => (a < b ? a : b);
const later = (a: string, b: string) => (a > b ? a : b);
