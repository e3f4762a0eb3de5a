import type { PoolClient } from "pg";
import { consumptionOfAveragePower } from "#domain/consumption/average-power.ts";
import type { LoadFile, LoadLine } from "#domain/consumption/load-file.ts";
import {
  registerFromAmounts,
  type RegisterScale,
  resolutionFor,
} from "#domain/consumption/register-from-amounts.ts";
import { roundedAmounts } from "#domain/consumption/rounded-amounts.ts";
import { type FileReading, timedReadings } from "#domain/consumption/timed-readings.ts";
import type { Decimal } from "#domain/core/decimal.ts";
import { failed, type Fault, faultText, ok, type Result } from "#domain/core/fault.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database, Queryable } from "#platform/database.ts";
import { Refusal } from "#platform/refusal.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import type { MeteredChannel } from "#storage/channel-consumption.ts";
import { registerAt } from "#storage/nearest-readings.ts";
import { storeReadings } from "#storage/readings.ts";
import { type ImportTarget, openTarget } from "./import-target.ts";

export interface LoadImport {
  readonly database: Database;
  readonly clock: Clock;
  readonly target: ImportTarget;
  readonly load: LoadFile;
  readonly timeZone: string;
  /** When the first interval of a file of amounts begins. */
  readonly start: Temporal.Instant;
  readonly stepMinutes: number;
  /** What the numbers of a file of amounts are: average power in kW, or consumption. */
  readonly amounts: "average-kw" | "consumption";
  /** Amounts are rounded to it; without one no digit is lost. */
  readonly resolution?: Decimal | undefined;
  /** Told after each portion. */
  readonly onProgress?: (stored: number, all: number) => void;
}

export interface ImportedLoad {
  readonly channel: MeteredChannel;
  readonly readings: number;
  /** Those of them that were not there before. */
  readonly stored: number;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/**
 * Stores a load file as register readings of a channel: all of it in one transaction, or nothing.
 * Doing it again stores nothing new. Throws a Refusal that says what is wrong with which line.
 */
export async function importLoad(options: LoadImport): Promise<ImportedLoad> {
  const { database, target, load, stepMinutes, start } = options;
  const amounts = load.kind === "amounts" ? required(amountsIn(options, load.lines)) : [];
  const lines = load.kind === "amounts" ? amounts : load.lines;
  return database.transaction(async (tx) => {
    const channel = required(
      await openTarget(tx, target, {
        resolution: resolutionFor(lines),
        intervalMinutes: stepMinutes,
        installedAt: start,
      }),
    );
    const scale = required(scaleOf(channel, options));
    const readings = required(
      load.kind === "amounts"
        ? await readingsOfAmounts(tx, { channel, scale, amounts, start, stepMinutes })
        : timedReadings(load.lines, options.timeZone, scale),
    );
    return store(tx, { options, channel, readings });
  });
}

function required<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Refusal(result.faults.map(faultText).join("; "));
}

function amountsIn(options: LoadImport, lines: readonly LoadLine[]): Result<readonly LoadLine[]> {
  const exact = consumptionIn(options, lines);
  const { resolution } = options;
  return exact.ok && resolution ? ok(roundedAmounts(exact.value, resolution)) : exact;
}

function consumptionIn(
  { amounts, stepMinutes }: LoadImport,
  lines: readonly LoadLine[],
): Result<readonly LoadLine[]> {
  if (amounts === "consumption") return ok(lines);
  const converted: LoadLine[] = [];
  for (const line of lines) {
    const value = consumptionOfAveragePower(line, stepMinutes);
    if (!value.ok) return value;
    converted.push({ line: line.line, value: value.value });
  }
  return ok(converted);
}

/** How the channel counts over the whole file: under one multiplier, at no coarser a step. */
function scaleOf(
  channel: MeteredChannel,
  { load, start, stepMinutes }: LoadImport,
): Result<RegisterScale> {
  if (load.kind === "amounts" && channel.intervalMinutes % stepMinutes !== 0) {
    return failed([
      fault(
        "--step",
        `the file has intervals of ${stepMinutes} minutes and the channel of ${channel.intervalMinutes}`,
        "import it into a channel of that interval, or into a new point with --new-point",
      ),
    ]);
  }
  const meter =
    load.kind === "amounts"
      ? channel.meters.findLast(({ fromMs }) => fromMs <= start.epochMilliseconds)
      : channel.meters.at(-1);
  if (!meter) {
    return failed([
      fault(channel.pointName, `has no meter at ${start}`, "install one from that day on"),
    ]);
  }
  const { resolution, registerDigits: digits } = channel;
  return ok({ resolution, digits, multiplier: meter.multiplier });
}

async function readingsOfAmounts(
  tx: Queryable,
  series: {
    readonly channel: MeteredChannel;
    readonly scale: RegisterScale;
    readonly amounts: readonly LoadLine[];
    readonly start: Temporal.Instant;
    readonly stepMinutes: number;
  },
): Promise<Result<FileReading[]>> {
  const { channel, scale, amounts, start, stepMinutes } = series;
  const before = await registerAt(tx, channel.id, start);
  const registers = registerFromAmounts(before?.counts ?? 0, amounts, scale);
  if (!registers.ok) return registers;
  return ok(
    registers.value.map((counts, n) => ({
      line: amounts[Math.max(0, n - 1)]?.line ?? 1,
      measuredAt: start.add({ minutes: n * stepMinutes }),
      counts,
    })),
  );
}

const READINGS_AT_ONCE = 10_000;

async function store(
  tx: PoolClient,
  {
    options,
    channel,
    readings,
  }: {
    readonly options: LoadImport;
    readonly channel: MeteredChannel;
    readonly readings: readonly FileReading[];
  },
): Promise<ImportedLoad> {
  const collectedAt = options.clock.now();
  const from = readings[0]?.measuredAt ?? options.start;
  const to = readings.at(-1)?.measuredAt ?? from;
  let stored = 0;
  for (let at = 0; at < readings.length; at += READINGS_AT_ONCE) {
    const portion = readings.slice(at, at + READINGS_AT_ONCE);
    const result = await storeReadings(
      tx,
      portion.map(({ measuredAt, counts }) => ({
        channelId: channel.id,
        measuredAt,
        counts,
        quality: READING_QUALITY.measured,
        collectedAt,
      })),
    );
    const conflict = result.conflicts[0];
    if (conflict) throw conflictRefusal(portion, conflict.measuredAt);
    stored += result.stored;
    options.onProgress?.(at + portion.length, readings.length);
  }
  await recordAudit(tx, {
    at: collectedAt,
    actor: "import",
    action: "readings.imported",
    subject: `channel ${channel.id}`,
    after: { readings: readings.length, stored, from: from.toString(), to: to.toString() },
  });
  return { channel, readings: readings.length, stored, from, to };
}

function conflictRefusal(portion: readonly FileReading[], at: Temporal.Instant): Refusal {
  const reading = portion.find(({ measuredAt }) => measuredAt.equals(at));
  return new Refusal(
    `line ${reading?.line ?? "?"}: the channel already has another value at ${at}, and readings are never overwritten; nothing was imported`,
  );
}

function fault(subject: string, message: string, remedy: string): Fault {
  return { code: "import.readings", subject, message, remedy };
}
