import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { cjt188Device } from "#simulator/cjt188-device.ts";
import { dlt645Device, overlaid } from "#simulator/dlt645-device.ts";
import { answerOf } from "#simulator/encode-registers.ts";
import { iec62056Device } from "#simulator/iec62056-device.ts";
import { mbusDevice, type SimulatedMbus } from "#simulator/mbus-device.ts";
import { rtuDevice } from "#simulator/rtu-device.ts";
import { answerOn, type WireDevice } from "#simulator/wire-gateway.ts";
import { pseudoTerminal } from "#test/support/pseudo-terminal.ts";
import { lineTo, modelOf, serialPort } from "#test/support/simulated-wire.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { LineConnection, ScanStep } from "./line-connection.ts";
import { openLine } from "./open-line.ts";
import type { RegisterValue } from "./register-value.ts";

const FACE = new Map([
  ["energyDelivered", 1234.56],
  ["energySum", -12.34],
  ["energyReceived", 7],
  ["volume", 987.65],
  ["activePower", 2.5],
  ["reactivePower", -0.5],
  ["thermalPower", 12.5],
  ["flow", 0.75],
  ["flowTemperature", 71.5],
  ["returnTemperature", 48.5],
  ["temperatureDifference", 23],
  ["voltageL1", 230.5],
]);
const face = () => FACE;

function shown(values: readonly RegisterValue[]): Record<string, string | undefined> {
  return Object.fromEntries(
    values.map(({ register, value }) => [register.quantity, value?.toString()]),
  );
}

async function read(line: LineConnection, model: MeterModel, address: string) {
  return shown(await line.meter({ model, address }).read(model.registers));
}

async function found(line: LineConnection, protocol: MeterModel["protocol"]) {
  const catalogue = [mbusHeat, dlt2007, cjtWater];
  const steps: ScanStep[] = [];
  const options = { protocol, catalogue, first: 0, last: 2 };
  for await (const step of line.scan(options)) steps.push(step);
  assert.ok(Math.abs((steps.at(-1)?.done ?? 0) - 1) < 1e-9, "the scan ends with all done");
  return steps.flatMap((step) => step.found ?? []);
}

const mbusHeat = modelOf("mbus-heat", "mbus");
const dlt2007 = modelOf("dlt645-2007", "dlt645-2007");
const dlt1997 = modelOf("dlt645-1997", "dlt645-1997");
const cjtWater = modelOf("cjt188-cold-water", "cjt188");
const cjtHeat = modelOf("cjt188-heat", "cjt188");
const sdm120 = modelOf("eastron-sdm120", "modbus");

function heatMeter(primary: number, identification: string): SimulatedMbus {
  const identity = { maker: "SPX", version: 52, medium: 4 };
  return { model: mbusHeat, primary, identification, ...identity, face };
}

test("M-Bus: a meter is read by its primary and its secondary address, over several telegrams", async (t) => {
  const meters = [heatMeter(5, "12345678"), heatMeter(6, "12345679")];
  const line = await lineTo(t, mbusDevice(meters));
  const expected = {
    energyDelivered: "1234.56",
    volume: "987.65",
    thermalPower: "12.5",
    flow: "0.75",
    flowTemperature: "71.5",
    returnTemperature: "48.5",
    temperatureDifference: "23",
  };
  assert.deepEqual(await read(line, mbusHeat, "5"), expected);
  // SPX is 4E18 on the wire; version 34H; medium 04.
  assert.deepEqual(await read(line, mbusHeat, "12345679184E3404"), expected);
  await assert.rejects(read(line, mbusHeat, "7"), /no answer within \d+ ms/);
  await assert.rejects(read(line, mbusHeat, "99999999FFFFFFFF"), /no answer within \d+ ms/);
  assert.deepEqual(await read(line, mbusHeat, "6"), expected);
});

test("M-Bus: meters of one primary address are told apart by their secondary ones", async (t) => {
  const meters = ["20000000", "21000000", "31000000"].map((digits) => heatMeter(0, digits));
  const line = await lineTo(t, mbusDevice(meters), 60);
  const all = await found(line, "mbus");
  assert.deepEqual(all.map(({ address }) => address).toSorted(), [
    "20000000184E3404",
    "21000000184E3404",
    "31000000184E3404",
  ]);
  assert.deepEqual(all[0]?.modelIds, ["mbus-heat"]);
  assert.match(all[0]?.saysOfItself ?? "", /^SPX \d{8}, heat, at the return, version 52$/);
});

test("DL/T 645-2007: every identifier of the entry is read; those the meter lacks are left out", async (t) => {
  const registers = dlt2007.registers.filter(({ quantity }) => FACE.has(quantity));
  const poorer = { ...dlt2007, registers };
  const line = await lineTo(t, dlt645Device([{ model: poorer, address: "000012345678", face }]));
  assert.deepEqual(await read(line, dlt2007, "000012345678"), {
    energySum: "-12.34",
    energyDelivered: "1234.56",
    energyReceived: "7",
    voltageL1: "230.5",
    activePower: "2.5",
    reactivePower: "-0.5",
  });
});

