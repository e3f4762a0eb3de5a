import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { ScanStep } from "#drivers/line-connection.ts";
import type { CommandState, FoundOnLine, ScanCommand, ScanResult } from "#storage/line-commands.ts";
import type { LineJob } from "./line-job.ts";
import { commandError } from "./read-job.ts";

export interface ScanJobOptions {
  readonly command: ScanCommand;
  readonly catalogue: readonly MeterModel[];
  /** Tells how far it is; resolves to whether a person wants it stopped. */
  readonly report: (progress: number, result: ScanResult) => Promise<boolean>;
  readonly finish: (
    state: Extract<CommandState, "done" | "failed" | "stopped">,
    result: ScanResult,
  ) => void;
}

/** Looks for meters, an address or a group of addresses at a step. */
export function scanJob(options: ScanJobOptions): LineJob {
  const found: FoundOnLine[] = [];
  const problems: { asked: string; kind: string }[] = [];
  let steps: AsyncGenerator<ScanStep> | undefined;
  let stopAsked = false;
  const note = (step: ScanStep): ScanResult => {
    if (step.found) found.push(step.found);
    if (step.problem) problems.push({ asked: step.asked, kind: step.problem });
    return { asked: step.asked, found: [...found], problems: [...problems] };
  };
  let isTelling = false;
  const tell = async (done: number, result: ScanResult) => {
    // While the database is slower than the line, what it is told next holds all of it.
    if (isTelling) return;
    isTelling = true;
    if (await options.report(done, result)) stopAsked = true;
    isTelling = false;
  };
  const finish = (state: "done" | "failed" | "stopped", error?: ScanResult["error"]) => {
    options.finish(state, { found, problems, ...(error && { error }) });
    return true;
  };
  return {
    isLong: true,
    async step(connection) {
      try {
        if (stopAsked) {
          await steps?.return(undefined);
          return finish("stopped");
        }
        steps ??= connection.scan({ ...options.command, catalogue: options.catalogue });
        const next = await steps.next();
        if (next.done) return finish("done");
        // Not waited for: the line goes on while the database notes how far it is.
        void tell(next.value.done, note(next.value));
        return false;
      } catch (error) {
        return finish("failed", commandError(error));
      }
    },
  };
}
