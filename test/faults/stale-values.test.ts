/**
 * R11: an old value is never stored with a new time. A meter whose register shows the minute of
 * its clock falls silent, answers too late, hangs up or is answered for while the machine sleeps.
 * Few outages by default; SMARTPM_OUTAGES=1000 for a release, and SMARTPM_SEED for others.
 */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { LineReader } from "#collector/line-reader.ts";
import { asId, type ChannelId, type LineId, type MeterId } from "#domain/core/id.ts";
import type { ModbusModel } from "#domain/metering/meter-model.ts";
import { FIRST_PACE } from "#domain/metering/question-pace.ts";
import { rtuFrame, tcpFrame } from "#drivers/modbus/modbus-frame.ts";
import { openLine } from "#drivers/open-line.ts";
import { MovableClock } from "#platform/clock.ts";
import { noiseAt } from "#simulator/seeded-noise.ts";
import type { Reading } from "#storage/reading.ts";
import { type Asked, startDevice } from "#test/support/modbus-device.ts";

const OUTAGES = Number(process.env["SMARTPM_OUTAGES"] ?? 24);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_311);
const START = Temporal.Instant.from("2026-11-20T09:50:00Z");
const INTERVAL_MINUTES = 15;
/** A register that was read later than this after its boundary is not the register at it. */
const LATE_AT_MOST_MS = (INTERVAL_MINUTES * 60_000) / 5;
const TIMEOUT_MS = 60;
const MINUTES_AT_ONCE = 40;
const MINUTE_MS = 60_000;

const KINDS = ["silent", "late", "hang-up", "asleep", "refused"] as const;
type Outage = (typeof KINDS)[number] | "none";

const MODEL: ModbusModel = {
  id: "clock",
  maker: "Test",
  name: "A register that shows the time",
  commodities: ["electricity"],
  protocol: "modbus",
  registersAtMost: 125,
  holesReadable: true,
  transformers: "none",
  registers: [
    {
      quantity: "energyDelivered",
      address: 0,
      functionCode: 3,
      type: "uint32",
      wordOrder: "big",
      scale: "1",
      unit: "kWh",
      role: "billing",
      resolution: "1",
      digits: 9,
    },
  ],
  sources: ["none: made up here"],
  confidence: "C",
  frames: [],
};

/** Of the register of one meter and that of the next: by what they show they are told apart. */
const APART = 1_000_000;

/** What a meter's register shows: minutes since the beginning, and whose it is. */
function shownAt(at: Temporal.Instant, meter: number): number {
  return meter * APART + Math.floor((at.epochMilliseconds - START.epochMilliseconds) / MINUTE_MS);
}

interface Line {
  readonly framing: "tcp" | "rtu";
  readonly meters: number;
  /** Undefined: as many as it bears. */
  readonly questionsAtOnce?: number;
}

async function lineOf(t: TestContext, line: Line) {
  const { framing, meters } = line;
  const clock = new MovableClock(START);
  const state = {
    outage: "none" as Outage,
    asleepMinutes: 0,
    /** Resolves when the late answer is on its way. */
    late: Promise.resolve(),
  };
  const port = await startDevice(t, framing, async (socket, asked) => {
    const answer = answerOf(framing, asked, clock.now());
    switch (state.outage) {
      case "none":
        socket.write(answer);
        return;
      case "silent":
        return;
      case "late":
        // It comes while nothing is asked: on a line without transaction numbers it would otherwise
        // answer the next question, and be as fresh as the line's time-out.
        state.late = pause(TIMEOUT_MS * 2).then(() => void asked.newestSocket().write(answer));
        return;
      case "hang-up":
        socket.destroy();
        return;
      case "asleep":
        state.outage = "none";
        clock.moveTo(clock.now().add({ minutes: state.asleepMinutes }));
        socket.write(answer);
        return;
      case "refused":
        socket.write(refusalOf(framing, asked));
    }
  });
  const kept: Reading[] = [];
  const transport = transportOf(line, port);
  const reader = new LineReader({
    connection: openLine(transport),
    line: {
      lineId: asId<LineId>(1),
      name: "Line",
      transport,
      meters: Array.from({ length: meters }, (_, n) => ({
        meterId: asId<MeterId>(n + 1),
        modelId: MODEL.id,
        unitAddress: String(n + 1),
        parameters: {},
        channels: [
          {
            id: asId<ChannelId>(n + 1),
            quantity: "energyDelivered",
            resolution: "1",
            intervalMinutes: INTERVAL_MINUTES,
          },
        ],
      })),
    },
    catalogue: new Map([[MODEL.id, MODEL]]),
    clock,
    keep: async (readings) => {
      kept.push(...readings);
    },
    mayAsk: () => true,
    // So that it has something to lose from the beginning.
    learnt: { ...FIRST_PACE, atOnce: 4 },
  });
  t.after(() => reader.close());
  return { clock, kept, state, round: () => reader.round(new AbortController().signal) };
}

