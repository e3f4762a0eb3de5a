import type { PoolClient } from "pg";
import { countsOf } from "#domain/consumption/register-from-amounts.ts";
import {
  readTableRow,
  type TableForm,
  type TableReading,
} from "#domain/consumption/readings-table.ts";
import type { Fault } from "#domain/core/fault.ts";
import type { ChannelId, SiteId } from "#domain/core/id.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import type { MeteredChannel } from "#storage/channel-consumption.ts";
import { correctReadings } from "#storage/correct-readings.ts";
import { registerAt } from "#storage/nearest-readings.ts";
import { addImportParts, createImport, finishImport } from "#storage/reading-imports.ts";
import { storeReadings } from "#storage/readings.ts";
import { judgeAnew } from "#storage/validation-progress.ts";
import {
  type CountedChannel,
  type CountedReading,
  type KnownCounts,
  storedCounts,
} from "./stored-counts.ts";

/** A row of a file with its line, from 1. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface TableImport {
  readonly database: Database;
  readonly clock: Clock;
  readonly siteId: SiteId;
  readonly rows: AsyncIterable<TableRow> | Iterable<TableRow>;
  readonly form: TableForm;
  /** The channel of a row by what stands in its point column; undefined: there is none. */
  readonly channelOf: (point: string) => MeteredChannel | undefined;
  /** What happens when rows are wrong: nothing at all is stored, or the others are. */
  readonly policy: "all" | "valid";
  /** Only looks, and stores nothing. */
  readonly dryRun?: boolean;
  readonly fileName: string;
  readonly sha256: string;
  readonly actor: string;
  /** Told after each portion how many rows have been read. */
  readonly onProgress?: (rows: number) => void;
}

export interface TableImported {
  /** Undefined when nothing was stored. */
  readonly importId: number | undefined;
  readonly rows: number;
  /** Rows that were new. */
  readonly stored: number;
  /** Rows that said what is stored already. */
  readonly same: number;
  readonly faulty: number;
  /** The first of the faults, each with its line and column. */
  readonly faults: readonly Fault[];
}

/** Rows that are held at once: a file of a million needs no more memory than one of ten thousand. */
const ROWS_AT_ONCE = 10_000;
/** The first portion is small: a person soon sees that something happens, and how fast. */
const ROWS_AT_FIRST = 1_000;
const FAULTS_AT_MOST = 100;

/**
 * Takes a table of readings in, in one transaction: all rows or, by choice, those that are right.
 * What is stored already is no error and nothing new; another value for the same time is a fault,
 * since readings are never overwritten by a file.
 */
export async function importTable(options: TableImport): Promise<TableImported> {
  const { database, policy, dryRun = false } = options;
  let outcome: TableImported | undefined;
  try {
    await database.transaction(async (tx) => {
      outcome = await takeIn(tx, options);
      if (dryRun || outcome.stored === 0 || (policy === "all" && outcome.faulty > 0)) {
        throw new NothingStored();
      }
    });
  } catch (error) {
    if (!(error instanceof NothingStored) || !outcome) throw error;
    const stored = dryRun ? outcome.stored : 0;
    return { ...outcome, importId: undefined, stored };
  }
  if (!outcome) throw new Error("an import has an outcome");
  return outcome;
}

/** Rolls the transaction back without being a failure. */
class NothingStored extends Error {}

interface Progress {
  readonly importId: number;
  part: number;
  rows: number;
  stored: number;
  same: number;
  faulty: number;
  readonly faults: Fault[];
  /** Of interval values: where each channel's register has got to. */
  readonly registers: Map<ChannelId, { atMs: number; counts: number }>;
  readonly since: Map<ChannelId, Temporal.Instant>;
}

