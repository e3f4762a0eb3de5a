import { LineError } from "./line-error.ts";

/** A frame found among received bytes. */
export interface FoundFrame<Frame> {
  readonly frame: Frame;
  /** Where the bytes after it begin. */
  readonly end: number;
}

/** What the bytes from one possible start on are: a whole frame, the beginning of one, or neither. */
export type FrameAt<Frame> = FoundFrame<Frame> | "incomplete" | LineError;

export interface FrameSearch<Frame> {
  readonly found: readonly FoundFrame<Frame>[];
  /** What was wrong with bytes that looked like a frame; undefined when nothing was. */
  readonly problem: LineError | undefined;
}

/**
 * The frames in `received`, wherever they begin: noise before, between and after them is passed
 * over, and where bytes only look like a frame the search goes on behind their first byte. It is
 * then for the caller to see whether a frame answers the question.
 */
export function searchFrames<Frame>(
  received: Buffer,
  startByte: number,
  frameAt: (received: Buffer, at: number) => FrameAt<Frame>,
): FrameSearch<Frame> {
  const found: FoundFrame<Frame>[] = [];
  let problem: LineError | undefined;
  let at = received.indexOf(startByte);
  while (at !== -1) {
    const here = frameAt(received, at);
    let next = at + 1;
    if (here instanceof LineError) {
      // A checksum tells most: there was a frame.
      if (problem?.kind !== "wrong-checksum") problem = here;
    } else if (here !== "incomplete") {
      found.push(here);
      next = here.end;
    }
    at = received.indexOf(startByte, next);
  }
  return { found, problem };
}
