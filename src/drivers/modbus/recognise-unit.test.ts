import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { ModbusModel } from "#domain/metering/meter-model.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import type { FoundMeter } from "#drivers/line-connection.ts";
import { answerOf } from "#simulator/encode-registers.ts";
import { rtuDevice } from "#simulator/rtu-device.ts";
import { connectionTo } from "#test/support/modbus-device.ts";
import { lineTo } from "#test/support/simulated-wire.ts";
import { decodeIdentity, identityLength } from "./device-identity.ts";
import { rtuFrame, tcpFrame } from "./modbus-frame.ts";
import { recogniseUnit } from "./recognise-unit.ts";

const catalogue = loadCatalogue(join(import.meta.dirname, "../../../catalogue/meters"));
const models = catalogue.filter((model): model is ModbusModel => model.protocol === "modbus");

function modelOf(id: string): ModbusModel {
  return models.find((model) => model.id === id) ?? assert.fail(id);
}

/** A grid as it is, whatever the model calls its phases. */
const FACE = new Map([
  ...["voltage", "voltageL1", "voltageL2", "voltageL3"].map((one) => [one, 230.4] as const),
  ["frequency", 50.02],
  ["energyDelivered", 1234.5],
]);

async function found(t: TestContext, model: ModbusModel): Promise<FoundMeter> {
  const device = rtuDevice((unit, request) =>
    unit === 1 ? answerOf(model, request, FACE) : undefined,
  );
  const line = await lineTo(t, device, 1_000);
  const steps = [];
  const options = { protocol: "modbus", catalogue, first: 1, last: 1 } as const;
  for await (const step of line.scan(options)) steps.push(step);
  return steps[0]?.found ?? assert.fail("nobody was found");
}

test("a meter whose code is known is recognised by it", async (t) => {
  const meter = await found(t, modelOf("eastron-sdm230"));
  assert.deepEqual(meter.modelIds, ["eastron-sdm230"]);
  assert.deepEqual(meter.candidateIds, []);
});

test("a meter that tells nothing of itself is guessed by where it shows a grid's voltage and frequency", async (t) => {
  const { probe: _, ...silent } = modelOf("schneider-iem3155");
  const meter = await found(t, silent);
  assert.deepEqual(meter.modelIds, [], "a guess is not said to be known");
  const { candidateIds = [] } = meter;
  assert.ok(candidateIds.includes("schneider-iem3155"), candidateIds.join());
  assert.ok(!candidateIds.includes("eastron-sdm630"), "whose voltage would stand elsewhere");
});

test("device identification: the example of the standard", () => {
  // Modbus application protocol V1.1b3, section 6.21.
  const objects = ["Company identification", "Product code XX", "V2.11"];
  const pdu = Buffer.concat([
    Buffer.from("2b0e0101000003", "hex"),
    ...objects.map((text, n) => Buffer.concat([Buffer.of(n, text.length), Buffer.from(text)])),
  ]);
  assert.deepEqual(decodeIdentity(pdu), {
    vendor: "Company identification",
    product: "Product code XX",
    revision: "V2.11",
  });
  for (let length = 0; length < pdu.length; length += 1) {
    const whole = identityLength(pdu.subarray(0, length));
    assert.ok(whole === undefined || whole > length, `${length} bytes are not whole`);
    assert.throws(() => decodeIdentity(pdu.subarray(0, length)), /no device identification/);
  }
  assert.throws(() => decodeIdentity(Buffer.of(0xab, 1)), /exception 1 \(illegal function\)/);
});

/** A device with these registers that says of itself what `objects` say. */
async function device(
  t: TestContext,
  framing: "tcp" | "rtu",
  {
    registers = new Map(),
    objects,
  }: { registers?: ReadonlyMap<number, number>; objects?: string[] },
): Promise<number> {
  const answer = (pdu: Buffer): Buffer => {
    if (pdu[0] === 0x2b && objects) {
      const texts = objects.map((text, n) =>
        Buffer.concat([Buffer.of(n, text.length), Buffer.from(text)]),
      );
      return Buffer.concat([Buffer.from("2b0e01010000", "hex"), Buffer.of(texts.length), ...texts]);
    }
    if (pdu[0] !== 3) return Buffer.of((pdu[0] ?? 0) | 0x80, 1);
    const [address, count] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3)];
    const words = Array.from({ length: count }, (_, n) => registers.get(address + n));
    if (words.includes(undefined)) return Buffer.of(0x83, 2);
    const bytes = words.flatMap((word = 0) => [word >> 8, word & 0xff]);
    return Buffer.of(3, bytes.length, ...bytes);
  };
  const serve = (socket: Socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes: Buffer) => {
      const unit = bytes[framing === "tcp" ? 6 : 0] ?? 0;
      const pdu = framing === "tcp" ? bytes.subarray(7) : bytes.subarray(1, -2);
      const said = answer(pdu);
      socket.write(
        framing === "tcp" ? tcpFrame(bytes.readUInt16BE(0), unit, said) : rtuFrame(unit, said),
      );
    });
    t.after(() => socket.destroy());
  };
  const server = createServer(serve).listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

for (const framing of ["tcp", "rtu"] as const) {
  test(`a device that says who it is is recognised by its name, over ${framing}`, async (t) => {
    const objects = ["Schneider Electric", "iEM3155", "V1.3.001"];
    const connection = connectionTo(await device(t, framing, { objects }), framing);
    t.after(() => connection.close());
    const recognised = await recogniseUnit(connection, 5, models);
    assert.equal(recognised.saysOfItself, "Schneider Electric iEM3155 V1.3.001");
    assert.ok(recognised.modelIds.includes("schneider-iem3155"), recognised.modelIds.join());
  });
}

test("a device with a SunSpec map is recognised by its blocks, and tells maker, model and number", async (t) => {
  const common = Array.from({ length: 66 }, () => 0);
  const write = (text: string, at: number) => {
    for (let n = 0; n < text.length; n += 2) {
      common[at + n / 2] = (text.charCodeAt(n) << 8) | (text.charCodeAt(n + 1) || 0);
    }
  };
  write("Acme", 0);
  write("Three", 16);
  write("SN-77", 48);
  // SunS, the common block, a three-phase meter of model 203, the end.
  const map = [0x5375, 0x6e53, 1, 66, ...common, 203, 2, 0, 0, 0xffff, 0];
  const registers = new Map(map.map((word, n) => [40_000 + n, word]));
  const connection = connectionTo(await device(t, "tcp", { registers }), "tcp");
  t.after(() => connection.close());
  const { saysOfItself, serialNumber, modelIds } = await recogniseUnit(connection, 1, models);
  assert.equal(saysOfItself, "Acme Three");
  assert.equal(serialNumber, "SN-77");
  const fitting = models.filter(({ sunspec }) => sunspec?.includes(203)).map(({ id }) => id);
  assert.ok(fitting.length > 0);
  assert.deepEqual(modelIds, fitting);
});
