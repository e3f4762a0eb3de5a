/** A line of equal meters behind a gateway on a real socket that bears so many questions at once. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import type { TestContext } from "node:test";
import { LineReader } from "#collector/line-reader.ts";
import type { Findings } from "#collector/state-writer.ts";
import { asId, type ChannelId, type LineId, type MeterId } from "#domain/core/id.ts";
import type { ModbusModel } from "#domain/metering/meter-model.ts";
import type { QuestionPace } from "#domain/metering/question-pace.ts";
import { tcpFrame } from "#drivers/modbus/modbus-frame.ts";
import { openLine } from "#drivers/open-line.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Reading } from "#storage/reading.ts";
import { type Asked, type Device, startDevice } from "./modbus-device.ts";

export const START = Temporal.Instant.from("2026-11-20T09:50:00Z");

const model: ModbusModel = {
  id: "one-register",
  maker: "Test",
  name: "One register",
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
      type: "uint16",
      wordOrder: "big",
      scale: "1",
      unit: "kWh",
      role: "billing",
      resolution: "1",
      digits: 5,
    },
  ],
  sources: ["none: made up here"],
  confidence: "C",
  frames: [],
};

/** What a unit shows now. */
export type ShownBy = (unit: number) => number;

/** The answer to a question, with the registers that show so much. */
export function answerOf({ transactionId, unitAddress }: Asked, shown: number): Buffer {
  const pdu = Buffer.of(3, 2, 0, 0);
  pdu.writeUInt16BE(shown, 2);
  return tcpFrame(transactionId, unitAddress, pdu);
}

export function refusalOf({ transactionId, unitAddress }: Asked, code: number): Buffer {
  return tcpFrame(transactionId, unitAddress, Buffer.of(0x83, code));
}

/** The units that were asked and not answered yet. */
export class Load {
  readonly #open: number[] = [];
  #most = 0;

  begin(unit: number): readonly number[] {
    this.#open.push(unit);
    this.#most = Math.max(this.#most, this.#open.length);
    return [...this.#open];
  }

  end(unit: number): void {
    this.#open.splice(this.#open.indexOf(unit), 1);
  }

  /** How many there were at the most since the last look. */
  most(): number {
    const most = this.#most;
    this.#most = 0;
    return most;
  }
}

/** What a gateway does with a question while the units of `open` are asked; true: it is no right answer. */
export type Misdeed = (
  socket: Socket,
  asked: Asked,
  { open, shownBy }: { readonly open: readonly number[]; readonly shownBy: ShownBy },
) => boolean;

/** A gateway that answers a turn of its loop later. */
export function gateway(load: Load, shownBy: ShownBy, misdeed: Misdeed): Device {
  return async (socket, asked) => {
    const open = load.begin(asked.unitAddress);
    await new Promise((resolve) => setImmediate(resolve));
    load.end(asked.unitAddress);
    if (socket.destroyed || misdeed(socket, asked, { open, shownBy })) return;
    socket.write(answerOf(asked, shownBy(asked.unitAddress)));
  };
}

export interface LineUnderTest {
  readonly meters: number;
  readonly shownBy: ShownBy;
  /** Set by a person. */
  readonly questionsAtOnce?: number;
  readonly learnt?: QuestionPace;
}

/** The line with one register of each meter kept every quarter hour; `round` asserts that it shows nothing wrong. */
export async function lineAt(
  t: TestContext,
  device: Device,
  { meters: count, shownBy, questionsAtOnce, learnt }: LineUnderTest,
) {
  const clock = new MovableClock(START);
  const kept: Reading[] = [];
  const port = await startDevice(t, "tcp", device);
  const place = { kind: "modbus-tcp", host: "127.0.0.1", port, timeoutMs: 300 } as const;
  const transport = { ...place, ...(questionsAtOnce !== undefined && { questionsAtOnce }) };
  const meters = Array.from({ length: count }, (_, n) => ({
    meterId: asId<MeterId>(n + 1),
    modelId: model.id,
    unitAddress: String(n + 1),
    parameters: {},
    channels: [
      {
        id: asId<ChannelId>(n + 1),
        quantity: "energyDelivered",
        resolution: "1",
        intervalMinutes: 15,
      },
    ],
  }));
  const reader = new LineReader({
    line: { lineId: asId<LineId>(1), name: "Line", transport, meters },
    connection: openLine(transport),
    catalogue: new Map([[model.id, model]]),
    clock,
    keep: async (readings) => {
      kept.push(...readings);
    },
    mayAsk: () => true,
    ...(learnt && { learnt }),
  });
  t.after(() => reader.close());
  let pace: Findings["pace"];
  /** Who did not answer. */
  const round = async () => {
    const found = await reader.round(new AbortController().signal);
    for (const { meterId, value } of found.values) {
      assert.equal(value, String(shownBy(meterId)));
    }
    pace = found.pace ?? pace;
    return found.attempts.filter(({ error }) => error !== undefined).map(({ meterId }) => meterId);
  };
  return { clock, kept, round, learnt: () => pace?.pace };
}
