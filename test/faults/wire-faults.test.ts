/**
 * Every protocol against a bad line, on real sockets and pseudo-terminals: what is read is what the
 * meter shows, or it is an error; never another meter's, another register's or a spoiled value.
 */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { test, type TestContext } from "node:test";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { LineConnection, MeterReader } from "#drivers/line-connection.ts";
import { LineError, type LineErrorKind } from "#drivers/line-error.ts";
import { MBAP_BYTES, rtuFrame, TCP_READ_BYTES, tcpFrame } from "#drivers/modbus/modbus-frame.ts";
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

/** Readings of each protocol on each kind of line, at least. More: SMARTPM_EXCHANGES=20000. */
const READINGS = Number(process.env["SMARTPM_EXCHANGES"] ?? 24);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_125);
/** Long enough for an answer on a busy machine; all lines wait for theirs at once. */
const TIMEOUT_MS = 100;
const LATE_MS = 130;
/** For what must come to pass on a machine however busy: by the clock, and generously. */
const WITHIN_MS = 60_000;
const BETWEEN_TRIES_MS = 20;

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
  readonly addresses: readonly [string, ...string[]];
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

/** One meter, which has no address. */
const IEC_62056: Spoken = {
  name: "IEC 62056-21",
  model: obis,
  addresses: [""],
  device: iec62056Device({ model: obis, address: "", face: () => faceOf(1) }),
  question: Buffer.from("/?!\r\n"),
};

/** The meters of a wire behind a gateway of Modbus TCP. */
function behindGateway(wire: WireDevice): WireDevice {
  return {
    hear(received) {
      const answers: Buffer[] = [];
      let heard = 0;
      for (; heard + TCP_READ_BYTES <= received.length; heard += TCP_READ_BYTES) {
        const frame = received.subarray(heard, heard + TCP_READ_BYTES);
        const request = rtuFrame(frame.readUInt8(MBAP_BYTES - 1), frame.subarray(MBAP_BYTES));
        for (const answer of wire.hear(request).answers) {
          const pdu = answer.subarray(1, -2);
          answers.push(tcpFrame(frame.readUInt16BE(0), answer.readUInt8(0), pdu));
        }
      }
      return { answers, heard };
    },
  };
}

const [MODBUS_RTU] = SPOKEN;
assert.ok(MODBUS_RTU);
const MODBUS_TCP: Spoken = {
  ...MODBUS_RTU,
  name: "Modbus TCP",
  device: behindGateway(MODBUS_RTU.device),
  // Under the number of the ninth question, for a while to come and once it is due.
  question: tcpFrame(9, 2, Buffer.from("0400000004", "hex")),
};

/** No checksum but TCP's own guards what it carries: bits do not change on the way. */
const OF_TCP = WIRE_FAULTS.filter((fault) => !fault.startsWith("one-"));

/** The faults of a line that has no connection to lose. */
const OF_A_WIRE = WIRE_FAULTS.filter((fault) => fault !== "hang-up");

function faultyWire({ device, question }: Spoken, faults: readonly WireFault[]): FaultyWire {
  const [foreign = Buffer.of(0)] = device.hear(question).answers;
  return new FaultyWire({ device, seed: SEED, lateMs: LATE_MS, faults, foreign: () => foreign });
}

/** What was read over a wire, and the faults that are to happen on it. */
interface Trial {
  readonly spoken: Spoken;
  readonly wire: FaultyWire;
  readonly faults: readonly WireFault[];
  /** How many meters are asked at once, in turn. */
  readonly companies: readonly number[];
}

/**
 * Reads both meters in turn, or at once, until something was read and every fault has happened; every value must
 * be the one its meter shows.
 */
async function readInTurn(t: TestContext, line: LineConnection, trial: Trial): Promise<void> {
  const { spoken, wire, faults, companies } = trial;
  const { model, addresses } = spoken;
  const registers = model.registers.filter(({ quantity }) => faceOf(1).has(quantity)).slice(0, 2);
  const readers = addresses.map((address) => line.meter({ model, address }));
  const errors = new Map<string, number>();
  let right = 0;
  const deadline = performance.now() + WITHIN_MS;
  const isDone = () =>
    (right > 0 && wire.happened.size === faults.length) || performance.now() > deadline;
  const readOnce = async (n: number) => {
    const at = n % readers.length;
    const reader: MeterReader | undefined = readers[at];
    assert.ok(reader);
    try {
      for (const { register, value } of await reader.read(registers)) {
        const expected = faceOf(at === 0 ? 1 : 2).get(register.quantity) ?? Number.NaN;
        const shown = Number(value?.toString());
        // A float32 keeps seven digits of it.
        assert.ok(
          Math.abs(shown - expected) < 0.001,
          `meter ${at + 1}, ${register.quantity}: ${shown}, not ${expected} (reading ${n}, seed ${SEED})`,
        );
        right += 1;
      }
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      errors.set(error.kind, (errors.get(error.kind) ?? 0) + 1);
    }
  };
  let turn = 0;
  let atOnce = 0;
  for (let first = 0; first < READINGS || !isDone(); first += atOnce) {
    atOnce = companies[(turn += 1) % companies.length] ?? 1;
    line.willAsk(atOnce);
    await Promise.all(Array.from({ length: atOnce }, (_, n) => readOnce(first + n)));
  }
  const failed = [...errors].map(([kind, count]) => `${kind} ${count}`).join(", ");
  const happened = [...wire.happened].map(([fault, count]) => `${fault} ${count}`).join(", ");
  t.diagnostic(`${right} right values, 0 wrong ones; errors: ${failed}; faults: ${happened}`);
  assert.ok(right > 0, "nothing was ever read");
  assert.deepEqual([...wire.happened.keys()].toSorted(), faults.toSorted(), "not all was tried");
}

