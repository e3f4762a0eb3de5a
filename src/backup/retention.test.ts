import assert from "node:assert/strict";
import { test } from "node:test";
import { backupFileName, expiredBackups, madeAtOf } from "./retention.ts";

const at = (text: string) => Temporal.Instant.from(text);
const backup = (text: string) => ({ path: backupFileName(at(text)), madeAt: at(text) });

test("a file's name tells when it was made, and other files are none of ours", () => {
  const name = backupFileName(at("2026-11-25T01:30:00.123Z"));
  assert.equal(name, "smartpm-20261125T013000Z.backup");
  assert.equal(madeAtOf(name)?.toString(), "2026-11-25T01:30:00Z");
  assert.equal(madeAtOf("holiday.jpg"), undefined);
  assert.equal(madeAtOf(`${name}.partial`), undefined);
});

test("every day for two weeks, the first of each month for a year", () => {
  // One a night from 1 January 2025 to 25 November 2026.
  const first = at("2025-01-01T01:30:00Z");
  const nights = Array.from({ length: 694 }, (_, n) => first.add({ hours: 24 * n }));
  const backups = nights.map((night) => backup(night.toString()));
  assert.equal(backups.at(-1)?.madeAt.toString(), "2026-11-25T01:30:00Z");
  const now = at("2026-11-25T02:00:00Z");
  const expired = expiredBackups(backups, { now, keepDays: 14, keepMonths: 12 });
  const kept = backups.filter((one) => !expired.includes(one)).map(({ madeAt }) => madeAt);
  const days = kept.map((instant) => instant.toString().slice(0, 10));
  // From the first of December 2025, 11 months back, to the first of November 2026: twelve.
  const months = Array.from({ length: 12 }, (_, n) =>
    Temporal.PlainDate.from("2025-12-01").add({ months: n }).toString(),
  );
  // 14 x 24 hours back from 02:00 is 11 November 02:00: the backup of 01:30 that day is older.
  const recent = Array.from({ length: 14 }, (_, n) => `2026-11-${12 + n}`);
  assert.deepEqual(days, [...months, ...recent]);
});

test("the newest stays, however old it is", () => {
  const backups = [backup("2020-01-01T01:00:00Z"), backup("2020-01-02T01:00:00Z")];
  const rule = { now: at("2026-01-01T00:00:00Z"), keepDays: 1, keepMonths: 0 };
  assert.deepEqual(expiredBackups(backups, rule), backups.slice(0, 1));
});
