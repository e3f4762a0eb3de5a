/** How bills look: hard cases in every language, each word within its page and over no other. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startBillRenderer } from "#documents/bill-renderer.ts";
import { createSigningIdentity } from "#documents/signing-certificate.ts";
import { MovableClock } from "#platform/clock.ts";
import { billCases } from "#test/support/bill-cases.ts";
import { missingProgram, outputOf } from "#test/support/installed-program.ts";
import { overlaps, textBoxes } from "#test/support/text-boxes.ts";

const POINTS_PER_MM = 72 / 25.4;
const MARGIN = 20 * POINTS_PER_MM;
const FOOT = 8 * POINTS_PER_MM;
/** Side bearings of letters. */
const TOLERANCE = 1;

/** A folder to keep the cases in, as PDF and as pictures at 100 %, to look at them. */
const KEPT = process.env["SMARTPM_BILL_PAGES"];

test(
  "no word of a bill leaves its page or stands over another: long names, 40 lines, no lines, negative, three taxes",
  { skip: missingProgram("pdftotext", "poppler-utils") },
  async (t) => {
    const clock = new MovableClock(Temporal.Instant.from("2026-11-03T12:00:00Z"));
    const signingKey = await createSigningIdentity("Harbour Estate", clock);
    const publicUrl = "https://bills.harbour-estate.example";
    const renderer = await startBillRenderer({ signingKey, processes: 2, clock, publicUrl });
    t.after(() => renderer.stop());
    const folder = KEPT ?? (await mkdtemp(join(tmpdir(), "smartpm-paper-")));
    await mkdir(folder, { recursive: true });
    if (KEPT === undefined) t.after(() => rm(folder, { recursive: true }));
    await Promise.all(
      billCases().map(({ name, bill }) =>
        t.test(name, async () => {
          const path = join(folder, `${name}.pdf`);
          await writeFile(path, await renderer.render(bill));
          if (KEPT !== undefined) {
            await outputOf("pdftoppm", ["-r", "96", "-png", path, join(folder, name)]);
          }
          const { pages, boxes } = await textBoxes(path);
          assert.ok(boxes.length > 50, "the words were found");
          const outside = boxes.filter(({ page, left, right, bottom }) => {
            const { width, height } = pages[page - 1] ?? { width: 0, height: 0 };
            return (
              left < MARGIN - TOLERANCE ||
              right > width - MARGIN + TOLERANCE ||
              bottom > height - FOOT
            );
          });
          assert.deepEqual(outside, [], "words outside of the margins");
          assert.deepEqual(overlaps(boxes), [], "words over each other");
        }),
      ),
    );
  },
);
