import type { LineId } from "#domain/core/id.ts";
import { gatewayOf, learns, type MqttTransport } from "#domain/metering/line-transport.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { isAsked, openLine } from "#drivers/open-line.ts";
import { MqttLine } from "#drivers/mqtt/mqtt-line.ts";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { CollectedLine } from "#storage/collection-plan.ts";
import type { LinePace } from "#storage/line-paces.ts";
import type { Reading } from "#storage/reading.ts";
import type { LineJob } from "./line-job.ts";
import { ListenedLine } from "./listened-line.ts";
import { LineReader } from "./line-reader.ts";
import type { Findings } from "./state-writer.ts";

export interface CollectionOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly keep: (readings: readonly Reading[]) => Promise<void>;
  readonly found: (findings: Findings) => void;
  readonly mayAsk: () => boolean;
  /** Opens the sealed password of a broker. */
  readonly openPassword: (sealed: string) => string;
  /** What was learnt before of how many questions at once lines bear. */
  readonly learntOf: (lineIds: readonly LineId[]) => Promise<ReadonlyMap<LineId, LinePace>>;
}

/** Between the starts of two rounds of live values on a line, where there are few meters. */
const ROUND_EVERY_MS = 3_000;
/** Live values of very many meters are read less often: so many meters a second over all lines. */
const LIVE_READS_A_SECOND = 150;
/** A line that may not be asked at the moment looks again so soon. */
const HELD_BACK_MS = 1_000;

type MqttCollectedLine = CollectedLine & { readonly transport: MqttTransport };

function isMqttLine(line: CollectedLine): line is MqttCollectedLine {
  return line.transport.kind === "mqtt";
}

type AskedLine = CollectedLine & { readonly transport: Parameters<typeof openLine>[0] };

function isAskedLine(line: CollectedLine): line is AskedLine {
  return isAsked(line.transport);
}

interface RunningLine {
  /** The line and its types as text: what is different is started anew. */
  readonly text: string;
  readonly reader: LineReader;
  stop(): Promise<void>;
}

/** Who read a line before, and what was kept of that. */
interface Before {
  readonly learnt: LinePace | undefined;
  readonly earlier: LineReader | undefined;
}

/** The lines that are being read. */
export class Collection {
  readonly #options: CollectionOptions;
  readonly #running = new Map<LineId, RunningLine>();
  readonly #listened = new Map<LineId, { readonly text: string; readonly line: ListenedLine }>();
  readonly #complaints = new Set<string>();
  #meters = 0;

  constructor(options: CollectionOptions) {
    this.#options = options;
  }

