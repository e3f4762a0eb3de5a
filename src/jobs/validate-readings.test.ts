import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { DEFAULT_RULES } from "#domain/validation/validation-rules.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { listMeteredChannels } from "#storage/channel-consumption.ts";
import { type ExceptionView, listExceptions } from "#storage/exception-views.ts";
import { storeLiveValues } from "#storage/live-values.ts";
import { readRegister } from "#storage/read-readings.ts";
import { addValidationRules } from "#storage/validation-rules.ts";
import { storeReadings } from "#storage/readings.ts";
import { contents, letUnit, onlyBill, STEADY } from "#test/support/let-unit.ts";
import {
  createTestPoint,
  createTestSite,
  storeLoad,
  storeSteadyReadings,
} from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { type Decision, decide } from "./decide-exception.ts";
import { exceptionImpact } from "./exception-impact.ts";
import { estimateSilent } from "./estimate-silent.ts";
import { validateReadings } from "./validate-readings.ts";

const { measured, estimated } = READING_QUALITY;
const BEFORE_JULY = { from: "2026-05-31T22:00Z", to: "2026-07-01T22:00Z" };
const RESET_MS = Temporal.Instant.from("2026-06-15T12:00Z").epochMilliseconds;
const at = (text: string) => Temporal.Instant.from(text);

async function validated(database: Database, now: string) {
  while (await validateReadings({ database, clock: new MovableClock(at(now)) }));
  const { exceptions } = await listExceptions(database, { page: 1, pageSize: 50 });
  return exceptions;
}

async function decided(
  database: Database,
  { exception, decision }: { readonly exception: ExceptionView; readonly decision: Decision },
) {
  return decide(database, {
    ...(await doubtOf(database, exception)),
    id: exception.id,
    state: exception.state,
    decision,
    actor: "owner@example.org",
    note: "",
    at: at("2026-12-02T05:00Z"),
  });
}

async function doubtOf(database: Database, { channelId, timeZone, rule, range }: ExceptionView) {
  const [channel] = await listMeteredChannels(database, { channelIds: [channelId] });
  assert.ok(channel);
  return { doubt: { channel, timeZone, rule, range } };
}

/*
 * 0.4 kWh a quarter hour; at noon of 15 June the register is set to zero and climbs on: the quarter
 * hour before noon is not known. June has 30 × 96 = 2880 quarter hours: 2879 × 0.4 = 1151.6 kWh are
 * known, 1152.0 with the usual 0.4.
 */
const RESET = (ms: number) => (ms < RESET_MS ? ms / 225_000 : (ms - RESET_MS) / 225_000);

test("a register that was set to zero holds the bill back until somebody decides", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { database } = unit;
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeLoad(database, { ...BEFORE_JULY, channelId, counts: RESET });
  const refused = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(!refused.ok);
  assert.match(
    refused.faults.map(faultText).join(),
    /^Harbour Bakery: Unit 1 electricity: the register fell from \d+\.\d to 0\.0 at 2026-06-15 14:00, and what was used then is not known \(accept, correct or estimate it/,
  );
  const [found, ...others] = await validated(database, "2026-07-02T03:00Z");
  assert.deepEqual(others, []);
  assert.ok(found);
  assert.deepEqual(
    [found.rule, found.severity, found.holdsBilling, found.state],
    ["register-restarted", "critical", true, "open"],
  );

  await t.test("what is at stake is told: the quarter hour at the price of its tier", async () => {
    const { doubt } = await doubtOf(database, found);
    const { impacts, proposal } = await exceptionImpact(database, doubt);
    assert.equal(proposal?.kind, "split");
    const [impact] = impacts;
    assert.equal(impact?.bill, undefined);
    // 300 × 0.20 + 851.6 × 0.30 + 9.00 = 324.48, with 19 %: 386.13; 852.0 make 324.60 and 386.27.
    assert.deepEqual([impact?.asReadMinor, impact?.asProposedMinor], [38_613n, 38_627n]);
  });

  await t.test(
    "estimated, the bill has the whole month; taken back, it is held again",
    async () => {
      assert.ok((await decided(database, { exception: found, decision: "estimate" })).ok);
      const [after] = await validated(database, "2026-07-02T04:00Z");
      assert.equal(after?.state, "estimated");
      assert.ok((await decided(database, { exception: after, decision: "reopen" })).ok);
      const held = await unit.bill("2026-06-01", "2026-07-01");
      assert.ok(!held.ok);
      const [open] = await validated(database, "2026-07-02T05:00Z");
      assert.equal(open?.state, "open");
      assert.ok((await decided(database, { exception: open, decision: "estimate" })).ok);
      assert.ok((await unit.bill("2026-06-01", "2026-07-01")).ok);
      assert.equal((await onlyBill(unit)).points[0]?.consumption, "1152.0");
    },
  );

  await t.test("somebody who has seen an older state decides nothing", async () => {
    const late = await decided(database, { exception: found, decision: "accept" }).catch(String);
    assert.match(JSON.stringify(late), /decided by somebody else/);
  });
});

