import assert from "node:assert/strict";
import { test } from "node:test";
import { dueReportMonth } from "./report-due.ts";

const at = (text: string) => Temporal.Instant.from(text);
const due = (now: string, enabledAt = "2026-01-01T00:00:00Z", sendDay = 3) =>
  dueReportMonth(
    { enabledAt: at(enabledAt), sendDay, timeZone: "Europe/Berlin" },
    at(now),
  )?.toString();

test("the report of a month is due in the morning of its day in the next", () => {
  // 06:00 in Berlin is 05:00 UTC in winter, 04:00 in summer.
  assert.equal(due("2026-11-03T04:59:59Z"), "2026-09");
  assert.equal(due("2026-11-03T05:00:00Z"), "2026-10");
  assert.equal(due("2026-08-03T04:00:00Z"), "2026-07");
  assert.equal(due("2026-12-31T12:00:00Z"), "2026-11");
  assert.equal(due("2026-01-20T12:00:00Z"), "2025-12");
});

test("whoever enables it gets the next report, not the last", () => {
  assert.equal(due("2026-11-24T12:00:00Z", "2026-11-24T11:00:00Z"), undefined);
  assert.equal(due("2026-12-03T04:59:59Z", "2026-11-24T11:00:00Z"), undefined);
  assert.equal(due("2026-12-03T05:00:00Z", "2026-11-24T11:00:00Z"), "2026-11");
});
