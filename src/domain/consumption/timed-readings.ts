import { failed, type Fault, ok, type Result } from "#domain/core/fault.ts";
import { countsOf, notWholeCounts, type RegisterScale } from "./register-from-amounts.ts";
import type { TimedLine } from "./load-file.ts";

/** A register value with its instant, and the line of the file that says so. */
export interface FileReading {
  readonly line: number;
  readonly measuredAt: Temporal.Instant;
  readonly counts: number;
}

const FAULTS_AT_MOST = 10;

/** An instant when a register may have a value: seconds are beyond what meters agree on. */
const MS_PER_MINUTE = 60_000;

/**
 * The readings that lines of `time,register` tell. Times without an offset are local; one that
 * the clocks skip or repeat is a fault, and so is a time that does not follow the one before.
 */
export function timedReadings(
  lines: readonly TimedLine[],
  timeZone: string,
  scale: RegisterScale,
): Result<FileReading[]> {
  const faults: Fault[] = [];
  const readings: FileReading[] = [];
  // A register value is what the meter shows: the multiplier comes later.
  const shown = { ...scale, multiplier: { numerator: 1n, denominator: 1n } };
  for (const { line, time, value } of lines) {
    if (faults.length >= FAULTS_AT_MOST) break;
    const measuredAt = instantOf(time, timeZone);
    const counts = countsOf(value, shown);
    const before = readings.at(-1)?.measuredAt;
    if (!measuredAt || measuredAt.epochMilliseconds % MS_PER_MINUTE !== 0) {
      faults.push(badTime(line, time));
    } else if (before && Temporal.Instant.compare(before, measuredAt) >= 0) {
      faults.push({
        code: "load.order",
        subject: `line ${line}`,
        message: `${time} is not after the time before`,
        remedy: "sort the file by time, each once",
      });
    } else if (counts === undefined) faults.push(notWholeCounts({ line, value }, shown));
    else readings.push({ line, measuredAt, counts: Number(counts) });
  }
  return faults.length > 0 ? failed(faults) : ok(readings);
}

function instantOf(text: string, timeZone: string): Temporal.Instant | undefined {
  try {
    if (/Z$|[+-]\d\d:\d\d$/.test(text)) return Temporal.Instant.from(text);
    const local = Temporal.PlainDateTime.from(text.replace(" ", "T"));
    return local.toZonedDateTime(timeZone, { disambiguation: "reject" }).toInstant();
  } catch {
    return undefined;
  }
}

function badTime(line: number, time: string): Fault {
  return {
    code: "load.time",
    subject: `line ${line}`,
    message: `${JSON.stringify(time.slice(0, 40))} is no one minute of the time zone`,
    remedy: "write it like 2026-01-01T00:15, or 2026-01-01T00:15Z where the clocks change",
  };
}
