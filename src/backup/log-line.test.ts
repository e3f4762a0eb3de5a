/** The names by which copies and log are found again, what a copy needs, and what nobody needs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type LogLine, piecesFrom, positionOf, positionText } from "./log-line.ts";
import { expiredLogFiles } from "./log-retention.ts";

const MB = 1024n * 1024n;
/** A log file of the server has 16 MiB. */
const SEGMENT = 16n * MB;

const piece = (from: bigint, to: bigint) => ({ path: `${from / MB}-${to / MB}`, from, to });
const base = (day: string, from: bigint) => ({
  path: `base ${day}`,
  madeAt: Temporal.Instant.from(`2026-11-${day}T02:00Z`),
  from,
});

function line(of: Pick<LogLine, "bases" | "pieces">, name = "smartpm_1_20261101020000"): LogLine {
  return { name, folder: name, timeline: 1, ...of };
}

test("a position of the log is written as PostgreSQL does", () => {
  assert.equal(positionOf("0/3000028"), 0x3000028n);
  // The number before the stroke counts 4 GiB.
  assert.equal(positionOf("2/10"), 2n * 4096n * MB + 16n);
  for (const text of ["0/3000028", "2/10", "ab/0"])
    assert.equal(positionText(positionOf(text)), text);
});

test("a copy needs its log from the beginning of the file in which it starts, up to a gap", () => {
  const pieces = [
    piece(0n, SEGMENT),
    piece(SEGMENT, 20n * MB),
    piece(20n * MB, 40n * MB),
    piece(41n * MB, 50n * MB),
  ];
  // 17 MiB lies in the second file, which begins at 16; 40 to 41 is missing.
  const paths = piecesFrom({ pieces }, 17n * MB).map(({ path }) => path);
  assert.deepEqual(paths, ["16-20", "20-40"]);
  assert.deepEqual(piecesFrom({ pieces: [piece(20n * MB, 40n * MB)] }, 17n * MB), []);
});

test("what is kept reaches back to the copy before the first day that is kept", () => {
  const pieces = [piece(0n, SEGMENT), piece(SEGMENT, 40n * MB), piece(40n * MB, 90n * MB)];
  const bases = [base("01", 0n), base("08", 45n * MB), base("15", 80n * MB)];
  const expired = (keptFrom: string) =>
    expiredLogFiles([line({ bases, pieces })], Temporal.Instant.from(keptFrom));
  assert.deepEqual(expired("2026-11-08T01:00Z"), []);
  // 45 MiB lies in the file from 32 on: the piece from 16 to 40 is needed still.
  assert.deepEqual(expired("2026-11-08T02:00Z"), ["base 01", "0-16"]);
  assert.deepEqual(expired("2026-12-31T00:00Z"), ["base 01", "base 08", "0-16", "16-40"]);
});

test("a line that ended goes when the next has a copy that is old enough; the newest stays", () => {
  const old = line({ bases: [base("01", 0n)], pieces: [piece(0n, SEGMENT)] });
  const next = line({ bases: [base("10", 0n)], pieces: [] }, "smartpm_2_20261110020000");
  const expired = (keptFrom: string) =>
    expiredLogFiles([old, next], Temporal.Instant.from(keptFrom));
  assert.deepEqual(expired("2026-11-10T01:59Z"), []);
  assert.deepEqual(expired("2026-11-10T02:00Z"), ["base 01", "0-16"]);
  assert.deepEqual(expired("2027-11-10T02:00Z"), ["base 01", "0-16"]);
});
