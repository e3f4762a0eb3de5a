import type { LineConnection } from "#drivers/line-connection.ts";

/**
 * What a person asks of a line. Done a step at a time; between the steps of a long one meters that
 * fall due are saved.
 */
export interface LineJob {
  /** Long: a scan. Short: a reading, which goes before everything else. */
  readonly isLong: boolean;
  /** Does a step; true when the job is over. Does not throw: what goes wrong is its result. */
  step(connection: LineConnection): Promise<boolean>;
}

/** The jobs that wait on a line, in the order in which they were asked. */
export class LineJobs {
  readonly #short: LineJob[] = [];
  readonly #long: LineJob[] = [];

  add(job: LineJob): void {
    (job.isLong ? this.#long : this.#short).push(job);
  }

  get areThere(): boolean {
    return this.#short.length + this.#long.length > 0;
  }

  /** Does all short ones. */
  async serve(connection: LineConnection): Promise<void> {
    for (let job = this.#short[0]; job; job = this.#short[0]) {
      if (await job.step(connection)) this.#short.shift();
    }
  }

  /** Does a step of the first long one; false when there is none. */
  async goOn(connection: LineConnection): Promise<boolean> {
    const [job] = this.#long;
    if (!job) return false;
    if (await job.step(connection)) this.#long.shift();
    return true;
  }
}