async function takeIn(tx: PoolClient, options: TableImport): Promise<TableImported> {
  const { siteId, fileName, sha256, actor, clock } = options;
  const at = clock.now();
  const importId = await createImport(tx, { siteId, fileName, sha256, actor, at });
  const progress: Progress = {
    importId,
    part: 0,
    rows: 0,
    stored: 0,
    same: 0,
    faulty: 0,
    faults: [],
    registers: new Map(),
    since: new Map(),
  };
  let portion: TableRow[] = [];
  const flush = async () => {
    await storePortion(tx, { options, progress, portion });
    options.onProgress?.(progress.rows);
    portion = [];
  };
  for await (const row of options.rows) {
    portion.push(row);
    if (portion.length === (progress.rows === 0 ? ROWS_AT_FIRST : ROWS_AT_ONCE)) await flush();
  }
  await flush();
  for (const [channelId, from] of progress.since) await judgeAnew(tx, { channelId, from });
  const { rows, stored, same, faulty, faults } = progress;
  await finishImport(tx, { id: importId, rows, stored });
  await recordAudit(tx, {
    at,
    actor,
    action: "readings.imported",
    subject: `import ${importId}`,
    after: { fileName, rows, stored },
  });
  return { importId, rows, stored, same, faulty, faults };
}

interface Portion {
  readonly options: TableImport;
  readonly progress: Progress;
  readonly portion: readonly TableRow[];
}

async function storePortion(tx: PoolClient, { options, progress, portion }: Portion) {
  const { form, channelOf } = options;
  const byChannel = new Map<ChannelId, { channel: MeteredChannel; readings: TableReading[] }>();
  for (const row of portion) {
    progress.rows += 1;
    const read = readTableRow(row.cells, { line: row.line, form });
    if (!read.ok) {
      tell(progress, read.faults);
      continue;
    }
    const channel = channelOf(read.value.point);
    if (!channel) {
      tell(progress, [unknownPoint(read.value, form)]);
      continue;
    }
    const known = byChannel.get(channel.id);
    if (known) known.readings.push(read.value);
    else byChannel.set(channel.id, { channel, readings: [read.value] });
  }
  const counted: CountedChannel[] = [];
  for (const { channel, readings } of byChannel.values()) {
    const own =
      form.values === "registers"
        ? registerCounts(readings, { options, progress, channel })
        : await intervalCounts(tx, { options, progress, channel, readings });
    if (own.length > 0) counted.push({ channel, counted: own });
  }
  await storeCounted(tx, { options, progress, counted });
}

/** Counts a wrong row once, however much is wrong with it. */
function tell(progress: Progress, faults: readonly Fault[]): void {
  progress.faulty += 1;
  progress.faults.push(...faults.slice(0, FAULTS_AT_MOST - progress.faults.length));
}

function unknownPoint({ line, point }: TableReading, { columns }: TableForm): Fault {
  return {
    code: "import.point",
    subject: `line ${line}, column ${columns.point ?? 1}`,
    message: `no point or meter is called ${JSON.stringify(point)}`,
    remedy: "write it as it stands under Meters",
  };
}

interface PortionCounted {
  readonly options: TableImport;
  readonly progress: Progress;
  readonly counted: readonly CountedChannel[];
}

/** Stores what is new of all channels at once: a file by time has a thousand of them in a portion. */
async function storeCounted(
  tx: PoolClient,
  { options, progress, counted }: PortionCounted,
): Promise<void> {
  const there = await storedCounts(tx, counted);
  const at = options.clock.now();
  const parts = counted.flatMap((own) => {
    const known = there.get(own.channel.id) ?? new Map<number, number>();
    const fresh = freshReadings({ ...own, options, progress, known });
    const [first] = fresh;
    if (!first) return [];
    const channelId = own.channel.id;
    noteEarliest(progress, channelId, fresh);
    progress.part += 1;
    return [{ part: progress.part, channelId, epochMs: fresh.map(({ atMs }) => atMs), fresh }];
  });
  const wished = parts.flatMap(({ channelId, fresh }) =>
    fresh.map(({ atMs, counts }) => ({
      channelId,
      measuredAt: Temporal.Instant.fromEpochMilliseconds(atMs),
      counts,
      quality: READING_QUALITY.measured,
      collectedAt: at,
    })),
  );
  if (wished.length === 0) return;
  const { stored } = await storeReadings(tx, wished);
  if (stored < wished.length) {
    // They were withdrawn, or estimated: what a person brings now stands in their place.
    const reason = `imported from ${options.fileName}`;
    await correctReadings(tx, { readings: wished, author: options.actor, reason, at });
  }
  progress.stored += wished.length;
  await addImportParts(tx, progress.importId, parts);
}

function noteEarliest(
  { since }: Progress,
  channelId: ChannelId,
  readings: readonly CountedReading[],
): void {
  const known = since.get(channelId)?.epochMilliseconds ?? Infinity;
  const earliest = readings.reduce((least, { atMs }) => Math.min(least, atMs), known);
  since.set(channelId, Temporal.Instant.fromEpochMilliseconds(earliest));
}

