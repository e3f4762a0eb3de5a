/** Shows how far a long preparation is. */
export interface Progress {
  /** Begins the next step; `of` is how many things it has, where they are counted. */
  step(name: string, of?: number): void;
  /** How many of the step's things are done. */
  done(count: number): void;
  /** Ends the last step. */
  finish(): void;
}

/** The part of a stream that a progress line needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const PERCENT = 100;
const CLEAR_LINE = "\r\u001b[2K";

/**
 * A line that counts on a terminal; elsewhere, as in a log file, one line a step.
 * Writes only when the percentage changes.
 */
export function progressOn(stream: ProgressStream): Progress {
  let name = "";
  let total = 0;
  let shown = -1;
  const endStep = () => {
    if (name && stream.isTTY) stream.write(`${CLEAR_LINE}  ${name}: done\n`);
    name = "";
  };
  return {
    step(next, of = 0) {
      endStep();
      name = next;
      total = of;
      shown = -1;
      stream.write(stream.isTTY ? `  ${name} ...` : `  ${name}\n`);
    },
    done(count) {
      if (!stream.isTTY || total === 0) return;
      const percent = Math.floor((PERCENT * count) / total);
      if (percent === shown) return;
      shown = percent;
      stream.write(`${CLEAR_LINE}  ${name} ... ${percent} %`);
    },
    finish: endStep,
  };
}
