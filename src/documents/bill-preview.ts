import type { Bill } from "#domain/billing/bill.ts";
import { type RenderOptions, typesetJob } from "./make-typeset-job.ts";
import type { TypesetJob } from "./typeset-job.ts";
import { createSlot } from "./typesetter-slot.ts";

/**
 * The white of a page, which typst.ts draws at the place of the first for every page: that of the
 * second would lie over the first.
 */
const PAPER = /^ {4}<path class="typst-shape" fill="#ffffff"[^>]*\/>\n/gm;

/** People who wait for a picture at once; more are told to try again. */
const WAITING_AT_MOST = 20;
/** From the question on, its turn among others and a process that has to be started included. */
const ANSWERED_WITHIN_MS = 20_000;

/** Shows bills as they would look; nothing is signed or stored. */
export interface BillPreviewer {
  /**
   * All pages as one SVG drawing, by the same engine as the document. Rejects with the engine's
   * words where the bill cannot be set.
   */
  picture(bill: Bill, options: RenderOptions): Promise<string>;
  /** Sets any other document, or its drawing. Rejects as `picture` does. */
  set(job: TypesetJob): Promise<Uint8Array>;
  /** Resolves where the bill can be set as a document, and rejects with the engine's words. */
  tryOut(bill: Bill, options: RenderOptions): Promise<void>;
  stop(): Promise<void>;
}

/** What is not there in time goes on for whoever waits behind it; who asked is told. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error("the machine is too busy to draw bills: try again");
    timer = setTimeout(reject, ANSWERED_WITHIN_MS, error);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A drawing as a page shows it. */
export function pictureOf(drawing: Uint8Array): string {
  return Buffer.from(drawing).toString("utf8").replaceAll(PAPER, "");
}

/** A process of its own, started when it is first asked: whoever changes a look has one of them. */
export function openBillPreviewer({
  publicUrl,
}: {
  readonly publicUrl: string | undefined;
}): BillPreviewer {
  const slot = createSlot();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const set = async (job: TypesetJob) => {
    if (waiting >= WAITING_AT_MOST) throw new Error("too many people look at bills: try again");
    waiting += 1;
    // One at a time: the process sets one document after the other.
    const turn = last.then(() => slot.run(job));
    last = turn.catch(() => {});
    const done = turn.finally(() => {
      waiting -= 1;
    });
    return inTime(done);
  };
  const jobOf = (bill: Bill, options: RenderOptions, output: TypesetJob["output"]) =>
    typesetJob(bill, { ...options, publicUrl, output });
  return {
    set,
    async picture(bill, options) {
      return pictureOf(await set(jobOf(bill, options, "svg")));
    },
    async tryOut(bill, options) {
      await set(jobOf(bill, options, "pdf"));
    },
    stop: () => slot.stop(),
  };
}
