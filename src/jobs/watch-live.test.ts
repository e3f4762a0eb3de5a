import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { WATCH_DEFAULTS, type WatchedRule } from "#domain/alarms/watch-setting.ts";
import { MovableClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { storeAlarmSetting } from "#storage/alarm-settings.ts";
import { listAlarms } from "#storage/alarms.ts";
import { storeLiveValues } from "#storage/live-values.ts";
import {
  createTestPoint,
  createTestSite,
  storeSteadyReadings,
} from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { type LiveMemory, watchLive } from "./watch-live.ts";

const FROM = Temporal.Instant.from("2026-06-01T10:00Z");

const UNITS: Readonly<Record<string, string>> = {
  activePower: "kW",
  powerFactor: "",
  voltageL1: "V",
  voltageL2: "V",
  voltageL3: "V",
  flow: "m3/h",
  flowTemperature: "°C",
  returnTemperature: "°C",
  energyDelivered: "kWh",
};

async function setUp(t: TestContext, wanted: Partial<Parameters<typeof createTestPoint>[1]> = {}) {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const point = await createTestPoint(database, { siteId, name: "Main", ...wanted });
  const clock = new MovableClock(FROM);
  let memory: LiveMemory = { since: new Map(), livingPhases: new Map() };
  /** What is open, after a look at what the meter shows so many seconds after the beginning. */
  const look = async (seconds: number, values?: Readonly<Record<string, number>>) => {
    clock.moveTo(FROM.add({ seconds }));
    const shown = Object.entries(values ?? {}).map(([quantity, value]) => ({
      meterId: point.meterId,
      quantity,
      value: String(value),
      unit: UNITS[quantity] ?? "",
      measuredAt: clock.now(),
    }));
    await storeLiveValues(database, shown);
    await watchLive({ database, clock, log: createLog("silent") }, memory);
    const alarms = await listAlarms(database, { now: clock.now(), atMost: 10 });
    return alarms.map(({ state, severity, details }) => {
      const { rule, ...figures } = details as Readonly<Record<string, unknown>>;
      return { what: `${String(rule)} ${state} ${severity}`, figures };
    });
  };
  const set = (rule: WatchedRule, threshold: number) =>
    storeAlarmSetting(database, {
      siteId,
      setting: { ...WATCH_DEFAULTS[rule], rule, servicePointId: point.servicePointId, threshold },
    });
  const restart = () => (memory = { since: new Map(), livingPhases: new Map() });
  return { database, point, look, set, restart };
}

const SOUND = { voltageL1: 230, voltageL2: 231, voltageL3: 229 };
const CUT = { ...SOUND, voltageL2: 3 };
const whatOf = (alarms: readonly { readonly what: string }[]) => alarms.map(({ what }) => what);

test("a phase that is gone for two minutes is one alarm, over when it is back; a silent meter proves nothing", async (t) => {
  const { look, restart } = await setUp(t);
  assert.deepEqual(await look(0, SOUND), []);
  assert.deepEqual(await look(15, CUT), []);
  const [alarm] = await look(150, CUT);
  assert.equal(alarm?.what, "phase-missing raised critical");
  assert.deepEqual(alarm.figures, {
    since: FROM.add({ seconds: 15 }).toString(),
    value: "3.0",
    limit: "50",
    phases: "L2",
  });
  assert.deepEqual(whatOf(await look(1_000)), ["phase-missing raised critical"], "old values");
  restart();
  assert.deepEqual(whatOf(await look(1_015, CUT)), ["phase-missing raised critical"]);
  assert.deepEqual(whatOf(await look(1_030, SOUND)), ["phase-missing cleared critical"]);
});

test("a blip of the voltage is no alarm, ten minutes of it are", async (t) => {
  const { look } = await setUp(t);
  const high = { ...SOUND, voltageL3: 268 };
  await look(0, high);
  await look(15, SOUND);
  assert.deepEqual(await look(700, high), []);
  assert.deepEqual(await look(1_000, high), [], "five minutes");
  assert.deepEqual(whatOf(await look(1_301, high)), ["voltage-out raised warning"]);
});

test("the contracted power is warned of before the interval ends, and nobody else's interval counts", async (t) => {
  const { database, point, look, set } = await setUp(t, { role: "supply", multiplier: 40 });
  // The register shows 0.1 kWh a quarter of an hour; times 40 that is 4 kWh, 16 kW.
  await storeSteadyReadings(database, {
    channelId: point.channelId,
    from: FROM.subtract({ hours: 1 }).toString(),
    to: FROM.toString(),
    counts: 1,
  });
  const atBoundary = FROM.epochMilliseconds / 900_000 / 10;
  const shows = (usedKwh: number, kw: number) => ({
    energyDelivered: atBoundary + usedKwh / 40,
    activePower: kw / 40,
  });
  assert.deepEqual(await look(290, shows(10, 150)), [], "nobody set a contracted power");
  await set("demand-near-limit", 140);
  // 5 of 15 minutes gone with 10 kWh, 150 kW for 10 more: 35 kWh are 140 kW.
  const [alarm] = await look(300, shows(10, 150));
  assert.equal(alarm?.what, "demand-near-limit raised critical");
  assert.deepEqual(alarm.figures, {
    from: FROM.toString(),
    to: FROM.add({ minutes: 15 }).toString(),
    projected: "140.0",
    limit: "140",
  });
  assert.equal((await look(600, shows(12, 20))).length, 1, "one alarm, and it stays for an hour");
});

test("a power factor is judged where it costs, and a heat meter while water flows", async (t) => {
  const flat = await setUp(t);
  const poor = { activePower: 20, powerFactor: 0.6 };
  await flat.look(0, poor);
  await flat.look(200, poor);
  assert.deepEqual(await flat.look(4_000, poor), [], "in a flat nobody charges it");
  await flat.set("power-factor-low", 0.7);
  await flat.look(4_000, poor);
  assert.deepEqual(whatOf(await flat.look(7_700, poor)), ["power-factor-low raised info"]);

  const heat = await setUp(t, { commodity: "heat" });
  const short = { flow: 0.6, flowTemperature: 58, returnTemperature: 57 };
  await heat.look(0, short);
  assert.deepEqual(whatOf(await heat.look(6 * 3_600, short)), [
    "temperature-difference-low raised info",
  ]);
  const sound = { ...short, returnTemperature: 40 };
  assert.deepEqual(whatOf(await heat.look(7 * 3_600, sound)), [
    "temperature-difference-low cleared info",
  ]);
});