test("accepted as it is, the bill goes out without what nobody knows", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeLoad(unit.database, { ...BEFORE_JULY, channelId, counts: RESET });
  const [found] = await validated(unit.database, "2026-07-02T03:00Z");
  assert.ok(found);
  assert.ok((await decided(unit.database, { exception: found, decision: "accept" })).ok);
  assert.ok((await unit.bill("2026-06-01", "2026-07-01")).ok);
  assert.equal((await onlyBill(unit)).points[0]?.consumption, "1151.6");
  const { rows } = await unit.database.query(
    "select actor, action from audit_entry where action like 'exception%'",
  );
  assert.deepEqual(rows, [{ actor: "owner@example.org", action: "exception.accepted" }]);
});

/*
 * A gap from 1 to 3 July, 48 hours of 1.6 kWh: what like days say is the same every quarter hour,
 * so each of the 191 missing values lies on the line, marked estimated.
 */
test("a gap is filled by like days as soon as its end is known, and measured values replace it", async (t) => {
  const { database, attach } = await letUnit(t, "2026-06-01");
  const { channelId } = await attach("Unit 1 electricity");
  const { counts, from } = STEADY;
  await storeSteadyReadings(database, { channelId, counts, from, to: "2026-07-01T00:00Z" });
  const later = { from: "2026-07-03T00:00Z", to: "2026-07-04T00:00Z" };
  await storeSteadyReadings(database, { channelId, counts, ...later });
  const [gap] = await validated(database, "2026-07-04T03:00Z");
  assert.deepEqual([gap?.rule, gap?.state, gap?.note], ["missing", "estimated", "profile-scaled"]);
  const within = { from: at("2026-07-01T00:15Z"), to: at("2026-07-02T23:45Z") };
  const qualities = async () => {
    const series = await readRegister(database, channelId, within);
    const inside = [...series.epochMs].map((ms, n) => [ms, series.qualities[n]] as const);
    return inside
      .filter(([ms]) => ms >= within.from.epochMilliseconds && ms <= within.to.epochMilliseconds)
      .map(([, bits]) => bits);
  };
  assert.deepEqual(await qualities(), Array(191).fill(estimated));

  await storeSteadyReadings(database, {
    channelId,
    counts,
    from: "2026-07-01T00:00Z",
    to: later.to,
  });
  assert.deepEqual(await qualities(), Array(191).fill(measured));
});

test("the same readings judged again are the same exceptions, and what is gone is cleared", async (t) => {
  const { database, attach } = await letUnit(t, "2026-06-01");
  const { channelId } = await attach("Unit 1 electricity");
  await storeSteadyReadings(database, { ...STEADY, channelId, to: "2026-06-20T00:00Z" });
  const spike = { channelId, measuredAt: at("2026-06-20T00:15Z"), counts: 99_000_000, quality: 1 };
  const next = { from: "2026-06-20T00:30Z", to: "2026-06-20T02:00Z" };
  await storeReadings(database, [{ ...spike, collectedAt: spike.measuredAt }]);
  await storeSteadyReadings(database, { ...STEADY, channelId, ...next });
  const first = await validated(database, "2026-06-20T03:00Z");
  const again = await validated(database, "2026-06-20T04:00Z");
  assert.deepEqual(
    first.map(({ rule }) => rule),
    ["misread"],
  );
  assert.deepEqual(
    again.map(({ id }) => id),
    first.map(({ id }) => id),
  );
});

interface Shown {
  readonly minutes: number;
  /** Twenty minutes after the beginning; before and after it is more. */
  readonly kilowatts: string;
}

