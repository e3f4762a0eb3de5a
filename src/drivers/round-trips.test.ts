/** What an encoder makes of anything, the decoder takes apart again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import { cjt188Device } from "#simulator/cjt188-device.ts";
import { dlt645Device } from "#simulator/dlt645-device.ts";
import { mbusDevice } from "#simulator/mbus-device.ts";
import { modelOf } from "#test/support/simulated-wire.ts";
import { encodeCjt188, searchCjt188 } from "./cjt188/cjt188-frame.ts";
import {
  answerIn as cjt188AnswerIn,
  questionFrame as cjt188Question,
} from "./cjt188/cjt188-question.ts";
import { cjt188Value } from "./cjt188/cjt188-value.ts";
import { convertUnit } from "./convert-unit.ts";
import { encodeDlt645, searchDlt645 } from "./dlt645/dlt645-frame.ts";
import {
  answerIn as dlt645AnswerIn,
  questionFrame as dlt645Question,
} from "./dlt645/dlt645-question.ts";
import { dlt645Value } from "./dlt645/dlt645-value.ts";
import {
  type DataInformation,
  encodeDataInformation,
  takeDataInformation,
} from "./mbus/data-information.ts";
import { decodeDevice, encodeDevice } from "./mbus/mbus-device.ts";
import { encodeMbusFrame, type MbusFrame, searchMbus, takeMbusFrame } from "./mbus/mbus-frame.ts";
import { mbusRegisterValue } from "./mbus/mbus-register.ts";
import { decodeTelegram } from "./mbus/mbus-telegram.ts";
import { isSelected, secondaryAddress, secondaryBytes } from "./mbus/secondary-address.ts";

const PROPERTY = { seed: 20_261_125, numRuns: 500 };

const byte = fc.nat({ max: 255 });
const digits = (count: number) =>
  fc.array(fc.nat({ max: 9 }), { minLength: count, maxLength: count }).map((all) => all.join(""));
const bytes = (most: number) =>
  fc.uint8Array({ maxLength: most }).map((content) => Buffer.from(content));
/** Noise without the bytes by which frames of these protocols begin. */
const noise = fc
  .uint8Array({ maxLength: 32 })
  .map((content) => Buffer.from(content.filter((one) => ![0x68, 0x10, 0xe5].includes(one))));

