import type { LineId } from "#domain/core/id.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { errorText } from "#platform/refusal.ts";
import {
  abandonCommands,
  type CommandState,
  finishCommand,
  type LineCommandRow,
  noteProgress,
  takeLineCommands,
} from "#storage/line-commands.ts";
import type { LineJob } from "./line-job.ts";
import { readJob } from "./read-job.ts";
import { scanJob } from "./scan-job.ts";

export interface LineCommandsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Every type there is at the moment. */
  readonly models: () => ReadonlyMap<string, MeterModel>;
}

/** Brings what persons ask to the lines, and what comes of it to the database. */
export class LineCommands {
  readonly #options: LineCommandsOptions;

  constructor(options: LineCommandsOptions) {
    this.#options = options;
  }

  /** Takes what waits on these lines. */
  async take(lineIds: readonly LineId[]): Promise<{ lineId: LineId; job: LineJob }[]> {
    if (lineIds.length === 0) return [];
    const rows = await takeLineCommands(this.#options.database, lineIds);
    return rows.flatMap((row) => {
      const job = this.#jobOf(row);
      return job ? [{ lineId: row.lineId, job }] : [];
    });
  }

  /** What runs on these lines was begun by a collector that is no more. */
  async abandon(lineIds: readonly LineId[]): Promise<void> {
    const { database, clock } = this.#options;
    if (lineIds.length > 0) await abandonCommands(database, { lineIds, at: clock.now() });
  }

  #jobOf({ id, command }: LineCommandRow): LineJob | undefined {
    const { database } = this.#options;
    if (command.kind === "scan") {
      return scanJob({
        command,
        catalogue: [...this.#options.models().values()],
        report: async (progress, result) => {
          try {
            return await noteProgress(database, { id, progress, result });
          } catch (error) {
            this.#failing(error, id);
            return false;
          }
        },
        finish: (state, result) => this.#finish({ id, state, result }),
      });
    }
    const model =
      typeof command.model === "string" ? this.#options.models().get(command.model) : command.model;
    if (!model) {
      const message = `there is no type of meter ${JSON.stringify(command.model)}`;
      this.#finish({ id, state: "failed", result: { error: { kind: "unsupported", message } } });
      return undefined;
    }
    return readJob({
      command,
      model,
      finish: (result) => this.#finish({ id, state: result.error ? "failed" : "done", result }),
    });
  }

  #finish(finished: {
    readonly id: number;
    readonly state: Extract<CommandState, "done" | "failed" | "stopped">;
    readonly result: object;
  }): void {
    const { database, clock } = this.#options;
    finishCommand(database, { ...finished, at: clock.now() }).catch((error) =>
      this.#failing(error, finished.id),
    );
  }

  #failing(error: unknown, id: number): void {
    this.#options.log.warn({ command: id, why: errorText(error) }, "a command's result is lost");
  }
}