/*
 * 0.4 kWh a quarter hour until midnight UTC of 20 June; then the register stands, while the meter
 * shows 2 kW at the least: 8 kWh in the four hours until it is looked at.
 */
test("a register that stands while its meter shows power is told, and stays until decided", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const { channelId, meterId } = await createTestPoint(database, { siteId, name: "Unit 1" });
  const stopsAt = "2026-06-20T00:00Z";
  await storeSteadyReadings(database, { ...STEADY, channelId, to: stopsAt });
  const stands = (from: string, to: string) =>
    storeLoad(database, {
      channelId,
      from,
      to,
      counts: () => (at(stopsAt).epochMilliseconds / 900_000) * STEADY.counts,
    });
  const shows = async (from: string, { minutes, kilowatts }: Shown) => {
    for (let n = 0; n <= minutes; n += 10) {
      const measuredAt = at(from).add({ minutes: n });
      const value = n === 20 ? kilowatts : "3.1";
      const power = { meterId, quantity: "activePower", value, unit: "kW", measuredAt };
      await storeLiveValues(database, [power]);
    }
  };
  await stands("2026-06-20T00:15Z", "2026-06-20T04:00Z");
  await shows("2026-06-19T23:50Z", { minutes: 250, kilowatts: "2" });
  const found = await validated(database, "2026-06-20T04:05Z");
  assert.deepEqual(
    found.map(({ rule, range, details }) => [rule, String(range.from), details]),
    [["stuck-in-use", "2026-06-20T00:00:00Z", { hours: 4, missing: "8 kWh" }]],
  );
  // The lamp goes out; the energy that was not counted is missing all the same.
  await stands("2026-06-20T04:15Z", "2026-06-20T06:00Z");
  await shows("2026-06-20T05:40Z", { minutes: 20, kilowatts: "0" });
  const later = await validated(database, "2026-06-20T06:05Z");
  assert.deepEqual(
    later.map(({ id, rule }) => [id, rule]),
    [[found[0]?.id, "stuck-in-use"]],
  );
});

/*
 * Silent from midnight of 20 June on. By the rule it is waited for 5 days; then the days up to the
 * last midnight are estimated as on like days: 38.4 kWh each. June is 30 × 38.4 = 1152.0 kWh, of
 * which 11 days are estimated. In July the meter shows what like days said, and 10.0 kWh more: July
 * has them.
 */
test("R5: a meter that never answers is estimated by the site's rule, and the next bill settles it", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { database, siteId } = unit;
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(database, { ...STEADY, channelId, to: "2026-06-19T22:00Z" });
  const estimated = async (now: string) => {
    await estimateSilent({ database, clock: new MovableClock(at(now)) });
    const { rows } = await database.query<{ n: number }>(
      "select count(*)::int as n from reading_history where quality = 2",
    );
    return rows[0]?.n;
  };
  assert.equal(await estimated("2026-06-30T05:00Z"), 0);
  const rules = { ...DEFAULT_RULES, estimateAfterDays: 5 };
  await addValidationRules(database, {
    siteId,
    at: at("2026-06-01T00:00Z"),
    rules,
    author: "owner",
  });
  assert.equal(await estimated("2026-06-23T05:00Z"), 0);
  assert.equal(await estimated("2026-06-25T05:00Z"), 5 * 96);
  assert.equal(await estimated("2026-06-26T05:00Z"), 6 * 96);
  assert.equal(await estimated("2026-07-01T05:00Z"), 11 * 96);
  assert.ok((await unit.bill("2026-06-01", "2026-07-01")).ok);
  const july = { from: "2026-07-01T22:00Z", to: "2026-07-31T22:00Z" };
  await storeLoad(database, { channelId, ...july, counts: (ms) => (ms / 900_000) * 4 + 100 });
  assert.ok((await unit.bill("2026-07-01", "2026-08-01")).ok);
  const points = (await contents(database)).map((bill) => bill.points[0]);
  assert.deepEqual(
    points.map((point) => [point?.consumption, point?.estimatedShare]),
    [
      ["1152.0", "0.3667"],
      ["1200.4", points[1]?.estimatedShare],
    ],
  );
  assert.deepEqual(points[1]?.opening, points[0]?.closing);
});