test("DL/T 645-2007: data too long for one frame are put together from their parts", async (t) => {
  const [register] = dlt2007.registers;
  assert.ok(register);
  // Thirty values of 4 bytes under one identifier: 120 bytes, four parts of 32 at most.
  const many = Array.from({ length: 30 }, (_, n) => ({
    ...register,
    quantity: "energyDelivered",
    dataIdentifier: "0001FF00",
    offset: 4 * n,
  }));
  const model = { ...dlt2007, registers: many };
  const line = await lineTo(t, dlt645Device([{ model, address: "000000000001", face }]));
  const values = await line.meter({ model, address: "000000000001" }).read(many);
  assert.deepEqual(new Set(values.map(({ value }) => value?.toString())), new Set(["1234.56"]));
  assert.equal(values.length, 30);
});

test("DL/T 645-1997: energies and voltages are read by its shorter identifiers", async (t) => {
  const line = await lineTo(t, dlt645Device([{ model: dlt1997, address: "000000000042", face }]));
  const values = await read(line, dlt1997, "000000000042");
  assert.equal(values["energyDelivered"], "1234.56");
  assert.equal(values["voltageL1"], "230");
});

test("DL/T 645: one meter alone tells its address at once; where several speak the address is narrowed", async (t) => {
  const alone = await lineTo(t, dlt645Device([{ model: dlt2007, address: "000012345678", face }]));
  assert.deepEqual(
    (await found(alone, "dlt645-2007")).map(({ address }) => address),
    ["000012345678"],
  );
  const meters = ["000000000107", "000000000207"].map((address) => ({
    model: dlt2007,
    address,
    face,
  }));
  const device = dlt645Device(meters);
  const several = await lineTo(t, device, 30);
  const steps: ScanStep[] = [];
  for await (const step of several.scan({ protocol: "dlt645-2007", catalogue: [] })) {
    steps.push(step);
    if (steps.length > 1) break;
  }
  assert.equal(steps[0]?.asked, "AAAAAAAAAAAA");
  assert.equal(steps[1]?.asked, "AAAAAAAAAA00");
});

test("CJ/T 188: water and heat meters are read, whichever way round they want the identifier", async (t) => {
  const device = cjt188Device([
    { model: cjtWater, address: "00000000000012", face },
    { model: cjtHeat, address: "00000000000013", face, isTurned: true },
  ]);
  const line = await lineTo(t, device, 200);
  assert.deepEqual(await read(line, cjtWater, "00000000000012"), { volume: "987.65" });
  const reader = line.meter({ model: cjtHeat, address: "00000000000013" });
  await assert.rejects(reader.read(cjtHeat.registers), /no answer/);
  const values = shown(await reader.read(cjtHeat.registers));
  assert.equal(values["energyDelivered"], "1234.56");
  assert.equal(values["flow"], "0.75");
  assert.equal(values["returnTemperature"], "48.5");
});

test("CJ/T 188: the meter on the line tells its address", async (t) => {
  const line = await lineTo(
    t,
    cjt188Device([{ model: cjtWater, address: "00000000000012", face }]),
  );
  const [meter] = await found(line, "cjt188");
  assert.equal(meter?.address, "00000000000012");
  assert.deepEqual(meter?.modelIds, ["cjt188-cold-water"]);
});

test("IEC 62056-21: a meter is called, and read out at the speed of the line", async (t) => {
  const model = modelOf("iec62056-21-generic", "iec62056-21");
  const line = await lineTo(t, iec62056Device({ model, address: "", face }));
  const values = await read(line, model, "");
  assert.equal(values["energyDelivered"], "1234.56");
  assert.equal(values["energyReceived"], "7");
});

async function onSerialPort(t: TestContext, device: WireDevice): Promise<LineConnection> {
  const terminal = await pseudoTerminal(t);
  answerOn(terminal.wire, device);
  const line = openLine(serialPort(terminal.path, 500));
  t.after(() => line.close());
  return line;
}

test("all of them are read on a serial port, too, one after the other on the same wire", async (t) => {
  const devices = [
    rtuDevice((unit, request) => (unit === 1 ? answerOf(sdm120, request, FACE) : undefined)),
    mbusDevice([heatMeter(5, "12345678")]),
    dlt645Device([{ model: dlt2007, address: "000012345678", face }]),
    cjt188Device([{ model: cjtWater, address: "00000000000012", face }]),
  ];
  for (const [n, [model, address]] of (
    [
      [sdm120, "1"],
      [mbusHeat, "5"],
      [dlt2007, "000012345678"],
      [cjtWater, "00000000000012"],
    ] as const
  ).entries()) {
    const device = devices[n];
    assert.ok(device);
    const line = await onSerialPort(t, device);
    const values = await read(line, model, address);
    const expected = model === cjtWater ? "987.65" : "1234.56";
    assert.equal(values["energyDelivered"] ?? values["volume"], expected, model.id);
  }
});

test("what several meters say at once is no frame", () => {
  const together = overlaid([Buffer.from("68ff16", "hex"), Buffer.from("681016", "hex")]);
  assert.equal(together.toString("hex"), "681016");
});
