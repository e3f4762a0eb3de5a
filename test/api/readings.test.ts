/** Readings by hand, corrected, doubted; meters that are exchanged. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId } from "#domain/core/id.ts";
import { validateReadings } from "#jobs/validate-readings.ts";
import { MovableClock } from "#platform/clock.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { json, runSeededApi } from "./running-api.ts";
import { NOW } from "./seeded-property.ts";

/** 25 counts of 0.01 kWh a quarter hour: 24.00 kWh a day; from 1 September to noon of 24 November. */
const STEADY = { from: "2026-08-31T22:00:00Z", to: "2026-11-24T11:00:00Z", counts: 25 };

async function runMetered(t: Parameters<typeof runSeededApi>[0]) {
  const running = await runSeededApi(t);
  const { database, property } = running;
  const { bakery } = property;
  await storeSteadyReadings(database, { ...STEADY, channelId: asId(bakery.channelId) });
  const { api, cookie } = running;
  const meter = `/meters/${bakery.meterId}`;
  return {
    ...running,
    get: async (path: string) => json(await api.call("GET", `${meter}${path}`, { cookie })),
    post: (path: string, body: unknown) => api.call("POST", `${meter}${path}`, { cookie, body }),
  };
}

/** What the register shows at an instant, as decimal text. */
function registerAt(instant: string, plus = 0): string {
  const counts = (Date.parse(instant) / 900_000) * STEADY.counts;
  return (counts / 100 + plus).toFixed(2);
}

test("a reading is judged while it is typed, stored with who read it, and never overwrites another", async (t) => {
  const { api, get, post, cookie, database, property } = await runMetered(t);
  api.clock.moveTo(NOW.add({ hours: 72 }));
  const value = registerAt("2026-11-27T11:00:00Z", 12);
  const check = await get(`/reading-check?value=${value}`);
  // Three days at 24.00 kWh are 72.00; 12 more are 84.00.
  assert.deepEqual(
    [check.verdict, check.use, check.usual, check.beforeAt],
    ["usual", "84.00", "72.00", "2026-11-24T11:00:00Z"],
  );
  const odd = async (more: number) =>
    (await get(`/reading-check?value=${registerAt("2026-11-27T11:00:00Z", more)}`)).verdict;
  assert.deepEqual([await odd(1000), await odd(-70), await odd(-80)], ["high", "low", "backwards"]);

  const entered = await post("/readings", { value, note: "seen by the caretaker" });
  assert.equal(entered.status, 201);
  const { at } = await json(entered);
  assert.equal(at, "2026-11-27T11:00:00Z");
  const { readings } = await get("/readings?day=2026-11-27");
  assert.equal(readings.length, 1);
  assert.deepEqual([readings[0].value, readings[0].quality], [value, 5]);
  assert.deepEqual(
    readings[0].changes.map((change: Record<string, unknown>) => [
      change["author"],
      change["reason"],
    ]),
    [["administrator@example.org", "seen by the caretaker"]],
  );

  const other = await post("/readings", { value: registerAt(at, 13), at });
  assert.equal(other.status, 400);
  assert.match((await json(other)).detail, /is stored for that time/);
  const digits = await post("/readings", { value: "1.001" });
  assert.match(
    (await json(digits)).detail,
    /^body\.value: 1\.001 has more digits than the register/,
  );
  const future = await post("/readings", { value, at: "2027-01-01T00:00" });
  assert.match((await json(future)).detail, /^body\.at: this time has not come yet/);
  const viewer = await api.signIn("viewer@example.org");
  const path = `/meters/${property.bakery.meterId}/readings`;
  assert.equal((await api.call("POST", path, { cookie: viewer, body: { value } })).status, 403);
  assert.equal((await api.call("GET", path, { cookie })).status, 200);
  const { rows } = await database.query("select actor, action from audit_entry");
  assert.deepEqual(rows, [{ actor: "administrator@example.org", action: "readings.corrected" }]);
});

