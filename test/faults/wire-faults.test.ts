/**
 * Every protocol against a bad line, on real sockets and pseudo-terminals: what is read is what the
 * meter shows, or it is an error; never another meter's, another register's or a spoiled value.
 */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { LineConnection, MeterReader } from "#drivers/line-connection.ts";
import { LineError } from "#drivers/line-error.ts";
import { rtuFrame } from "#drivers/modbus/modbus-frame.ts";
import { openLine } from "#drivers/open-line.ts";
import { cjt188Device } from "#simulator/cjt188-device.ts";
import { dlt645Device } from "#simulator/dlt645-device.ts";
import { answerOf } from "#simulator/encode-registers.ts";
import { iec62056Device } from "#simulator/iec62056-device.ts";
import { mbusDevice } from "#simulator/mbus-device.ts";
import type { MeterFace } from "#simulator/meter-face.ts";
import { rtuDevice } from "#simulator/rtu-device.ts";
import type { WireDevice } from "#simulator/wire-gateway.ts";
import { FaultyWire, type WireFault, WIRE_FAULTS } from "#test/support/faulty-wire.ts";
import { pseudoTerminal } from "#test/support/pseudo-terminal.ts";
import { modelOf, serialPort, serialServer, serveWire } from "#test/support/simulated-wire.ts";

/** Readings of each protocol on each kind of line. More: SMARTPM_EXCHANGES=20000. */
const READINGS = Number(process.env["SMARTPM_EXCHANGES"] ?? 24);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_125);
const TIMEOUT_MS = 40;
const LATE_MS = 55;
/** A line that has been quiet for so long has recovered: two time-outs and their silence. */
const UNTIL_WELL_AT_MOST = 12;

/** Of two meters the one shows values in which every digit tells meter and register apart. */
function faceOf(meter: 1 | 2): MeterFace {
  const base = 1_000 * meter;
  return new Map([
    ["energyDelivered", base + 111.11],
    ["energyReceived", base + 222.22],
    ["energySum", base + 333.33],
    ["volume", base + 444.44],
    ["activePower", meter + 0.5],
    ["voltage", 220 + meter],
    ["voltageL1", 220 + meter],
  ]);
}

interface Spoken {
  readonly name: string;
  readonly model: MeterModel;
  readonly addresses: readonly [string, string];
  readonly device: WireDevice;
  /** A question to the second meter, whose answer is foreign to who asked the first. */
  readonly question: Buffer;
}

const sdm120 = modelOf("eastron-sdm120", "modbus");
const mbus = modelOf("mbus-heat", "mbus");
const dlt = modelOf("dlt645-2007", "dlt645-2007");
const cjt = modelOf("cjt188-cold-water", "cjt188");
const obis = modelOf("iec62056-21-generic", "iec62056-21");
const NUMBERS = [1, 2] as const;

function mbusMeter(meter: 1 | 2) {
  const identity = { identification: `1234567${meter}`, maker: "SPX", version: 52, medium: 4 };
  return { model: mbus, primary: meter, ...identity, face: () => faceOf(meter) };
}

const SPOKEN: readonly Spoken[] = [
  {
    name: "Modbus RTU",
    model: sdm120,
    addresses: ["1", "2"],
    device: rtuDevice((unit, request) =>
      unit === 1 || unit === 2 ? answerOf(sdm120, request, faceOf(unit)) : undefined,
    ),
    // Of another length: one of the same unit, function and length no master can tell from its own.
    question: rtuFrame(2, Buffer.from("0400000004", "hex")),
  },
  {
    name: "M-Bus",
    model: mbus,
    addresses: ["12345671184E3404", "2"],
    device: mbusDevice(NUMBERS.map(mbusMeter)),
    question: Buffer.from("107b027d16", "hex"),
  },
  {
    name: "DL/T 645-2007",
    model: dlt,
    addresses: ["000000000001", "000000000002"],
    device: dlt645Device(
      NUMBERS.map((meter) => ({
        model: dlt,
        address: `00000000000${meter}`,
        face: () => faceOf(meter),
      })),
    ),
    question: Buffer.from("6802000000000068110433333433b416", "hex"),
  },
  {
    name: "CJ/T 188",
    model: cjt,
    addresses: ["00000000000001", "00000000000002"],
    device: cjt188Device(
      NUMBERS.map((meter) => ({
        model: cjt,
        address: `0000000000000${meter}`,
        face: () => faceOf(meter),
      })),
    ),
    question: Buffer.from("68100200000000000001 03901f073416".replaceAll(" ", ""), "hex"),
  },
];

/** The faults of a line that has no connection to lose. */
const OF_A_WIRE = WIRE_FAULTS.filter((fault) => fault !== "hang-up");

function faultyWire({ device, question }: Spoken, faults: readonly WireFault[]): FaultyWire {
  const [foreign = Buffer.of(0)] = device.hear(question).answers;
  return new FaultyWire({ device, seed: SEED, lateMs: LATE_MS, faults, foreign: () => foreign });
}

interface Tally {
  right: number;
  readonly errors: Map<string, number>;
}

