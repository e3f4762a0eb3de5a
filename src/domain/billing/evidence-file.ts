import type { InstalledMeter } from "#domain/consumption/installed-meter.ts";
import { EMPTY_SERIES, type RegisterSeries } from "#domain/consumption/register-series.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Result } from "#domain/core/fault.ts";
import type { SideChannel } from "#domain/rating/asked-channels.ts";
import type { RatedVersion } from "#domain/rating/rating-input.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import type { Bill } from "./bill.ts";
import {
  type CircumstancesInFile,
  circumstancesInFile,
  circumstancesOfFile,
} from "./circumstances-file.ts";
import type { BilledRegister, PointEvidence, TariffToRate } from "./point-evidence.ts";

export const EVIDENCE_FORMAT = "smartpm-evidence/1";

/**
 * What a bill was computed from, as plain JSON: register values with their qualities, meters,
 * tariff documents with their calendars, the weights of shared costs, and the bill itself. Whoever
 * has it can compute the bill again, with `./smartpm bill verify` or in a browser.
 */
export interface EvidenceFile {
  readonly format: typeof EVIDENCE_FORMAT;
  /** The version of SmartPM that made it. */
  readonly engine: string;
  readonly bill: Bill;
  /** SHA-256 of the bill's canonical JSON. */
  readonly contentSha256: string;
  /** On a credit note: the bill that it takes back, in place of points. */
  readonly credits?: Bill;
  readonly points: readonly PointInFile[];
  readonly divisions: readonly CostDivision[];
}

/** A point with its register values and the tariff that priced it. */
export interface PointInFile {
  readonly servicePointId: number;
  readonly from: string;
  readonly to: string;
  readonly countsFrom: string;
  readonly readFrom: string;
  readonly meterSerialNumber: string;
  readonly register: RegisterInFile | null;
  /** Of a virtual point: the registers that it is the sum of; `register` has no readings then. */
  readonly parts?: readonly { readonly factor: string; readonly register: RegisterInFile }[];
  /** Other registers of the point that the tariff asks for. */
  readonly sides: readonly { readonly channel: SideChannel; readonly register: RegisterInFile }[];
  readonly around: CircumstancesInFile;
  readonly tariff: TariffInFile;
  /** Tariffs that price the same consumption beside it, on these days. */
  readonly addOns: readonly (TariffInFile & { readonly from: string; readonly to: string })[];
}

interface TariffInFile {
  readonly name: string;
  readonly versions: readonly {
    readonly id: number;
    readonly effectiveFrom: string;
    readonly document: unknown;
  }[];
}

export interface RegisterInFile {
  readonly pointName: string;
  readonly commodity: Commodity;
  readonly unit: string;
  readonly resolution: string;
  readonly registerDigits: number;
  readonly mostPerHour: string | null;
  readonly intervalMinutes: number;
  readonly meters: readonly MeterInFile[];
  /** When it was read: runs of [first epoch ms, step in ms, how many]. */
  readonly at: readonly (readonly [number, number, number])[];
  /** The first count, then what was added from reading to reading. */
  readonly counts: readonly number[];
  /** Bits of domain/metering/reading-quality.ts: runs of [bits, how many]. */
  readonly qualities: readonly (readonly [number, number])[];
}

interface MeterInFile {
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly numerator: string;
  readonly denominator: string;
  readonly opening?: number;
  readonly closing?: number;
  readonly wrapsAt?: number;
}

/** How a shared cost was divided: the weights of all who bear it, without their names. */
export interface CostDivision {
  readonly costId: number;
  readonly parts: readonly {
    readonly partMinor: string;
    readonly weights: readonly string[];
    /** Which of the weights is this bill's. */
    readonly own: number;
  }[];
}

/** A point's evidence as plain JSON; `documents` has the JSON of each tariff version. */
export function pointInFile(
  point: PointEvidence,
  documents: ReadonlyMap<number, unknown>,
): PointInFile {
  const { register, series, parts, days } = point;
  return {
    servicePointId: point.servicePointId,
    from: days.from.toString(),
    to: days.to.toString(),
    countsFrom: point.countsFrom.toString(),
    readFrom: point.readFrom.toString(),
    meterSerialNumber: point.meterSerialNumber,
    register:
      register && (series || parts.length > 0)
        ? registerInFile(register, series ?? EMPTY_SERIES)
        : null,
    ...(parts.length > 0 && {
      parts: parts.map((part) => ({
        factor: part.factor.toString(),
        register: registerInFile(part.register, part.series),
      })),
    }),
    sides: point.sides.map((side) => ({
      channel: side.channel,
      register: registerInFile(side.register, side.series),
    })),
    around: circumstancesInFile(point.around),
    tariff: tariffInFile(point.tariff, documents),
    addOns: point.addOns.map((addOn) => ({
      ...tariffInFile(addOn, documents),
      from: addOn.days.from.toString(),
      to: addOn.days.to.toString(),
    })),
  };
}

function tariffInFile(
  { name, versions }: TariffToRate,
  documents: ReadonlyMap<number, unknown>,
): TariffInFile {
  return {
    name,
    versions: (versions.ok ? versions.value : []).map(({ id, effectiveFrom }) => ({
      id,
      effectiveFrom: effectiveFrom.toString(),
      document: documents.get(id),
    })),
  };
}

