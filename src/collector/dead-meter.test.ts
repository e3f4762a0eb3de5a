/**
 * What a dead meter costs the others, counted on a wire whose time is the clock's: an answer takes
 * as long as its bytes at 9600 baud, silence as long as the line waits for it. On a wire of the
 * machine's time: `./smartpm bench collector`.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type LineId, type MeterId } from "#domain/core/id.ts";
import type { ManualModel } from "#domain/metering/meter-model.ts";
import type { LineConnection } from "#drivers/line-connection.ts";
import { LineError } from "#drivers/line-error.ts";
import { MovableClock } from "#platform/clock.ts";
import { LineReader } from "./line-reader.ts";

const START = Temporal.Instant.from("2026-11-20T09:00:00Z");
const METERS = 10;
const DEAD = METERS;
/** 40 registers: 8 characters, 85 characters, and 3.5 of silence after each, at 960 a second. */
const ANSWER_MS = Math.ceil((8 + 85 + 7) / 0.96);
const HOURS = 0.5;
const COST_AT_MOST = 0.05;

const model: ManualModel = {
  id: "any",
  maker: "Test",
  name: "Any",
  commodities: ["electricity"],
  protocol: "manual",
  transformers: "none",
  registers: [{ quantity: "activePower", unit: "kW", scale: "1", role: "live" }],
  sources: ["none: made up here"],
  confidence: "C",
  frames: [],
};

interface Wire {
  readonly clock: MovableClock;
  readonly timeoutMs: number;
  readonly isDead: (unit: number) => boolean;
  readonly answered: (unit: number) => void;
  /** Told how long a meter is waited for. */
  readonly waitedFor?: (patienceMs: number) => void;
}

/**
 * After a time-out the wire must be silent for as long again, and it is the next question, to another
 * meter, that waits for it: as the drivers of a wire do.
 */
function connectionOn(wire: Wire): LineConnection {
  const { clock, timeoutMs, isDead, answered, waitedFor } = wire;
  const goOn = (milliseconds: number) =>
    clock.moveTo(clock.now().add({ milliseconds: Math.round(milliseconds) }));
  let silenceDueMs = 0;
  return {
    questionsAtOnce: 1,
    willAsk() {},
    get silenceDueMs() {
      return silenceDueMs;
    },
    meter: ({ address }) => ({
      async read(_registers, patienceMs = timeoutMs) {
        const unit = Number(address);
        waitedFor?.(patienceMs);
        goOn(silenceDueMs);
        silenceDueMs = 0;
        if (isDead(unit)) {
          goOn(patienceMs);
          silenceDueMs = patienceMs;
          throw new LineError("no-answer", `no answer within ${patienceMs} ms`);
        }
        goOn(ANSWER_MS);
        answered(unit);
        return [];
      },
    }),
    async *scan() {},
    tap() {},
    close() {},
  };
}

function readerOf(
  connection: LineConnection,
  given: { readonly clock: MovableClock; readonly meters: number; readonly timeoutMs: number },
): LineReader {
  return new LineReader({
    connection,
    line: {
      lineId: asId<LineId>(1),
      name: "Line",
      transport: { kind: "modbus-tcp", host: "127.0.0.1", port: 1, timeoutMs: given.timeoutMs },
      meters: Array.from({ length: given.meters }, (_, n) => ({
        meterId: asId<MeterId>(n + 1),
        modelId: model.id,
        unitAddress: String(n + 1),
        parameters: {},
        channels: [],
      })),
    },
    catalogue: new Map([[model.id, model]]),
    clock: given.clock,
    keep: async () => {},
    mayAsk: () => true,
  });
}

/** How often the meters but the last are read within the time. */
async function readsOfOthers(given: {
  readonly meters: number;
  readonly timeoutMs: number;
  readonly isDead: (unit: number, hour: number) => boolean;
}): Promise<number> {
  const clock = new MovableClock(START);
  const hour = () => clock.now().since(START).total("hours");
  let reads = 0;
  const connection = connectionOn({
    clock,
    timeoutMs: given.timeoutMs,
    isDead: (unit) => given.isDead(unit, hour()),
    answered: (unit) => {
      if (unit !== DEAD) reads += 1;
    },
  });
  const reader = readerOf(connection, { ...given, clock });
  const { signal } = new AbortController();
  while (hour() < HOURS) await reader.round(signal);
  return reads;
}

test("a dead meter costs the others less than 5 % of their rate, whatever its time-out", async (t) => {
  const alone = await readsOfOthers({
    meters: METERS - 1,
    timeoutMs: 300,
    isDead: () => false,
  });
  for (const timeoutMs of [300, 2_000, 5_000]) {
    const isDead = (unit: number) => unit === DEAD;
    const beside = await readsOfOthers({ meters: METERS, timeoutMs, isDead });
    const cost = (alone - beside) / alone;
    const figures = `${alone} reads alone, ${beside} beside a dead meter: ${(100 * cost).toFixed(2)} %`;
    t.diagnostic(`time-out ${timeoutMs} ms: ${figures}`);
    assert.ok(cost < COST_AT_MOST, figures);
  }
});

test("a meter that dies after it had answered costs no more", async () => {
  const timeoutMs = 1_000;
  const alone = await readsOfOthers({ meters: METERS - 1, timeoutMs, isDead: () => false });
  const withIt = await readsOfOthers({ meters: METERS, timeoutMs, isDead: () => false });
  const dying = await readsOfOthers({
    meters: METERS,
    timeoutMs,
    isDead: (unit, hour) => unit === DEAD && hour > HOURS / 2,
  });
  // Half of the time it takes its own tenth of the line, and then next to nothing.
  const expected = (alone + withIt) / 2;
  assert.ok(dying > expected * (1 - COST_AT_MOST), `${dying} of ${expected}`);
});

test("a machine that slept while a meter answered waits for it no longer than the line's time-out", async () => {
  const clock = new MovableClock(START);
  const timeoutMs = 2_000;
  const waits: number[] = [];
  let isDead = false;
  const connection = connectionOn({
    clock,
    timeoutMs,
    isDead: () => isDead,
    answered: () => clock.moveTo(clock.now().add({ minutes: 40 })),
    waitedFor: (patienceMs) => waits.push(patienceMs),
  });
  const reader = readerOf(connection, { clock, meters: 1, timeoutMs });
  const { signal } = new AbortController();
  await reader.round(signal);
  isDead = true;
  for (let round = 0; round < 4; round += 1) {
    await reader.round(signal);
    clock.moveTo(clock.now().add({ minutes: 10 }));
  }
  assert.deepEqual(waits, [2_000, 2_000, 2_000, 2_000, 2_000]);
});

test("the attempt that makes a meter silent waits in full; what comes after it no longer than is usual", async () => {
  const clock = new MovableClock(START);
  const timeoutMs = 2_000;
  const waits: number[] = [];
  let isDead = false;
  const connection = connectionOn({
    clock,
    timeoutMs,
    isDead: () => isDead,
    answered: () => undefined,
    waitedFor: (patienceMs) => waits.push(patienceMs),
  });
  const reader = readerOf(connection, { clock, meters: 1, timeoutMs });
  const { signal } = new AbortController();
  await reader.round(signal);
  isDead = true;
  for (let round = 0; round < 3; round += 1) {
    await reader.round(signal);
    clock.moveTo(clock.now().add({ minutes: 10 }));
  }
  // An answer took 105 ms: four times that is usual.
  assert.deepEqual(waits, [2_000, 2_000, 2_000, 4 * ANSWER_MS]);
});
