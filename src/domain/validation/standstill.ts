import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { Finding } from "./finding.ts";

/** What a meter shows of a quantity, and for how long it has been above zero. */
export interface ShownValue {
  readonly quantity: string;
  readonly unit: string;
  /** Null: the newest value is not above zero. */
  readonly aboveZeroSince: Temporal.Instant | null;
  /** The least since then. */
  readonly least: Decimal;
  /** Of the newest. */
  readonly measuredAt: Temporal.Instant;
}

export interface StandingRegister {
  readonly quantity: string;
  readonly unit: string;
  /** One count in `unit`. */
  readonly resolution: Decimal;
  /** The first of the equal readings up to the newest. */
  readonly stillSince: Temporal.Instant;
  readonly newest: Temporal.Instant;
}

/**
 * The first of the equal readings at the end of a series; undefined where the newest differs from
 * the one before, or no other reading tells when the register stopped.
 */
export function standsSince({ epochMs, counts }: RegisterSeries): Temporal.Instant | undefined {
  const last = counts.length - 1;
  let first = last;
  while (first > 0 && counts[first - 1] === counts[last]) first -= 1;
  if (first <= 0 || first === last) return undefined;
  return Temporal.Instant.fromEpochMilliseconds(epochMs[first] ?? 0);
}

/** What must have flowed at least, by the hour in the register's unit. */
interface LeastRate {
  readonly perHour: Decimal;
  readonly since: Temporal.Instant;
  readonly until: Temporal.Instant;
}

/** So many counts must be missing: a register may lie just below its next step. */
const COUNTS_AT_LEAST = 10;
/** Of voltage by current all may be reactive: a fifth of it counts as active. */
const ACTIVE_SHARE = Decimal.parse("0.2");
const HOURS_AT_LEAST = 1;
const HOUR_MS = 3_600_000;
/** The register's units by those of the rate: so many of them to one. */
const PER_HOUR: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kW: { kWh: "1", MWh: "0.001" },
  "m3/h": { m3: "1", l: "1000" },
};

/**
 * A register that stands still while the meter itself shows that something flows: power, voltage by
 * current, or flow. Only what must have been counted at the least is held against it.
 */
export function standstillFindings(
  register: StandingRegister,
  shown: readonly ShownValue[],
): Finding[] {
  const rate = leastRate(register, shown);
  if (!rate) return [];
  const { stillSince, newest, resolution } = register;
  const fromMs = Math.max(stillSince.epochMilliseconds, rate.since.epochMilliseconds);
  const toMs = Math.min(newest.epochMilliseconds, rate.until.epochMilliseconds);
  if (toMs - fromMs < HOURS_AT_LEAST * HOUR_MS) return [];
  const missing = rate.perHour
    .times(Decimal.of(toMs - fromMs))
    .dividedBy(Decimal.of(HOUR_MS), MISSING_SCALE, "down");
  if (missing.lessThan(resolution.times(Decimal.of(COUNTS_AT_LEAST)))) return [];
  const hours = Math.floor((newest.epochMilliseconds - stillSince.epochMilliseconds) / HOUR_MS);
  const details = { hours, missing: `${missing.normalized().toString()} ${register.unit}` };
  return [{ rule: "stuck-in-use", range: { from: stillSince, to: newest }, details }];
}

const MISSING_SCALE = 3;

function leastRate(
  { quantity, unit }: StandingRegister,
  shown: readonly ShownValue[],
): LeastRate | undefined {
  const find = (name: string) => shown.find((one) => one.quantity === name);
  if (quantity === "volume") return rateOf(find("flow"), unit);
  if (quantity !== "energyDelivered" && quantity !== "energySum") return undefined;
  const power = find("activePower");
  if (power) return rateOf(power, unit);
  // What a meter that counts both ways carries may be received: its register has a right to stand.
  if (quantity === "energyDelivered" && find("energyReceived")) return undefined;
  return apparentRate(unit, find);
}

function rateOf(shown: ShownValue | undefined, unit: string): LeastRate | undefined {
  const factor = shown && PER_HOUR[shown.unit]?.[unit];
  if (!shown?.aboveZeroSince || factor === undefined) return undefined;
  const perHour = shown.least.times(Decimal.parse(factor));
  return { perHour, since: shown.aboveZeroSince, until: shown.measuredAt };
}

/** The phases of which both voltage and current are shown, each at its least. */
function apparentRate(
  unit: string,
  find: (name: string) => ShownValue | undefined,
): LeastRate | undefined {
  const factor = PER_HOUR["kW"]?.[unit];
  if (factor === undefined) return undefined;
  const pairs = ["", "L1", "L2", "L3"].flatMap((phase) => {
    const [voltage, current] = [find(`voltage${phase}`), find(`current${phase}`)];
    const isFlowing = voltage?.aboveZeroSince && current?.aboveZeroSince;
    return isFlowing && voltage.unit === "V" && current.unit === "A" ? [[voltage, current]] : [];
  });
  const [first] = pairs.toSorted(([, a], [, b]) => sinceMs(a) - sinceMs(b));
  if (!first) return undefined;
  const [voltage, current] = first;
  if (!voltage?.aboveZeroSince || !current?.aboveZeroSince) return undefined;
  const watts = voltage.least.times(current.least).times(ACTIVE_SHARE);
  const isVoltageLater = sinceMs(voltage) > sinceMs(current);
  return {
    perHour: watts.times(Decimal.parse("0.001")).times(Decimal.parse(factor)),
    since: isVoltageLater ? voltage.aboveZeroSince : current.aboveZeroSince,
    until: current.measuredAt,
  };
}

function sinceMs(shown: ShownValue | undefined): number {
  return shown?.aboveZeroSince?.epochMilliseconds ?? Infinity;
}