function registerInFile(register: BilledRegister, series: RegisterSeries): RegisterInFile {
  return {
    pointName: register.pointName,
    commodity: register.commodity,
    unit: register.unit,
    resolution: register.resolution.toString(),
    registerDigits: register.registerDigits,
    mostPerHour: register.mostPerHour?.toString() ?? null,
    intervalMinutes: register.intervalMinutes,
    meters: register.meters.map((meter) => ({
      fromMs: meter.fromMs,
      toMs: meter.toMs === Infinity ? null : meter.toMs,
      numerator: meter.multiplier.numerator.toString(),
      denominator: meter.multiplier.denominator.toString(),
      ...(meter.opening !== undefined && { opening: meter.opening }),
      ...(meter.closing !== undefined && { closing: meter.closing }),
      ...(meter.wrapsAt !== undefined && { wrapsAt: meter.wrapsAt }),
    })),
    at: timeRuns(series.epochMs),
    counts: Array.from(series.counts, (value, n) =>
      n === 0 ? value : value - (series.counts[n - 1] ?? 0),
    ),
    qualities: qualityRuns(series.qualities),
  };
}

function timeRuns(epochMs: Float64Array): (readonly [number, number, number])[] {
  const runs: [number, number, number][] = [];
  for (const [n, ms] of epochMs.entries()) {
    const run = runs.at(-1);
    const step = ms - (epochMs[n - 1] ?? 0);
    if (run && run[2] === 1) [run[1], run[2]] = [step, 2];
    else if (run && step === run[1]) run[2] += 1;
    else runs.push([ms, 0, 1]);
  }
  return runs;
}

function qualityRuns(qualities: Uint8Array): (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const bits of qualities) {
    const run = runs.at(-1);
    if (run?.[0] === bits) run[1] += 1;
    else runs.push([bits, 1]);
  }
  return runs;
}

/** Longer registers are no bill's: a file from a stranger must not take all memory. */
const READINGS_AT_MOST = 2_000_000;

/** The evidence of a file's point. Throws a RangeError where the file is not what it should be. */
export function evidenceInFile(point: PointInFile): PointEvidence {
  const { register } = point;
  return {
    servicePointId: point.servicePointId,
    days: {
      from: Temporal.PlainDate.from(point.from),
      to: Temporal.PlainDate.from(point.to),
    },
    countsFrom: Temporal.PlainDate.from(point.countsFrom),
    readFrom: Temporal.PlainDate.from(point.readFrom),
    held: [],
    meterSerialNumber: point.meterSerialNumber,
    register: register ? registerOf(register) : undefined,
    series: register ? seriesOf(register) : undefined,
    parts: (point.parts ?? []).map((part) => ({
      factor: Decimal.parse(part.factor),
      register: registerOf(part.register),
      series: seriesOf(part.register),
    })),
    sides: point.sides.map((side) => ({
      channel: side.channel,
      register: registerOf(side.register),
      series: seriesOf(side.register),
    })),
    around: circumstancesOfFile(point.around),
    tariff: tariffOf(point.tariff),
    addOns: point.addOns.map((addOn) => ({
      ...tariffOf(addOn),
      days: { from: Temporal.PlainDate.from(addOn.from), to: Temporal.PlainDate.from(addOn.to) },
    })),
  };
}

function registerOf(register: RegisterInFile): BilledRegister {
  const { mostPerHour } = register;
  return {
    pointName: register.pointName,
    commodity: register.commodity,
    unit: register.unit,
    resolution: Decimal.parse(register.resolution),
    registerDigits: register.registerDigits,
    mostPerHour: mostPerHour === null ? undefined : Decimal.parse(mostPerHour),
    intervalMinutes: register.intervalMinutes,
    meters: register.meters.map(meterOf),
  };
}

function meterOf(meter: MeterInFile): InstalledMeter {
  const { fromMs, toMs, numerator, denominator, ...noted } = meter;
  const multiplier = { numerator: BigInt(numerator), denominator: BigInt(denominator) };
  return { fromMs, toMs: toMs ?? Infinity, multiplier, ...noted };
}

function seriesOf({ at, counts, qualities }: RegisterInFile): RegisterSeries {
  const length = counts.length;
  const times = at.reduce((sum, [, , count]) => sum + count, 0);
  const marks = qualities.reduce((sum, [, count]) => sum + count, 0);
  if (length > READINGS_AT_MOST || times !== length || marks !== length) {
    throw new RangeError("times, counts and qualities of a register are not of one length");
  }
  const epochMs = new Float64Array(length);
  const values = new Float64Array(length);
  const bits = new Uint8Array(length);
  let n = 0;
  for (const [first, step, count] of at) {
    for (let i = 0; i < count; i += 1, n += 1) epochMs[n] = first + i * step;
  }
  n = 0;
  for (const [quality, count] of qualities) {
    bits.fill(quality, n, n + count);
    n += count;
  }
  let value = 0;
  for (const [i, added] of counts.entries()) {
    value += added;
    values[i] = value;
  }
  return { epochMs, counts: values, qualities: bits };
}

function tariffOf({ name, versions }: TariffInFile): TariffToRate {
  return { name, versions: versionsOf(versions) };
}

function versionsOf(versions: TariffInFile["versions"]): Result<readonly RatedVersion[]> {
  const rated: RatedVersion[] = [];
  for (const { id, effectiveFrom, document } of versions) {
    const parsed = parseTariff(document);
    if (!parsed.ok) return failed(parsed.faults);
    const from = Temporal.PlainDate.from(effectiveFrom);
    rated.push({ id, effectiveFrom: from, document: parsed.value });
  }
  return ok(rated);
}