function transportOf(
  { framing, questionsAtOnce }: Line,
  port: number,
): Parameters<typeof openLine>[0] {
  const place = { host: "127.0.0.1", port, timeoutMs: TIMEOUT_MS };
  const number = questionsAtOnce !== undefined && { questionsAtOnce };
  if (framing === "tcp") return { kind: "modbus-tcp", ...place, ...number };
  const serial = { baudRate: 115_200, dataBits: 8, parity: "none", stopBits: 1 } as const;
  return { kind: "serial-server", ...place, serial };
}

function answerOf(framing: "tcp" | "rtu", asked: Asked, at: Temporal.Instant): Buffer {
  const pdu = Buffer.from([3, 4, 0, 0, 0, 0]);
  pdu.writeUInt32BE(shownAt(at, asked.unitAddress), 2);
  return framed(framing, asked, pdu);
}

function refusalOf(framing: "tcp" | "rtu", asked: Asked): Buffer {
  return framed(framing, asked, Buffer.from([0x83, 4]));
}

function framed(framing: "tcp" | "rtu", asked: Asked, pdu: Buffer): Buffer {
  const { transactionId, unitAddress } = asked;
  return framing === "tcp" ? tcpFrame(transactionId, unitAddress, pdu) : rtuFrame(unitAddress, pdu);
}

const LINES: readonly Line[] = [
  { framing: "tcp", meters: 1, questionsAtOnce: 1 },
  { framing: "tcp", meters: 3, questionsAtOnce: 3 },
  { framing: "tcp", meters: 3 },
  { framing: "rtu", meters: 1 },
];

for (const line of LINES) {
  const { framing, questionsAtOnce = "as many as it bears" } = line;
  const name = `R11: after each of ${OUTAGES} outages on Modbus ${framing}, ${framing === "tcp" ? questionsAtOnce : 1} at once, every reading is of its own time (seed ${SEED})`;
  test(name, { timeout: 60_000 + OUTAGES * 5_000 }, async (t) => {
    const { clock, kept, state, round } = await lineOf(t, line);
    let draws = 0;
    const draw = (below: number) => Math.floor(noiseAt(SEED, (draws += 1)) * below);
    const toNextBoundary = () => {
      const intervalMs = INTERVAL_MINUTES * MINUTE_MS;
      const next = Math.ceil((clock.now().epochMilliseconds + 1) / intervalMs);
      clock.moveTo(Temporal.Instant.fromEpochMilliseconds(next * intervalMs));
    };
    for (let outage = 0; outage < OUTAGES; outage += 1) {
      // The outage begins at a boundary, or somewhere after it.
      if (draw(2) === 0) toNextBoundary();
      clock.moveTo(clock.now().add({ minutes: draw(3) }));
      state.outage = KINDS[draw(KINDS.length)] ?? "silent";
      state.asleepMinutes = 1 + draw(MINUTES_AT_ONCE);
      await round();
      await state.late;
      await pause(TIMEOUT_MS);
      clock.moveTo(clock.now().add({ minutes: draw(MINUTES_AT_ONCE) }));
      state.outage = "none";
      await round();
      // By now the breaker lets the meter be asked again.
      toNextBoundary();
      await round();
    }
    assert.ok(kept.length >= OUTAGES / 2, `${kept.length} readings were kept`);
    for (const { channelId, measuredAt, collectedAt, counts } of kept) {
      const lateMs = collectedAt.epochMilliseconds - measuredAt.epochMilliseconds;
      assert.ok(lateMs >= 0 && lateMs <= LATE_AT_MOST_MS, `${measuredAt.toString()}: too late`);
      const [least, most] = [shownAt(measuredAt, channelId), shownAt(collectedAt, channelId)];
      const words = `meter ${channelId}, ${measuredAt.toString()}: shows ${counts}, not ${least} to ${most}`;
      assert.ok(counts >= least && counts <= most, words);
    }
    const times = kept.map(({ channelId, measuredAt }) => `${channelId} ${measuredAt.toString()}`);
    assert.equal(new Set(times).size, times.length, "a boundary is kept once");
  });
}