  get lineIds(): LineId[] {
    return [...this.#running.keys(), ...this.#listened.keys()];
  }

  /** Brings the running lines into agreement with the plan. */
  async follow(
    plan: readonly CollectedLine[],
    catalogue: ReadonlyMap<string, MeterModel>,
  ): Promise<void> {
    await this.#followListened(plan.filter(isMqttLine), catalogue);
    const asked = plan.filter(isAskedLine);
    const wanted = new Map(asked.map((line) => [line.lineId, line]));
    this.#meters = asked.reduce((sum, { meters }) => sum + meters.length, 0);
    const changed = new Map<LineId, LineReader>();
    const stopped: Promise<void>[] = [];
    // Before any line is stopped: a database that is away must not leave it unread.
    const texts = new Map(asked.map((line) => [line.lineId, textOf(line, catalogue)]));
    const isAsItWas = (lineId: LineId) => this.#running.get(lineId)?.text === texts.get(lineId);
    const learnt = await this.#learntOf(asked.filter(({ lineId }) => !isAsItWas(lineId)));
    for (const [lineId, running] of this.#running) {
      if (isAsItWas(lineId)) continue;
      this.#running.delete(lineId);
      changed.set(lineId, running.reader);
      stopped.push(running.stop());
    }
    await Promise.all(stopped);
    for (const [lineId, line] of wanted) {
      if (this.#running.has(lineId)) continue;
      const [pace, earlier] = [learnt.get(lineId), changed.get(lineId)];
      const running = this.#start(line, catalogue, { learnt: pace, earlier });
      if (running) this.#running.set(lineId, running);
    }
  }

  async #learntOf(lines: readonly AskedLine[]): Promise<ReadonlyMap<LineId, LinePace>> {
    const learning = lines.filter(({ transport }) => learns(transport));
    if (learning.length === 0) return new Map();
    return this.#options.learntOf(learning.map(({ lineId }) => lineId));
  }

  async #followListened(
    plan: readonly MqttCollectedLine[],
    catalogue: ReadonlyMap<string, MeterModel>,
  ): Promise<void> {
    const wanted = new Map(plan.map((line) => [line.lineId, line]));
    for (const [lineId, listened] of this.#listened) {
      const line = wanted.get(lineId);
      if (line && textOf(line, catalogue) === listened.text) continue;
      this.#listened.delete(lineId);
      await listened.line.stop();
    }
    for (const [lineId, line] of wanted) {
      if (this.#listened.has(lineId)) continue;
      const listened = this.#listen(line, catalogue);
      if (listened) this.#listened.set(lineId, { text: textOf(line, catalogue), line: listened });
    }
  }

  #listen(
    line: MqttCollectedLine,
    catalogue: ReadonlyMap<string, MeterModel>,
  ): ListenedLine | undefined {
    const { clock, keep, found, log, openPassword } = this.#options;
    const { transport } = line;
    try {
      const { sealedPassword } = transport;
      const password = sealedPassword === undefined ? undefined : openPassword(sealedPassword);
      const connection = new MqttLine({ transport, password, clock });
      const listened = new ListenedLine({ line, connection, catalogue, clock, keep, found });
      listened.start();
      return listened;
    } catch (error) {
      this.#complain(`${line.name} ${String(error)}`, () =>
        log.error({ err: error, line: line.name }, "a line cannot be listened to"),
      );
      return undefined;
    }
  }

  /** Gives a line something to do; false when it is not read here. */
  add(lineId: LineId, job: LineJob): boolean {
    const running = this.#running.get(lineId);
    running?.reader.add(job);
    return running !== undefined;
  }

  #start(
    line: AskedLine,
    catalogue: ReadonlyMap<string, MeterModel>,
    { learnt, earlier }: Before,
  ): RunningLine | undefined {
    const { clock, log, keep, mayAsk } = this.#options;
    for (const { modelId } of line.meters) {
      if (catalogue.has(modelId)) continue;
      this.#complain(`${line.name} ${modelId}`, () =>
        log.error({ line: line.name, modelId }, "there is no such type of meter"),
      );
    }
    let reader: LineReader;
    try {
      const connection = openLine(line.transport);
      const pace = learnt?.gateway === gatewayOf(line.transport) ? learnt.pace : undefined;
      const options = { line, connection, catalogue, clock, keep, mayAsk };
      reader = new LineReader({ ...options, ...(pace && { learnt: pace }) });
    } catch (error) {
      this.#complain(`${line.name} ${String(error)}`, () =>
        log.error({ err: error, line: line.name }, "a line cannot be read"),
      );
      return undefined;
    }
    if (earlier) reader.continueFrom(earlier);
    const stopping = new AbortController();
    const done = this.#read(reader, stopping.signal);
    return {
      text: textOf(line, catalogue),
      reader,
      async stop() {
        stopping.abort();
        reader.wake();
        await done;
        reader.close();
      },
    };
  }

  async #read(reader: LineReader, signal: AbortSignal): Promise<void> {
    const { clock, log, found, mayAsk } = this.#options;
    while (!signal.aborted) {
      const startedMs = clock.now().epochMilliseconds;
      try {
        found(await reader.round(signal));
      } catch (error) {
        log.error({ err: error }, "a round of a line failed");
      }
      const nap = reader.napSignal();
      if (signal.aborted || (reader.hasJobs && mayAsk())) continue;
      const roundMs = roundMsOf(this.#meters);
      const wakeMs = mayAsk()
        ? Math.min(startedMs + roundMs, reader.nextBoundaryMs())
        : startedMs + HELD_BACK_MS;
      await clock.sleepUntil(Temporal.Instant.fromEpochMilliseconds(wakeMs), nap);
    }
  }

  /** Says a thing once. */
  #complain(what: string, say: () => void): void {
    if (this.#complaints.has(what)) return;
    this.#complaints.add(what);
    say();
  }
}

/** Types of one's own can change: a line whose types did is started anew. */
function textOf(line: CollectedLine, catalogue: ReadonlyMap<string, MeterModel>): string {
  const models = [...new Set(line.meters.map(({ modelId }) => modelId))];
  return JSON.stringify([line, models.map((id) => catalogue.get(id))]);
}

/** How far apart the rounds of a line begin when so many meters are read in all. */
export function roundMsOf(meters: number): number {
  return Math.max(ROUND_EVERY_MS, Math.ceil((1_000 * meters) / LIVE_READS_A_SECOND));
}