test("a correction six weeks back keeps what stood there, and lists the bill that used it", async (t) => {
  const { get, post } = await runMetered(t);
  const at = "2026-10-15T10:00:00Z";
  const value = registerAt(at, 0.1);
  const without = await post("/corrections", { at, value, reason: "" });
  assert.match((await json(without)).detail, /^body\.reason: say why it is changed/);
  const answer = await json(await post("/corrections", { at, value, reason: "typing error" }));
  assert.equal(answer.before, registerAt(at));
  assert.equal(answer.value, value);
  assert.deepEqual(
    answer.bills.map((bill: { number: string; totalMinor: string }) => bill.totalMinor),
    ["11900"],
  );
  const back = await json(
    await post("/corrections", { at, value: answer.before, reason: "undone" }),
  );
  assert.equal(back.value, registerAt(at));
  const withdrawn = await json(
    await post("/corrections", { at, value: null, reason: "no reading" }),
  );
  assert.equal(withdrawn.channelId, answer.channelId);
  const { readings } = await get("/readings?day=2026-10-15");
  const changed = readings.find((reading: { at: string }) => reading.at === at);
  assert.equal(changed.quality & 16, 16);
  assert.deepEqual(
    changed.changes.map(({ value, newValue }: Record<string, string>) => [value, newValue]),
    [
      [registerAt(at), value],
      [value, registerAt(at)],
      [registerAt(at), registerAt(at)],
    ],
  );
});

test("a meter that is exchanged within a quarter hour goes on without gap or jump", async (t) => {
  const { api, cookie, get, post, property } = await runMetered(t);
  const { channelId } = property.bakery;
  const at = "2026-11-24T10:50:00Z";
  api.clock.moveTo(NOW.add({ hours: 2 }));
  const registers = [{ channel: channelId, closing: registerAt(at), opening: "3.50" }];
  const body = { at, multiplier: "40", newMeter: { serialNumber: "NEW-1" }, registers };
  const wrong = await post("/exchange", { ...body, multiplier: "0" });
  assert.match((await json(wrong)).detail, /^body\.multiplier: 0 is no ratio above 0/);
  const taken = await post("/exchange", { ...body, newMeter: { serialNumber: "Supply 001" } });
  assert.match((await json(taken)).detail, /Supply 001 is installed at another point/);
  const done = await json(await post("/exchange", body));
  const meter = await json(await api.call("GET", `/meters/${done.meterId}`, { cookie }));
  assert.equal(meter.serialNumber, "NEW-1");
  assert.equal(meter.unitAddress, "2");
  assert.deepEqual(
    meter.installations.map(({ multiplier, removedAt }: Record<string, string>) => [
      multiplier,
      removedAt,
    ]),
    [["40", null]],
  );
  const old = await get("");
  assert.equal(old.line, null);
  assert.equal(old.installations[0].removedAt, at);
});

test("the rated power behind a register is told, changed and forgotten, with who did it", async (t) => {
  const { api, cookie, database, property } = await runMetered(t);
  const { channelId, meterId } = property.bakery;
  const tell = (mostPerHour: unknown, by = cookie) =>
    api.call("PATCH", `/channels/${channelId}`, { cookie: by, body: { mostPerHour } });
  const shown = async () => {
    const { channels } = await json(await api.call("GET", `/meters/${meterId}`, { cookie }));
    return channels.find(({ id }: { id: number }) => id === channelId).mostPerHour;
  };
  assert.equal(await shown(), null);
  assert.deepEqual(await json(await tell("43.5")), { id: channelId, mostPerHour: "43.5" });
  assert.equal(await shown(), "43.5");
  const zero = await tell("0");
  assert.equal(zero.status, 400);
  assert.match((await json(zero)).detail, /mostPerHour.*the most in an hour is above 0/);
  assert.equal((await tell("10", await api.signIn("viewer@example.org"))).status, 403);
  assert.equal((await tell(null)).status, 200);
  assert.equal(await shown(), null);
  const { rows } = await database.query(
    "select before, after from audit_entry where action = 'channel.changed' order by id",
  );
  assert.deepEqual(rows, [
    { before: { mostPerHour: null }, after: { mostPerHour: "43.5" } },
    { before: { mostPerHour: "43.5" }, after: { mostPerHour: null } },
  ]);
});

