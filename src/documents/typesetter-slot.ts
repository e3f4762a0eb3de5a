import type { TypesetJob } from "./typeset-job.ts";
import { startTypesetter, type Typesetter, TypesetterCrash } from "./typesetter.ts";

/** Loading Node and the fonts on a busy machine. */
const START_MS = 30_000;

/** A bill of two pages takes some 20 ms. */
const BILL_MS = 20_000;

/** A process that was ended from outside says nothing against the bill; a second one does. */
const ATTEMPTS = 2;

/** What the engine does not give back is given back so. */
const BILLS_PER_PROCESS = 2_000;

const SLOT_STOPPED = "the bill renderer has been stopped";

/** The place of one process: started when it is needed, replaced when it has ended. */
export interface Slot {
  processId(): number | undefined;
  warmUp(): Promise<void>;
  run(job: TypesetJob): Promise<Uint8Array>;
  stop(): Promise<void>;
}

/** A place whose process is not started yet. */
export function createSlot(): Slot {
  let typesetter: Typesetter | undefined;
  let bills = 0;
  let stopped = false;

  async function ready(): Promise<Typesetter> {
    if (stopped) throw new Error(SLOT_STOPPED);
    if (typesetter && (bills >= BILLS_PER_PROCESS || !typesetter.alive())) {
      await typesetter.stop();
      typesetter = undefined;
    }
    if (!typesetter) {
      bills = 0;
      typesetter = await startTypesetter(START_MS);
    }
    if (stopped) {
      await typesetter.stop();
      throw new Error(SLOT_STOPPED);
    }
    return typesetter;
  }

  return {
    processId: () => (typesetter?.alive() ? typesetter.pid : undefined),
    async warmUp() {
      await ready();
    },
    async run(job) {
      for (let attempt = 1; ; attempt += 1) {
        const current = await ready();
        bills += 1;
        try {
          return await current.run(job, BILL_MS);
        } catch (error) {
          if (!(error instanceof TypesetterCrash) || attempt === ATTEMPTS) throw error;
          await current.stop();
        }
      }
    },
    async stop() {
      stopped = true;
      await typesetter?.stop();
    },
  };
}
