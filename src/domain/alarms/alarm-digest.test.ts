import assert from "node:assert/strict";
import { test } from "node:test";
import { alarmDigest } from "./alarm-digest.ts";

const raisedAt = Temporal.Instant.from("2026-11-25T09:00:00Z");
const line = (n: number) => ({
  siteName: "Quay",
  timeZone: "Europe/Berlin",
  source: { kind: "line", id: n, name: `Gateway ${n}` } as const,
  details: { rule: "line-down", meters: 50, lastGoodAt: null, lastError: null } as const,
  raisedAt,
});

test("many alarms are counted by kind and named, place and time beside them", () => {
  const digest = alarmDigest([line(1), line(2)], "en");
  assert.deepEqual(digest, {
    subject: "SmartPM: 2 alarms",
    body: `communication: 2

- Line "Gateway 1" is down (Quay, 2026-11-25 10:00 (Europe/Berlin))
- Line "Gateway 2" is down (Quay, 2026-11-25 10:00 (Europe/Berlin))
`,
  });
});

test("of very many, fifty are named and the rest counted", () => {
  const lines = Array.from({ length: 200 }, (_, n) => line(n + 1));
  const { subject, body } = alarmDigest(lines, "zh");
  assert.equal(subject, "SmartPM: 200 个报警");
  assert.ok(body.endsWith("以及另外 150 个\n"));
  assert.ok(alarmDigest(lines, "de").body.endsWith("und 150 weitere\n"));
  assert.equal(body.split("\n").filter((text) => text.startsWith("- ")).length, 50);
});