type TransportOf = (port: number) => Parameters<typeof openLine>[0];

const bySerialServer: TransportOf = (port) => serialServer(port, TIMEOUT_MS);

/** Undefined: as many as it bears. */
function byGateway(questionsAtOnce?: number): TransportOf {
  const place = { host: "127.0.0.1", timeoutMs: TIMEOUT_MS };
  const number = questionsAtOnce !== undefined && { questionsAtOnce };
  return (port) => ({ kind: "modbus-tcp", ...place, port, ...number });
}

async function onSocket(
  t: TestContext,
  spoken: Spoken,
  {
    faults,
    transportOf = bySerialServer,
    companies = [1],
  }: Pick<Trial, "faults"> &
    Partial<Pick<Trial, "companies">> & {
      readonly transportOf?: TransportOf;
    },
) {
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
  const line = openLine(transportOf(port));
  t.after(() => line.close());
  await readInTurn(t, line, { spoken, wire, faults, companies });
}

async function onPseudoTerminal(t: TestContext, spoken: Spoken) {
  const faults = OF_A_WIRE;
  const wire = faultyWire(spoken, faults);
  const terminal = await pseudoTerminal(t);
  wire.serve({
    on: (event, listener) => terminal.wire.on(event, listener),
    write: (bytes) => terminal.wire.write(bytes),
    hangUp: () => {},
    isOpen: true,
  });
  const line = openLine(serialPort(terminal.path, TIMEOUT_MS));
  t.after(() => line.close());
  await readInTurn(t, line, { spoken, wire, faults, companies: [1] });
}

/** Reads once; the error that it fails with, undefined when it gives a value. */
async function errorOf(reader: MeterReader, { model }: Spoken): Promise<LineError | undefined> {
  try {
    const values = await reader.read(model.registers.slice(0, 1));
    assert.equal(values.length, 1);
    return undefined;
  } catch (error) {
    if (error instanceof LineError) return error;
    throw error;
  }
}

async function atDeafGateway(t: TestContext, spoken: Spoken) {
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
  const deadline = performance.now() + WITHIN_MS;
  const tryUntil = async (kind: LineErrorKind | undefined) => {
    let error = await errorOf(reader, spoken);
    while (error?.kind !== kind && performance.now() < deadline) {
      await pause(BETWEEN_TRIES_MS);
      error = await errorOf(reader, spoken);
    }
    return error?.kind;
  };
  assert.equal(await tryUntil("no-answer"), "no-answer");
  assert.equal(sockets.size, 1);
  assert.ok(line.silenceDueMs >= TIMEOUT_MS, "whoever is asked next waits for silence");
  isDeaf = false;
  assert.equal(await tryUntil(undefined), undefined, "the line never came back");
  assert.equal(line.silenceDueMs, 0);
}

test("a bad line, every protocol", { concurrency: true }, async (t) => {
  const trials: Promise<void>[] = [];
  const add = (name: string, trial: (own: TestContext) => Promise<void>) =>
    trials.push(t.test(name, trial));
  for (const spoken of SPOKEN) {
    const { name } = spoken;
    add(`${name} on a socket: no fault becomes a value`, (own) =>
      onSocket(own, spoken, { faults: WIRE_FAULTS }),
    );
    add(`${name} on a pseudo-terminal: no fault becomes a value`, (own) =>
      onPseudoTerminal(own, spoken),
    );
    add(
      `${name}: a gateway that takes connections and never answers, then reboots, is read again`,
      (own) => atDeafGateway(own, spoken),
    );
  }
  // The check character is an XOR: what is changed twice in one bit passes, so one change at a time.
  const faults = OF_A_WIRE.filter((fault) => fault !== "foreign");
  add("IEC 62056-21 on a socket: no fault becomes a value", (own) =>
    onSocket(own, IEC_62056, { faults }),
  );
  for (const atOnce of NUMBERS) {
    const how = { faults: OF_TCP, companies: [atOnce], transportOf: byGateway(atOnce) };
    add(`Modbus TCP on a socket, ${atOnce} at once: no fault becomes a value`, (own) =>
      onSocket(own, MODBUS_TCP, how),
    );
  }
  add("Modbus TCP on a socket, 1 or 2 at once as it bears: no fault becomes a value", (own) =>
    onSocket(own, MODBUS_TCP, {
      faults: OF_TCP,
      companies: [1, 2, 2, 1],
      transportOf: byGateway(),
    }),
  );
  await Promise.all(trials);
});
