import type { FrameSearch } from "./frame-search.ts";
import type { HalfDuplex } from "./half-duplex.ts";
import { LineError } from "./line-error.ts";

/** A question on a line whose frames may be found among noise, and how its answer is known. */
export interface FrameQuestion<Frame, Answer> {
  readonly bytes: Uint8Array;
  readonly search: (received: Buffer) => FrameSearch<Frame>;
  /** Throws a LineError when the frame does not answer the question, or refuses. */
  readonly answerIn: (frame: Frame) => Answer;
  readonly timeoutMs?: number;
}

/**
 * Asks and waits for the frame that answers. Frames that answer something else (the echo of the
 * question, a late answer, another meter) and bytes that are none are passed over until the
 * time-out; then the error tells of them, rather than that nothing came.
 */
export async function askForFrame<Frame, Answer>(
  line: HalfDuplex,
  question: FrameQuestion<Frame, Answer>,
): Promise<Answer> {
  const { bytes, search, answerIn, timeoutMs } = question;
  let problem: LineError | undefined;
  const take = (lent: Buffer): { readonly answer: Answer } | undefined => {
    // Frames are parts of what they are found in.
    const received = Buffer.from(lent);
    const searched = search(received);
    problem = searched.problem ?? problem;
    for (const { frame, end } of searched.found) {
      const echo = received.subarray(0, end).subarray(-bytes.length);
      if (echo.equals(bytes)) continue;
      try {
        return { answer: answerIn(frame) };
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
        if (error.kind === "refused") throw error;
        problem = error;
      }
    }
    return undefined;
  };
  return line.ask(bytes, take, timeoutMs).catch((error: unknown) => {
    const isSilent = error instanceof LineError && error.kind === "no-answer";
    throw isSilent && problem ? problem : error;
  });
}
