import { join } from "node:path";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { isAsked, openLine } from "#drivers/open-line.ts";
import { type CollectedLine, readCollectionPlan } from "#storage/collection-plan.ts";
import { storeReadings, type Reading } from "#storage/readings.ts";
import { LineReader } from "./line-reader.ts";
import { ReadingBuffer } from "./reading-buffer.ts";
import { RoundWriter } from "./round-writer.ts";

export interface CollectorOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalogue: readonly MeterModel[];
  /** Where the buffer lies. */
  readonly dataFolder: string;
  /** Told of readings once they are on disk. */
  readonly onKept?: (readings: readonly Reading[]) => void;
}

/** Between the starts of two rounds of live values on a line. */
const ROUND_EVERY_MS = 3_000;
const PLAN_EVERY_MS = 5_000;
const FORWARD_EVERY_MS = 1_000;
const FORWARDED_AT_ONCE = 10_000;

/**
 * Reads every line for as long as it runs: live values in rounds, registers at the boundaries of
 * their intervals. Lines and meters that are added, changed or removed are followed within seconds.
 */
export async function startCollector(
  options: CollectorOptions,
): Promise<{ stop(): Promise<void> }> {
  const { database, log, dataFolder } = options;
  const buffer = new ReadingBuffer(join(dataFolder, "readings-buffer.sqlite"));
  const stopping = new AbortController();
  const collection = new Collection(options, buffer);
  await collection.follow(await readCollectionPlan(database));
  const plan = every(
    options,
    { task: "reading the plan", ms: PLAN_EVERY_MS, signal: stopping.signal },
    async () => {
      await collection.follow(await readCollectionPlan(database));
    },
  );
  const forwarding = every(
    options,
    { task: "forwarding readings", ms: FORWARD_EVERY_MS, signal: stopping.signal },
    () => forward(database, buffer, log),
  );
  log.info({ lines: collection.size }, "collecting");
  return {
    async stop() {
      stopping.abort();
      await Promise.all([plan, forwarding]);
      await collection.follow([]);
      await forward(database, buffer, log).catch(() => {});
      buffer.close();
    },
  };
}

/** Moves what waits to the database; what conflicts there is logged, and the stored one stays. */
async function forward(database: Database, buffer: ReadingBuffer, log: Log): Promise<void> {
  for (;;) {
    const { readings, upTo } = buffer.oldest(FORWARDED_AT_ONCE);
    if (readings.length === 0) return;
    const { conflicts } = await storeReadings(database, readings);
    for (const { channelId, measuredAt, counts } of conflicts) {
      log.warn({ channelId, measuredAt, counts }, "a reading differs from the stored one");
    }
    buffer.removeUpTo(upTo);
  }
}

interface Pace {
  /** For the log. */
  readonly task: string;
  readonly ms: number;
  readonly signal: AbortSignal;
}

/**
 * Does `work` again and again until the signal aborts. An error is logged once, until it works
 * again: a database that is away for a night must not fill the log.
 */
async function every(
  { clock, log }: CollectorOptions,
  { task, ms, signal }: Pace,
  work: () => Promise<void>,
): Promise<void> {
  let isFailing = false;
  while (!signal.aborted) {
    await clock.sleepUntil(clock.now().add({ milliseconds: ms }), signal);
    if (signal.aborted) return;
    try {
      await work();
      if (isFailing) log.info({ task }, "works again");
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.error({ err: error, task }, "failed; it is tried again and again");
      isFailing = true;
    }
  }
}

interface RunningLine {
  readonly line: string;
  readonly reader: LineReader;
  stop(): Promise<void>;
}

type AskedLine = CollectedLine & { readonly transport: Parameters<typeof openLine>[0] };

function isAskedLine(line: CollectedLine): line is AskedLine {
  return isAsked(line.transport);
}

/** The lines that are being read. */
class Collection {
  readonly #options: CollectorOptions;
  readonly #buffer: ReadingBuffer;
  readonly #catalogue: ReadonlyMap<string, MeterModel>;
  readonly #running = new Map<number, RunningLine>();

  constructor(options: CollectorOptions, buffer: ReadingBuffer) {
    this.#options = options;
    this.#buffer = buffer;
    this.#catalogue = new Map(options.catalogue.map((model) => [model.id, model]));
  }

  get size(): number {
    return this.#running.size;
  }

  /** Brings the running lines into agreement with the plan. */
  async follow(plan: readonly CollectedLine[]): Promise<void> {
    const wanted = new Map(plan.filter(isAskedLine).map((line) => [Number(line.lineId), line]));
    const changed = new Map<number, LineReader>();
    for (const [lineId, running] of this.#running) {
      const line = wanted.get(lineId);
      if (line && JSON.stringify(line) === running.line) continue;
      this.#running.delete(lineId);
      changed.set(lineId, running.reader);
      await running.stop();
    }
    for (const [lineId, line] of wanted) {
      if (this.#running.has(lineId)) continue;
      this.#running.set(lineId, this.#start(line, changed.get(lineId)));
    }
  }

  #start(line: AskedLine, earlier: LineReader | undefined): RunningLine {
    const { clock, log, onKept } = this.#options;
    for (const { modelId } of line.meters) {
      if (!this.#catalogue.has(modelId)) {
        log.error({ line: line.name, modelId }, "the catalogue has no such meter model");
      }
    }
    const reader = new LineReader({
      line,
      connection: openLine(line.transport),
      catalogue: this.#catalogue,
      clock,
      keep: (readings) => {
        this.#buffer.add(readings);
        onKept?.(readings);
      },
    });
    if (earlier) reader.continueFrom(earlier);
    const stopping = new AbortController();
    const done = this.#read(reader, stopping.signal);
    return {
      line: JSON.stringify(line),
      reader,
      async stop() {
        stopping.abort();
        await done;
        reader.close();
      },
    };
  }

  async #read(reader: LineReader, signal: AbortSignal): Promise<void> {
    const { database, clock, log } = this.#options;
    const writer = new RoundWriter(database, log);
    while (!signal.aborted) {
      const startedMs = clock.now().epochMilliseconds;
      try {
        writer.add(await reader.round(signal));
      } catch (error) {
        log.error({ err: error }, "a round of a line failed");
      }
      const wakeMs = Math.min(startedMs + ROUND_EVERY_MS, reader.nextBoundaryMs());
      await clock.sleepUntil(Temporal.Instant.fromEpochMilliseconds(wakeMs), signal);
    }
    await writer.finish();
  }
}