test("what is doubtful is listed with its bills and its money, and decided with a name", async (t) => {
  const { api, cookie, database, post } = await runMetered(t);
  const at = "2026-11-10T10:00:00Z";
  await post("/corrections", { at, value: registerAt(at, -5000), reason: "a wrong value" });
  while (await validateReadings({ database, clock: new MovableClock(NOW) }));
  const { exceptions, open } = await json(
    await api.call("GET", "/exceptions?state=open", { cookie }),
  );
  assert.deepEqual(open, { critical: 0, warning: 1, info: 0 });
  const [found] = exceptions;
  assert.deepEqual([found.rule, found.to, found.day], ["misread", at, "2026-11-10"]);
  const path = `/exceptions/${found.id}`;
  const details = await json(await api.call("GET", path, { cookie }));
  assert.equal(details.impacts[0].tenant, "Harbour Bakery");
  const viewer = await api.signIn("viewer@example.org");
  const decision = { decision: "accept", note: "known" };
  const refused = await api.call("POST", `${path}/decision`, { cookie: viewer, body: decision });
  assert.equal(refused.status, 403);
  const decided = await json(
    await api.call("POST", `${path}/decision`, { cookie, body: decision }),
  );
  assert.deepEqual([decided.state, decided.decidedBy], ["accepted", "administrator@example.org"]);
  const again = await api.call("POST", `${path}/decision`, { cookie, body: decision });
  assert.match((await json(again)).detail, /this was accepted meanwhile/);
  const body = { decision: "reopen" };
  assert.equal(
    (await json(await api.call("POST", `${path}/decision`, { cookie, body }))).state,
    "open",
  );
  assert.equal((await api.call("GET", "/exceptions/4711", { cookie })).status, 404);
});

test("rules are changed from now on, and who changed them is known", async (t) => {
  const { api, cookie, property } = await runSeededApi(t);
  const site = `/validation-rules?site=${property.siteId}`;
  const before = await json(await api.call("GET", site, { cookie }));
  assert.deepEqual([before.inForce.spikePercent, before.history], [180, []]);
  const rules = { ...before.inForce, spikePercent: 250 };
  const body = { siteId: property.siteId, rules };
  const after = await json(await api.call("POST", "/validation-rules", { cookie, body }));
  assert.equal(after.inForce.spikePercent, 250);
  assert.equal(after.history[0].author, "administrator@example.org");
  const wrong = { ...body, rules: { ...rules, stuckHours: 0 } };
  const refused = await api.call("POST", "/validation-rules", { cookie, body: wrong });
  assert.match((await json(refused)).detail, /^body\.rules\.stuckHours/);
});

/*
 * The bakery's seeded bill has one line from 1 October to 1 November: 31 days of 24 hours and one
 * of 25 hours in it, 2980 quarter hours, 2981 register values with both ends. One was corrected.
 */
test("a bill line is traced in one call to its register values, and who changed them", async (t) => {
  const { api, cookie, post, property } = await runMetered(t);
  const at = "2026-10-15T10:00:00Z";
  await post("/corrections", { at, value: registerAt(at, 0.1), reason: "typing error" });
  const path = `/bills/${property.bakery.billId}/lines/0/trace`;
  const trace = await json(await api.call("GET", path, { cookie }));
  assert.equal(trace.line.formula, "500.00 kWh × 0.20");
  assert.equal(trace.readings.length, 2981);
  assert.deepEqual(trace.readings[0], {
    at: "2026-09-30T22:00:00Z",
    value: registerAt("2026-09-30T22:00:00Z"),
    quality: 1,
  });
  const corrected = trace.readings.find((reading: { at: string }) => reading.at === at);
  assert.deepEqual([corrected.value, corrected.quality], [registerAt(at, 0.1), 5]);
  const [change, ...others] = trace.changes;
  assert.deepEqual(others, []);
  assert.deepEqual(
    [change.at, change.value, change.newValue, change.author, change.reason],
    [at, registerAt(at), registerAt(at, 0.1), "administrator@example.org", "typing error"],
  );
  assert.deepEqual(
    trace.meters.map((meter: { multiplier: string }) => meter.multiplier),
    ["1"],
  );

  const tenant = await api.signIn("tenant@example.org");
  const own = await json(await api.call("GET", path, { cookie: tenant }));
  assert.deepEqual([own.changes[0].reason, own.changes[0].author], ["typing error", ""]);
  const beyond = path.replace("/0/", "/1/");
  assert.equal((await api.call("GET", beyond, { cookie })).status, 404);
});