interface Counting {
  readonly options: TableImport;
  readonly progress: Progress;
  readonly channel: MeteredChannel;
}

const ONE = { numerator: 1n, denominator: 1n };

function registerCounts(
  readings: readonly TableReading[],
  { options, progress, channel }: Counting,
): CountedReading[] {
  const { resolution } = channel;
  return readings.flatMap(({ line, at, value }) => {
    const counts = countsOf(value, { resolution, digits: 0, multiplier: ONE });
    if (counts === undefined || counts > BigInt(Number.MAX_SAFE_INTEGER)) {
      tell(progress, [badDigits({ line, text: String(value) }, { options, channel })]);
      return [];
    }
    return [{ line, atMs: at.epochMilliseconds, counts: Number(counts) }];
  });
}

function badDigits(
  { line, text }: { readonly line: number; readonly text: string },
  { options, channel }: Omit<Counting, "progress">,
): Fault {
  return {
    code: "import.digits",
    subject: `line ${line}, column ${options.form.columns.value}`,
    message: `${text} is no whole number of the register's steps of ${channel.resolution}`,
    remedy: "round it, or import it into a channel of finer resolution",
  };
}

const MS_PER_MINUTE = 60_000;

/** The register that climbs by the intervals. One that does not follow the one before is a fault. */
async function intervalCounts(
  tx: PoolClient,
  {
    options,
    progress,
    channel,
    readings,
  }: Counting & { readonly readings: readonly TableReading[] },
): Promise<CountedReading[]> {
  const { resolution, intervalMinutes, meters } = channel;
  const stepMs = intervalMinutes * MS_PER_MINUTE;
  const counted: CountedReading[] = [];
  for (const { line, at, value } of readings) {
    const fromMs = at.epochMilliseconds;
    let register = progress.registers.get(channel.id);
    if (!register) {
      const before = await registerAt(tx, channel.id, at);
      register = { atMs: fromMs, counts: before?.counts ?? 0 };
      counted.push({ line, ...register });
    }
    const meter = meters.findLast((one) => one.fromMs <= fromMs);
    const counts = countsOf(value, { resolution, digits: 0, multiplier: meter?.multiplier ?? ONE });
    if (register.atMs !== fromMs) tell(progress, [notNext({ line, channel, options })]);
    else if (counts === undefined) {
      tell(progress, [badDigits({ line, text: String(value) }, { options, channel })]);
    } else {
      register = { atMs: fromMs + stepMs, counts: register.counts + Number(counts) };
      counted.push({ line, ...register });
    }
    progress.registers.set(channel.id, register);
  }
  return counted;
}

function notNext({
  line,
  channel,
  options,
}: {
  readonly line: number;
  readonly channel: MeteredChannel;
  readonly options: TableImport;
}): Fault {
  return {
    code: "import.order",
    subject: `line ${line}, column ${options.form.columns.time}`,
    message: `the interval does not follow the one before: ${channel.pointName} has intervals of ${channel.intervalMinutes} minutes`,
    remedy: "sort the file by time, each interval once, and leave none out",
  };
}

/** Those that are not stored yet; others are the same, or a fault. A file says a time once. */
function freshReadings({
  options,
  progress,
  channel,
  counted,
  known,
}: Counting & CountedChannel & { readonly known: KnownCounts }): CountedReading[] {
  return counted.filter(({ line, atMs, counts }) => {
    const stored = known.get(atMs);
    if (stored === undefined) {
      known.set(atMs, counts);
      return true;
    }
    if (stored === counts) progress.same += 1;
    else tell(progress, [conflict({ line, atMs, options, channel })]);
    return false;
  });
}

function conflict({
  line,
  atMs,
  options,
  channel,
}: {
  readonly line: number;
  readonly atMs: number;
  readonly options: TableImport;
  readonly channel: MeteredChannel;
}): Fault {
  const at = Temporal.Instant.fromEpochMilliseconds(atMs).toString();
  return {
    code: "import.conflict",
    subject: `line ${line}, column ${options.form.columns.value}`,
    message: `${channel.pointName} has another value at ${at}`,
    remedy: "a file overwrites nothing: correct that reading, and say why",
  };
}