test("M-Bus frames of every kind, wherever they stand among noise", () => {
  const frame: fc.Arbitrary<MbusFrame> = fc.record(
    {
      kind: fc.constant("long" as const),
      control: byte,
      address: byte,
      information: byte,
      data: bytes(252),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(noise, frame, noise, (before, sent, after) => {
      const wire = encodeMbusFrame(sent);
      assert.deepEqual(takeMbusFrame(wire), { frame: sent, bytes: wire.length });
      const { found } = searchMbus(Buffer.concat([before, wire, after]));
      assert.deepEqual(found, [{ frame: sent, end: before.length + wire.length }]);
      for (const end of [1, 4, wire.length - 1]) {
        assert.equal(takeMbusFrame(wire.subarray(0, end)), undefined);
      }
    }),
    PROPERTY,
  );
});

test("M-Bus data information: every storage, tariff, subunit and coding", () => {
  const coding: fc.Arbitrary<DataInformation["coding"]> = fc.constantFrom(
    { kind: "none" },
    { kind: "integer", bytes: 1 },
    { kind: "integer", bytes: 6 },
    { kind: "integer", bytes: 8 },
    { kind: "float" },
    { kind: "bcd", bytes: 4 },
    { kind: "bcd", bytes: 6 },
    { kind: "variable" },
  );
  const information: fc.Arbitrary<DataInformation> = fc.record(
    {
      function: fc.constantFrom("instantaneous", "maximum", "minimum", "error"),
      coding,
      storage: fc.nat({ max: 2 ** 31 - 1 }).map((low) => low * 512),
      tariff: fc.nat({ max: 2 ** 20 - 1 }),
      subunit: fc.nat({ max: 2 ** 10 - 1 }),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(information, (sent) => {
      const wire = encodeDataInformation(sent);
      assert.deepEqual(takeDataInformation(wire, 0), { information: sent, end: wire.length });
    }),
    PROPERTY,
  );
});

test("M-Bus devices and their secondary addresses, with any digits left open", () => {
  const device = fc.record(
    {
      identification: digits(8),
      maker: fc.constantFrom("KAM", "SPX", "AAA", "ZZZ"),
      version: byte,
      medium: byte,
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(device, fc.nat({ max: 15 }), (sent, open) => {
      assert.deepEqual(decodeDevice(encodeDevice(sent)), sent);
      const address = secondaryAddress(sent);
      assert.deepEqual(decodeDevice(secondaryBytes(address)), sent);
      assert.ok(isSelected(address, sent));
      assert.ok(isSelected(`${address.slice(0, open)}F${address.slice(open + 1)}`, sent));
    }),
    PROPERTY,
  );
});

test("DL/T 645 frames, wherever they stand among noise", () => {
  const frame = fc.record(
    { address: digits(12), control: byte, data: bytes(200) },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(noise, frame, noise, (before, sent, after) => {
      const wire = encodeDlt645(sent);
      const { found } = searchDlt645(Buffer.concat([before, wire, after]));
      assert.deepEqual(found, [{ frame: sent, end: before.length + wire.length }]);
    }),
    PROPERTY,
  );
});

test("CJ/T 188 frames, wherever they stand among noise", () => {
  const frame = fc.record(
    {
      meterType: byte,
      address: digits(14),
      control: byte,
      data: bytes(100),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(noise, frame, noise, (before, sent, after) => {
      const wire = encodeCjt188(sent);
      const { found } = searchCjt188(Buffer.concat([before, wire, after]));
      assert.deepEqual(found, [{ frame: sent, end: before.length + wire.length }]);
    }),
    PROPERTY,
  );
});

/** Hundredths below what eight digits show. */
const hundredths = fc.nat({ max: 99_999_999 });

test("what a simulated DL/T 645 meter shows is what the driver reads", () => {
  const model = modelOf("dlt645-2007", "dlt645-2007");
  const address = "000012345678";
  fc.assert(
    fc.property(hundredths, (shown) => {
      const face = () => new Map([["energyDelivered", shown / 100]]);
      const question = { kind: "read", identifier: "00010000" } as const;
      const asked = encodeDlt645(dlt645Question("2007", address, question));
      const [wire] = dlt645Device([{ model, address, face }]).hear(asked).answers;
      const [found] = searchDlt645(wire ?? Buffer.alloc(0)).found;
      assert.ok(found);
      const { data } = dlt645AnswerIn(found.frame, { edition: "2007", address }, question);
      const value = dlt645Value(data, { offset: 0, bytes: 4, isSigned: false });
      assert.equal(Number(value?.toString()), shown);
    }),
    PROPERTY,
  );
});

test("what a simulated CJ/T 188 meter shows is what the driver reads", () => {
  const model = modelOf("cjt188-cold-water", "cjt188");
  const [register] = model.registers;
  assert.ok(register);
  fc.assert(
    fc.property(hundredths, (shown) => {
      const address = "00000000000012";
      const face = () => new Map([["volume", shown / 100]]);
      const question = {
        meterType: 0x10,
        address,
        identifier: "901F",
        order: "high-first",
        sequence: 9,
      } as const;
      const asked = encodeCjt188(cjt188Question(question));
      const [wire] = cjt188Device([{ model, address, face }]).hear(asked).answers;
      const [found] = searchCjt188(wire ?? Buffer.alloc(0)).found;
      assert.ok(found);
      const value = cjt188Value(register, cjt188AnswerIn(found.frame, question).data);
      assert.ok(value?.equals(new Decimal(BigInt(shown), 2)));
    }),
    PROPERTY,
  );
});

test("what a simulated M-Bus meter shows is what the driver reads", () => {
  const model = modelOf("mbus-heat", "mbus");
  const meter = {
    model,
    primary: 3,
    identification: "00000001",
    maker: "SPX",
    version: 1,
    medium: 4,
  };
  fc.assert(
    fc.property(hundredths, (shown) => {
      const face = () => new Map([["energyDelivered", shown / 1000]]);
      const asked = encodeMbusFrame({ kind: "short", control: 0x7b, address: 3 });
      const [wire] = mbusDevice([{ ...meter, face }]).hear(asked).answers;
      const [found] = searchMbus(wire ?? Buffer.alloc(0)).found;
      const [register] = model.registers;
      assert.ok(found && register);
      const value = mbusRegisterValue(register, [decodeTelegram(found.frame)]);
      assert.ok(value instanceof Decimal && value.equals(new Decimal(BigInt(shown), 3)));
    }),
    PROPERTY,
  );
});

test("units there and back again are the same, where the quotient ends", () => {
  const pairs = [
    ["kWh", "Wh"],
    ["MWh", "kWh"],
    ["GJ", "J"],
    ["m3", "l"],
    ["m3/s", "m3/h"],
    ["kW", "W"],
    ["h", "s"],
  ] as const;
  fc.assert(
    fc.property(fc.constantFrom(...pairs), hundredths, ([larger, smaller], shown) => {
      const value = new Decimal(BigInt(shown), 2);
      const there = convertUnit(value, larger, smaller);
      const back = there && convertUnit(there, smaller, larger);
      assert.ok(back?.equals(value), `${larger} to ${smaller}`);
    }),
    PROPERTY,
  );
  // 1 kWh = 3.6 MJ: 1 MJ = 0.277777777778 kWh to twelve digits.
  assert.equal(String(convertUnit(Decimal.ONE, "MJ", "kWh")), "0.277777777778");
  assert.equal(convertUnit(Decimal.ONE, "kWh", "m3"), undefined);
});
