/**
 * Bills as signed PDFs: bills of two pages with three service points, ten lines and three charts, with a
 * logo. No two have the same number, name, registers or amounts, as in a run. Each figure is the best of
 * three rounds; processes are started and warm before. Processor time is that of all processes.
 */
import { performance } from "node:perf_hooks";
import { startBillRenderer } from "#documents/bill-renderer.ts";
import { openSigner } from "#documents/cms-signature.ts";
import { signPdf } from "#documents/sign-pdf.ts";
import { createSigningIdentity } from "#documents/signing-certificate.ts";
import { verifyPdf } from "#documents/verify-pdf.ts";
import type { Bill } from "#domain/billing/bill.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { systemClock } from "#platform/clock.ts";
import { sampleBill } from "#test/support/sample-bill.ts";
import type { Figure } from "./figure.ts";
import { processorMsOf } from "./processor-time.ts";

const BILLS = 100;
const SIGNATURES = 200;
const ROUNDS = 3;

const LOGO = {
  mediaType: "image/svg+xml",
  bytes: Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="31" fill="#0f5c66"/><path d="M10 40c7-5 13-5 22 0s15 5 22 0v8c-7 5-13 5-22 0s-15-5-22 0z" fill="#9fd6d2"/></svg>',
  ),
};

/** Measures rendering by one and by two processes, then signing and verifying alone. */
export async function* run(): AsyncGenerator<Figure> {
  const signingKey = await createSigningIdentity("Harbour Estate", systemClock);
  let document: Uint8Array = new Uint8Array();
  for (const processes of [1, 2]) {
    const renderer = await startBillRenderer({ signingKey, processes, clock: systemClock });
    try {
      const renderAll = (bills: number) =>
        Promise.all(
          Array.from({ length: bills }, () => renderer.render(anotherBill(), { logo: LOGO })),
        );
      [document = document] = await renderAll(4 * processes);
      const before = processorMs(renderer.processIds());
      const ms = await bestOf(() => renderAll(BILLS));
      const used = processorMs(renderer.processIds()) - before;
      const figure = `signed bills of two pages, ${processes === 1 ? "one process" : "two processes"}`;
      yield { figure, value: (BILLS * 1000) / ms, unit: "bills/s" };
      yield {
        figure: `processor time of one, ${processes === 1 ? "one process" : "two processes"}`,
        value: used / (ROUNDS * BILLS),
        unit: "ms",
      };
    } finally {
      await renderer.stop();
    }
  }
  yield { figure: "a signed bill of two pages", value: document.length, unit: "bytes" };
  const signer = openSigner(signingKey);
  const signed = Buffer.from(document);
  const unsigned = signed.subarray(
    0,
    signed.lastIndexOf("%%EOF", signed.indexOf("/ByteRange")) + 6,
  );
  const details = { signedAt: systemClock.now(), reason: "Bill" };
  const signMs = await bestOf(() => repeat(() => signPdf(unsigned, signer, details)));
  yield { figure: "signing a bill", value: signMs / SIGNATURES, unit: "ms" };
  const verifyMs = await bestOf(() => repeat(() => verifyPdf(document)));
  yield { figure: "verifying a bill", value: verifyMs / SIGNATURES, unit: "ms" };
}

let billsMade = 0;

/** A bill that has not been set before. */
function anotherBill(): Bill {
  billsMade += 1;
  const bill = sampleBill();
  const shifted = (value: string) => Decimal.parse(value).plus(Decimal.of(billsMade)).toString();
  return {
    ...bill,
    number: `B1-2026-${String(billsMade).padStart(6, "0")}`,
    recipient: { ...bill.recipient, name: `Accounts payable ${billsMade}` },
    points: bill.points.map((point) => ({
      ...point,
      opening: { ...point.opening, value: shifted(point.opening.value) },
      closing: { ...point.closing, value: shifted(point.closing.value) },
      consumption: shifted(point.consumption),
    })),
    lines: bill.lines.map((line) => ({
      ...line,
      quantity: shifted(line.quantity),
      amountMinor: shifted(line.amountMinor),
    })),
    history: bill.history.map((history) => ({
      ...history,
      months: history.months.map(({ month, consumption }) => ({
        month,
        consumption: consumption === null ? null : shifted(consumption),
      })),
    })),
  };
}

/** Of this process and those that set the bills, since they began. */
function processorMs(pids: readonly number[]): number {
  const { user, system } = process.cpuUsage();
  return pids.reduce((sum, pid) => sum + processorMsOf(pid), (user + system) / 1000);
}

function repeat(work: () => unknown): void {
  for (let n = 0; n < SIGNATURES; n += 1) work();
}

async function bestOf(work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    await work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
