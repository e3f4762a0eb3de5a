import { hostname } from "node:os";
import { join } from "node:path";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { openBrokerPassword } from "#drivers/mqtt/broker-password.ts";
import { parseMeterModel } from "#drivers/meter-model-file.ts";
import { listSerialPorts } from "#drivers/serial-ports.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import type { SecretBox } from "#platform/secrets.ts";
import { readCollectionPlan } from "#storage/collection-plan.ts";
import { listCustomModels } from "#storage/custom-models.ts";
import { readLinePaces } from "#storage/line-paces.ts";
import { storeReadings } from "#storage/readings.ts";
import type { Reading } from "#storage/reading.ts";
import { Collection } from "./collection.ts";
import { readCollectorId } from "./collector-id.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { LineCommands } from "./line-commands.ts";
import { ReadingBuffer } from "./reading-buffer.ts";
import { everyRealMs, repeat } from "./repeat.ts";
import { StateWriter } from "./state-writer.ts";

export interface CollectorOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalogue: readonly MeterModel[];
  /** Where the buffer lies. */
  readonly dataFolder: string;
  /** Opens the passwords of brokers; a line that has one is not read without it. */
  readonly box?: SecretBox;
  /** Told of readings once they are on disk. */
  readonly onKept?: (readings: readonly Reading[]) => void;
}

const FORWARD_EVERY_MS = 1_000;
const FORWARDED_AT_ONCE = 10_000;
/** Leases, the plan and what persons ask go by the machine's time, not by the clock of the demo. */
const PLAN_EVERY_MS = 2_000;
const COMMANDS_EVERY_MS = 300;

/**
 * Reads the lines that this collector holds for as long as it runs: live values in rounds,
 * registers at the boundaries of their intervals, and what persons ask. Lines and meters that are
 * added, changed or removed are followed within seconds.
 */
export async function startCollector(
  options: CollectorOptions,
): Promise<{ stop(): Promise<void> }> {
  const collector = new Collector(options);
  await collector.followPlan();
  return collector.start();
}

class Collector {
  readonly #options: CollectorOptions;
  readonly #buffer: ReadingBuffer;
  readonly #leases: LeaseKeeper;
  readonly #writer: StateWriter;
  readonly #collection: Collection;
  readonly #commands: LineCommands;
  #models: ReadonlyMap<string, MeterModel>;
  #following: Promise<void> = Promise.resolve();

  constructor(options: CollectorOptions) {
    const { database, clock, log, dataFolder, onKept } = options;
    this.#options = options;
    this.#models = new Map(options.catalogue.map((model) => [model.id, model]));
    this.#buffer = new ReadingBuffer(join(dataFolder, "readings-buffer.sqlite"));
    const id = readCollectorId(dataFolder);
    this.#leases = new LeaseKeeper(database, () => ({
      id,
      host: hostname(),
      serialPorts: listSerialPorts(),
    }));
    this.#writer = new StateWriter(database, log);
    this.#collection = new Collection({
      clock,
      log,
      found: (findings) => this.#writer.add(findings),
      mayAsk: () => this.#leases.mayAsk(),
      learntOf: (lineIds) => readLinePaces(database, lineIds),
      openPassword: (sealed) => {
        if (!options.box) throw new Error("this collector has no key to passwords");
        return openBrokerPassword(options.box, sealed);
      },
      keep: async (readings) => {
        try {
          await this.#buffer.add(readings);
          onKept?.(readings);
        } catch (error) {
          log.error({ err: error }, "readings cannot be kept");
          throw error;
        }
      },
    });
    this.#commands = new LineCommands({ database, clock, log, models: () => this.#models });
  }

  start(): { stop(): Promise<void> } {
    const { clock, log } = this.#options;
    const stopping = new AbortController();
    const { signal } = stopping;
    const tasks = [
      repeat({ clock, log, signal, task: "forwarding readings", ms: FORWARD_EVERY_MS }, () =>
        this.#forward(),
      ),
      everyRealMs({ log, signal, task: "following the plan", ms: PLAN_EVERY_MS }, () =>
        this.followPlan(),
      ),
      everyRealMs({ log, signal, task: "taking commands", ms: COMMANDS_EVERY_MS }, () =>
        this.#takeCommands(),
      ),
    ];
    log.info({ lines: this.#collection.lineIds.length }, "collecting");
    return {
      stop: async () => {
        stopping.abort();
        await Promise.all(tasks);
        await this.#collection.follow([], this.#models);
        await this.#writer.finish();
        this.#buffer.flush();
        await this.#forward().catch(() => {});
        await this.#leases.close().catch(() => {});
        this.#buffer.close();
      },
    };
  }

  /** Prolongs the leases and reads what is held, one time after the other. */
  followPlan(): Promise<void> {
    const before = this.#following;
    this.#following = this.#followAfter(before);
    return this.#following;
  }

  async #followAfter(before: Promise<void>): Promise<void> {
    await before.catch(() => {});
    const { database, catalogue } = this.#options;
    const earlier = new Set(this.#collection.lineIds);
    await this.#leases.keep();
    const { held } = this.#leases;
    await this.#commands.abandon([...held].filter((lineId) => !earlier.has(lineId)));
    const custom = (await listCustomModels(database)).flatMap(({ document }) => {
      const parsed = parseMeterModel(document);
      return parsed.ok ? [parsed.value] : [];
    });
    this.#models = new Map([...catalogue, ...custom].map((model) => [model.id, model]));
    const plan = await readCollectionPlan(database);
    await this.#collection.follow(
      plan.filter(({ lineId }) => held.has(lineId)),
      this.#models,
    );
    await this.#leases.letGo();
  }

  async #takeCommands(): Promise<void> {
    if (!this.#leases.mayAsk()) return;
    for (const { lineId, job } of await this.#commands.take(this.#collection.lineIds)) {
      this.#collection.add(lineId, job);
    }
  }

  /** Moves what waits to the database; what conflicts there is logged, and the stored one stays. */
  async #forward(): Promise<void> {
    const { database, log } = this.#options;
    for (;;) {
      const { readings, upTo } = this.#buffer.oldest(FORWARDED_AT_ONCE);
      if (readings.length === 0) return;
      const { conflicts } = await storeReadings(database, readings);
      for (const { channelId, measuredAt, counts } of conflicts) {
        log.warn({ channelId, measuredAt, counts }, "a reading differs from the stored one");
      }
      this.#buffer.removeUpTo(upTo);
    }
  }
}
