import type { WireDevice } from "./wire-gateway.ts";

/** A whole request at the start of bytes and its length; how far to go on where there is none. */
export type RequestAt<Request> =
  { readonly request: Request; readonly bytes: number } | "incomplete" | "none";

/**
 * A device that finds whole requests among what comes, byte by byte where there is none, and
 * answers each with what `answer` says; nothing for those that are not meant for it.
 */
export function framedDevice<Request>(
  requestAt: (bytes: Buffer) => RequestAt<Request>,
  answer: (request: Request) => Buffer | undefined,
): WireDevice {
  return {
    hear(received) {
      const answers: Buffer[] = [];
      let at = 0;
      while (at < received.length) {
        const here = requestAt(received.subarray(at));
        if (here === "incomplete") break;
        if (here === "none") {
          at += 1;
          continue;
        }
        at += here.bytes;
        const said = answer(here.request);
        if (said) answers.push(said);
      }
      return { answers, heard: at };
    },
  };
}
