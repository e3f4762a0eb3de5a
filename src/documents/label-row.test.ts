import assert from "node:assert/strict";
import { test } from "node:test";
import { type BarLabel, labelRow } from "./label-row.ts";
import { textMm } from "./type-width.ts";

type Tone = "now" | "before";

function label(text: string, tone: Tone = "before"): BarLabel<Tone> {
  return { text, tone, weight: tone === "now" ? "bold" : "regular" };
}

/** Where the middles of labels come to stand, in mm. */
function middles(labels: readonly BarLabel<Tone>[], pitchMm: number): number[] {
  const points = 6;
  const found: number[] = [];
  let end = 0;
  for (const run of labelRow(labels, { pitchMm, points })) {
    for (const [, pad = "", text = ""] of run.text.matchAll(/(\s*)(\S+)/gu)) {
      const mm = textMm(text, points, run.tone === "now" ? "bold" : "regular");
      end += textMm(pad, points) + mm;
      found.push(end - mm / 2);
    }
  }
  return found;
}

/** A twentieth of an em of 6 pt. */
const NEAR_MM = 0.11;

function assertCentred(labels: readonly BarLabel<Tone>[], pitchMm: number): void {
  const found = middles(labels, pitchMm);
  assert.equal(found.length, labels.length);
  for (const [n, middle] of found.entries()) {
    const off = Math.abs(middle - (n + 0.5) * pitchMm);
    assert.ok(off <= NEAR_MM, `label ${n} of places of ${pitchMm} mm is off by ${off} mm`);
  }
}

test("each label stands in the middle of its place, also a bold one", () => {
  const texts = ["2.21k", "–", "38", "3.3k", "690", "1", "1月", "49.1", "12月", "Sept", "0.02"];
  assertCentred([...texts.map((text) => label(text)), label("2.38k", "now")], 81 / 12);
});

test("one that is alone on a wide chart, too", () => {
  for (const count of [1, 2, 3]) {
    assertCentred(
      Array.from({ length: count }, () => label("Oct")),
      81 / count,
    );
  }
});

test("a label wider than its place pushes the next one, and those after it stand right again", () => {
  const labels = ["1", "123,456,789", "2", "3", "4", "5"].map((text) => label(text));
  const [run] = labelRow(labels, { pitchMm: 6, points: 6 });
  assert.match(run?.text ?? "", /123,456,7892\s/u, "pushed, but beside it");
  assert.ok(Math.abs((middles(labels, 6).at(-1) ?? 0) - 5.5 * 6) <= NEAR_MM, "right again");
});

test("labels of one tone that follow each other are one text", () => {
  const runs = labelRow([label("a"), label("b"), label("c", "now")], { pitchMm: 6, points: 6 });
  assert.deepEqual(
    runs.map(({ tone, text }) => [tone, text.replaceAll(/\s+/gu, " ")]),
    [
      ["before", " a b"],
      ["now", " c"],
    ],
  );
});
