import type { Bill } from "#domain/billing/bill.ts";
import type { Clock } from "#platform/clock.ts";
import { openSigner } from "./cms-signature.ts";
import { signPdf } from "./sign-pdf.ts";
import type { SigningIdentity } from "./signing-certificate.ts";
import { type RenderOptions, typesetJob } from "./make-typeset-job.ts";
import type { TypesetJob } from "./typeset-job.ts";
import { createSlot, type Slot } from "./typesetter-slot.ts";

/** Bills that wait at once: a caller that has more is to wait for some of them. */
const WAITING_AT_MOST = 1_000;

const STOPPED = "the bill renderer has been stopped";

export interface BillRenderer {
  /**
   * The signed PDF of a bill. Rejects when the bill cannot be set: a logo that is no picture, a
   * process that crashes twice or takes too long.
   */
  render(bill: Bill, options?: RenderOptions): Promise<Uint8Array>;
  /** Sets any document, and does not sign it. Rejects as `render` does. */
  set(job: TypesetJob): Promise<Uint8Array>;
  /** Of the processes that run now, for whoever watches the machine. */
  processIds(): readonly number[];
  /** Ends the processes; bills that wait are rejected. */
  stop(): Promise<void>;
}

/** Starts processes that set bills; resolves when the first one works. */
export async function startBillRenderer(options: {
  readonly signingKey: SigningIdentity;
  /** How many bills are set at once; two are worth it on two cores. */
  readonly processes: number;
  /** Where people reach this installation; bills have no code to verify them without it. */
  readonly publicUrl?: string | undefined;
  readonly clock: Clock;
}): Promise<BillRenderer> {
  const { clock, publicUrl } = options;
  const signer = openSigner(options.signingKey);
  const slots = Array.from({ length: Math.max(1, options.processes) }, createSlot);
  const free = [...slots];
  const waiting: { readonly start: (slot: Slot) => void; readonly refuse: () => void }[] = [];
  let stopped = false;

  const takeSlot = () =>
    new Promise<Slot>((resolve, reject) => {
      const refuse = () => reject(new Error(STOPPED));
      if (stopped) return refuse();
      const slot = free.pop();
      if (slot) return resolve(slot);
      if (waiting.length >= WAITING_AT_MOST) return reject(new Error("too many bills are waiting"));
      waiting.push({ start: resolve, refuse });
    });
  const giveBack = (slot: Slot) => {
    const next = waiting.shift();
    if (next) next.start(slot);
    else free.push(slot);
  };

  await slots[0]?.warmUp();
  return {
    async render(bill, given = {}) {
      const job = typesetJob(bill, { ...given, output: "pdf", publicUrl });
      const slot = await takeSlot();
      try {
        const pdf = await slot.run(job);
        const details = { signedAt: clock.now(), reason: `Bill ${bill.number}` };
        return signPdf(pdf, signer, details);
      } catch (error) {
        throw new Error(`bill ${bill.number} cannot be rendered`, { cause: error });
      } finally {
        giveBack(slot);
      }
    },
    async set(job) {
      const slot = await takeSlot();
      try {
        return await slot.run(job);
      } finally {
        giveBack(slot);
      }
    },
    processIds: () => slots.flatMap((slot) => slot.processId() ?? []),
    async stop() {
      stopped = true;
      for (const { refuse } of waiting.splice(0)) refuse();
      await Promise.all(slots.map((slot) => slot.stop()));
    },
  };
}
