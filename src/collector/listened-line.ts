import type { MeterModel } from "#domain/metering/meter-model.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { ListeningLine, MeterOnLine, ToldValues } from "#drivers/line-connection.ts";
import { LineError, lineErrorKind } from "#drivers/line-error.ts";
import { withPulses } from "#drivers/pulse-values.ts";
import { toldReadings } from "#drivers/told-readings.ts";
import type { Clock } from "#platform/clock.ts";
import { errorText } from "#platform/refusal.ts";
import type { CollectedLine, CollectedMeter } from "#storage/collection-plan.ts";
import type { Reading } from "#storage/reading.ts";
import { intervalMs } from "./collected-meter.ts";
import type { Findings } from "./state-writer.ts";

export interface ListenedLineOptions {
  readonly line: CollectedLine;
  readonly connection: ListeningLine;
  readonly catalogue: ReadonlyMap<string, MeterModel>;
  readonly clock: Clock;
  readonly keep: (readings: readonly Reading[]) => Promise<void>;
  readonly found: (findings: Findings) => void;
}

/** A meter that says nothing for so many of its intervals does not answer. */
const SILENT_INTERVALS = 3;
/** How often it is looked who has fallen silent. */
const LOOK_EVERY_MS = 60_000;

interface HeardMeter {
  readonly meter: CollectedMeter;
  readonly onLine: MeterOnLine;
  heardMs: number;
}

/** A line whose meters speak unasked: what they tell is kept, and who falls silent is noted. */
export class ListenedLine {
  readonly #options: ListenedLineOptions;
  readonly #heard: readonly HeardMeter[];
  #look: NodeJS.Timeout | undefined;

  constructor(options: ListenedLineOptions) {
    const { line, catalogue, clock } = options;
    this.#options = options;
    const heardMs = clock.now().epochMilliseconds;
    this.#heard = line.meters.flatMap((meter) => {
      const model = catalogue.get(meter.modelId);
      return model ? [{ meter, onLine: { model, address: meter.unitAddress }, heardMs }] : [];
    });
  }

  start(): void {
    this.#options.connection.listen({
      meters: this.#heard.map(({ onLine }) => onLine),
      onValues: (told) => this.#onValues(told),
      onProblem: (onLine, error) => this.#failed(this.#of(onLine), error),
      onState: (error) => {
        if (error) this.#failed(this.#heard, error);
      },
    });
    this.#look = setInterval(() => this.#lookForSilence(), LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#look);
    await this.#options.connection.close();
  }

  #of(onLine: MeterOnLine): readonly HeardMeter[] {
    return this.#heard.filter((heard) => heard.onLine === onLine);
  }

  #onValues({ meter: onLine, measuredAt, values: raw }: ToldValues): void {
    const { clock, found, line, keep } = this.#options;
    const at = clock.now();
    for (const heard of this.#of(onLine)) {
      const { meterId, channels, parameters } = heard.meter;
      heard.heardMs = at.epochMilliseconds;
      const values = withPulses(raw, onLine.model, parameters);
      const told = toldReadings(values, measuredAt, channels);
      const quality = READING_QUALITY.measured;
      const readings = told.map((reading) => ({ ...reading, quality, collectedAt: at }));
      // Who could not be kept is told again by the meter; the failure itself is logged where it was.
      if (readings.length > 0) keep(readings).catch(() => {});
      found({
        values: values.flatMap(({ register: { quantity, unit }, value }) =>
          value ? [{ meterId, quantity, value: value.toString(), unit, measuredAt }] : [],
        ),
        attempts: [{ meterId, lineId: line.lineId, at, ...ANSWERED }],
      });
    }
  }

  #lookForSilence(): void {
    const nowMs = this.#options.clock.now().epochMilliseconds;
    const silent = this.#heard.filter(
      ({ meter, heardMs }) => nowMs - heardMs > SILENT_INTERVALS * intervalMs(meter),
    );
    this.#failed(silent, new LineError("no-answer", "the meter has told nothing for a while"));
  }

  #failed(meters: readonly HeardMeter[], error: Error): void {
    const { clock, found, line } = this.#options;
    const at = clock.now();
    found({
      values: [],
      attempts: meters.map(({ meter: { meterId } }) => ({
        meterId,
        lineId: line.lineId,
        at,
        error: errorText(error),
        errorKind: lineErrorKind(error),
        latencyMs: undefined,
      })),
    });
  }
}

const ANSWERED = { error: undefined, errorKind: undefined, latencyMs: undefined } as const;