/** Reads both meters in turn; every value must be the one its meter shows. */
async function readInTurn(line: LineConnection, spoken: Spoken, tally: Tally): Promise<void> {
  const { model, addresses } = spoken;
  const registers = model.registers.filter(({ quantity }) => faceOf(1).has(quantity)).slice(0, 2);
  const readers = addresses.map((address) => line.meter({ model, address }));
  for (let n = 0; n < READINGS; n += 1) {
    const meter = n % 2 === 0 ? 1 : 2;
    const reader: MeterReader | undefined = readers[meter - 1];
    assert.ok(reader);
    try {
      for (const { register, value } of await reader.read(registers)) {
        const expected = faceOf(meter).get(register.quantity) ?? Number.NaN;
        const shown = Number(value?.toString());
        // A float32 keeps seven digits of it.
        assert.ok(
          Math.abs(shown - expected) < 0.001,
          `${spoken.name}, meter ${meter}, ${register.quantity}: ${shown}, not ${expected} (reading ${n}, seed ${SEED})`,
        );
        tally.right += 1;
      }
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      tally.errors.set(error.kind, (tally.errors.get(error.kind) ?? 0) + 1);
    }
  }
}

function report(t: TestContext, wire: FaultyWire, { right, errors }: Tally): void {
  const failed = [...errors].map(([kind, count]) => `${kind} ${count}`).join(", ");
  const faults = [...wire.happened].map(([fault, count]) => `${fault} ${count}`).join(", ");
  t.diagnostic(`${right} right values, 0 wrong ones; errors: ${failed}; faults: ${faults}`);
  assert.ok(right > 0, "nothing was ever read");
}

for (const spoken of SPOKEN) {
  test(`${spoken.name} on a socket: no fault becomes a value`, async (t) => {
    const wire = faultyWire(spoken, WIRE_FAULTS);
    const { port } = await serveWire(t, (socket) =>
      wire.serve({
        on: (event, listener) => socket.on(event, listener),
        write: (bytes) => socket.write(bytes),
        hangUp: () => socket.destroy(),
        get isOpen() {
          return !socket.destroyed;
        },
      }),
    );
    const line = openLine(serialServer(port, TIMEOUT_MS));
    t.after(() => line.close());
    const tally = { right: 0, errors: new Map<string, number>() };
    await readInTurn(line, spoken, tally);
    report(t, wire, tally);
  });

  test(`${spoken.name} on a pseudo-terminal: no fault becomes a value`, async (t) => {
    const wire = faultyWire(spoken, OF_A_WIRE);
    const terminal = await pseudoTerminal(t);
    wire.serve({
      on: (event, listener) => terminal.wire.on(event, listener),
      write: (bytes) => terminal.wire.write(bytes),
      hangUp: () => {},
      isOpen: true,
    });
    const line = openLine(serialPort(terminal.path, TIMEOUT_MS));
    t.after(() => line.close());
    const tally = { right: 0, errors: new Map<string, number>() };
    await readInTurn(line, spoken, tally);
    report(t, wire, tally);
  });

  test(`${spoken.name}: a gateway that takes connections and never answers, then reboots, is read again`, async (t) => {
    let isDeaf = true;
    const { port, sockets } = await serveWire(t, (socket) => {
      // A connection from before the reboot stays half-open: its end knows of it no more.
      const isLost = isDeaf;
      let received: Buffer = Buffer.alloc(0);
      socket.on("data", (bytes: Buffer) => {
        if (isLost) return;
        const all = Buffer.concat([received, bytes]);
        const { answers, heard } = spoken.device.hear(all);
        received = all.subarray(heard);
        for (const answer of answers) socket.write(answer);
      });
    });
    const line = openLine(serialServer(port, TIMEOUT_MS));
    t.after(() => line.close());
    const [address] = spoken.addresses;
    const reader = line.meter({ model: spoken.model, address });
    const registers = spoken.model.registers.slice(0, 1);
    await assert.rejects(reader.read(registers), (error) => {
      return error instanceof LineError && error.kind === "no-answer";
    });
    assert.equal(sockets.size, 1);
    isDeaf = false;
    let values: readonly unknown[] = [];
    for (let n = 0; n < UNTIL_WELL_AT_MOST && values.length === 0; n += 1) {
      values = await reader.read(registers).catch(() => []);
    }
    assert.equal(values.length, 1, "the line never came back");
  });
}

test("IEC 62056-21 on a socket: no fault becomes a value", async (t) => {
  const device = iec62056Device({ model: obis, address: "", face: () => faceOf(1) });
  const spoken: Spoken = {
    name: "IEC 62056-21",
    model: obis,
    addresses: ["", ""],
    device,
    question: Buffer.from("/?!\r\n"),
  };
  // The check character is an XOR: what is changed twice in one bit passes, so one change at a time.
  const faults = OF_A_WIRE.filter((fault) => fault !== "foreign");
  const wire = faultyWire(spoken, faults);
  const { port } = await serveWire(t, (socket) =>
    wire.serve({
      on: (event, listener) => socket.on(event, listener),
      write: (bytes) => socket.write(bytes),
      hangUp: () => socket.destroy(),
      get isOpen() {
        return !socket.destroyed;
      },
    }),
  );
  const line = openLine(serialServer(port, TIMEOUT_MS));
  t.after(() => line.close());
  const reader = line.meter({ model: obis, address: "" });
  const registers = obis.registers.slice(0, 1);
  let right = 0;
  for (let n = 0; n < READINGS / 4; n += 1) {
    try {
      for (const { value } of await reader.read(registers)) {
        assert.equal(Number(value?.toString()), 1111.11);
        right += 1;
      }
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
    }
  }
  t.diagnostic(`${right} right values, 0 wrong ones`);
});
