/** What a bill was computed from, handed out so that anybody can compute it again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import type { EvidenceFile } from "#domain/billing/evidence-file.ts";
import { verifyEvidence } from "#domain/billing/verify-evidence.ts";
import { faultText } from "#domain/core/fault.ts";
import { takeBackBill } from "#jobs/correct-bill.ts";
import { makeEvidence } from "#jobs/make-evidence.ts";
import { MovableClock } from "#platform/clock.ts";
import { storeReadings } from "#storage/readings.ts";
import { letUnit, STEADY } from "#test/support/let-unit.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";

async function billedJune(t: Parameters<typeof letUnit>[0]) {
  const unit = await letUnit(t, "2026-06-16");
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(unit.database, { ...STEADY, channelId });
  const billed = await unit.bill("2026-06-16", "2026-07-01");
  assert.ok(billed.ok);
  return { ...unit, channelId, billId: billed.value.billId };
}

function fileOf(gzipped: Uint8Array): EvidenceFile {
  return JSON.parse(gunzipSync(gzipped).toString()) as EvidenceFile;
}

test("a bill is computed again from its evidence alone, step by step", async (t) => {
  const { database, billId } = await billedJune(t);
  const made = await makeEvidence(database, billId);
  assert.ok(made.ok, made.ok ? "" : made.faults.map(faultText).join());
  const verified = verifyEvidence(fileOf(made.value));
  assert.ok(verified.ok);
  const { steps, isEqual } = verified.value;
  assert.equal(isEqual, true);
  assert.deepEqual(
    steps.filter(({ kind }) => kind === "line").map(({ how, stated }) => [how, stated]),
    [
      ["150 kWh × 0.2", "3000"],
      ["426 kWh × 0.3", "12780"],
      ["9 × 15/30", "450"],
    ],
  );
  assert.equal(steps.find(({ name }) => name === "totalMinor")?.computed, "19314");
});

test("a figure, a reading or a price that somebody changed shows, and where", async (t) => {
  const { database, billId } = await billedJune(t);
  const made = await makeEvidence(database, billId);
  assert.ok(made.ok);
  const wrongAfter = (change: (file: string) => string) => {
    const text = gunzipSync(made.value).toString();
    const changed = change(text);
    assert.notEqual(changed, text);
    const verified = verifyEvidence(JSON.parse(changed));
    assert.ok(verified.ok);
    assert.equal(verified.value.isEqual, false);
    return verified.value.steps.filter((step) => !step.isEqual).map(({ kind }) => kind);
  };
  assert.ok(
    wrongAfter((file) => file.replace('"totalMinor":"19314"', '"totalMinor":"19313"')).includes(
      "total",
    ),
  );
  assert.ok(
    wrongAfter((file) =>
      file.replace('"upTo":"300","price":"0.20"', '"upTo":"300","price":"0.21"'),
    ).includes("line"),
  );
  // One more count between two readings: those at the ends are not what the bill says.
  assert.ok(wrongAfter((file) => file.replace(",4,4,4,", ",4,5,4,")).includes("reading"));
});

test("a credit note is computed again from the bill that it takes back", async (t) => {
  const { database, billId } = await billedJune(t);
  const clock = new MovableClock(Temporal.Instant.from("2026-12-02T05:00Z"));
  const back = await takeBackBill({ database, clock, billId, reason: "x", actor: "owner" });
  assert.ok(back.ok);
  const made = await makeEvidence(database, back.value.creditNote.billId);
  assert.ok(made.ok, made.ok ? "" : made.faults.map(faultText).join());
  const verified = verifyEvidence(fileOf(made.value));
  assert.ok(verified.ok && verified.value.isEqual);
});

test("where readings have changed since, there is no evidence, and it says so", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity");
  const reading = (at: string, counts: number) => ({
    channelId,
    measuredAt: Temporal.Instant.from(at),
    counts,
    quality: 1,
    collectedAt: Temporal.Instant.from(at),
  });
  const { database } = unit;
  await storeReadings(database, [
    reading("2026-05-31T22:00Z", 0),
    reading("2026-07-30T22:00Z", 20_000),
  ]);
  const billed = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(billed.ok);
  await storeReadings(database, [reading("2026-06-30T22:00Z", 9_000)]);
  const made = await makeEvidence(database, billed.value.billId);
  assert.ok(!made.ok);
  assert.match(faultText(made.faults[0]!), /the readings .* have changed since/);
});

test("what is no evidence file is told", () => {
  for (const content of [null, 1, {}, { format: "other" }, { format: "smartpm-evidence/1" }]) {
    const verified = verifyEvidence(content);
    assert.ok(!verified.ok);
    assert.match(faultText(verified.faults[0]!), /is no evidence file/);
  }
});
