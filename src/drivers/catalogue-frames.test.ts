/**
 * Every published answer that an entry of the catalogue carries, decoded as the driver decodes what
 * a meter says: it gives the values that its source prints beside it.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import type {
  Cjt188Model,
  Dlt645Model,
  JsonModel,
  MbusModel,
  MeterModel,
  ModbusModel,
  ObisModel,
} from "#domain/metering/meter-model.ts";
import { WORDS_OF_TYPE } from "#domain/metering/meter-register.ts";
import { loadCatalogue } from "./catalogue.ts";
import { searchCjt188 } from "./cjt188/cjt188-frame.ts";
import { answerIn as cjt188AnswerIn } from "./cjt188/cjt188-question.ts";
import { cjt188Value } from "./cjt188/cjt188-value.ts";
import { searchDlt645 } from "./dlt645/dlt645-frame.ts";
import { answerIn as dlt645AnswerIn } from "./dlt645/dlt645-question.ts";
import { dlt645Value } from "./dlt645/dlt645-value.ts";
import { readoutValue, takeReadout } from "./iec62056/readout.ts";
import { readJsonMessage } from "./json/json-message.ts";
import { searchMbus } from "./mbus/mbus-frame.ts";
import { mbusRegisterValue } from "./mbus/mbus-register.ts";
import { decodeTelegram } from "./mbus/mbus-telegram.ts";
import { decodeRegister } from "./modbus/decode-register.ts";

/** What a frame of a model shows, by quantity. */
type Shown = ReadonlyMap<string, Decimal | "missing" | undefined>;

const models = loadCatalogue(join(import.meta.dirname, "../../catalogue/meters"));

function inHex(text: string): Buffer {
  return Buffer.from(text.replaceAll(" ", ""), "hex");
}

function shownByWords(model: ModbusModel, frame: ModbusModel["frames"][number]): Shown {
  const bytes = inHex(frame.words);
  return new Map(
    model.registers.flatMap((register) => {
      const start = 2 * (register.address - frame.address);
      const count = WORDS_OF_TYPE[register.type];
      if (start < 0 || start + 2 * count > bytes.length) return [];
      const words = Uint16Array.from({ length: count }, (_, n) =>
        bytes.readUInt16BE(start + 2 * n),
      );
      return [[register.quantity, decodeRegister(register, words)] as const];
    }),
  );
}

function shownByMbus({ registers }: MbusModel, telegrams: readonly string[]): Shown {
  const decoded = telegrams.flatMap((telegram) =>
    searchMbus(inHex(telegram)).found.map(({ frame }) => decodeTelegram(frame)),
  );
  assert.equal(decoded.length, telegrams.length, "a telegram is no frame");
  return new Map(
    registers.map((register) => [register.quantity, mbusRegisterValue(register, decoded)]),
  );
}

function shownByDlt645({ protocol, registers }: Dlt645Model, telegrams: readonly string[]): Shown {
  const edition = protocol === "dlt645-2007" ? "2007" : "1997";
  return new Map(
    telegrams.flatMap((telegram) => {
      const [found] = searchDlt645(inHex(telegram)).found;
      assert.ok(found, "a telegram is no frame");
      const { frame } = found;
      const asked = { edition, address: frame.address } as const;
      return registers.flatMap((register) => {
        const { dataIdentifier, bytes, offset = 0, signed = false, scale, quantity } = register;
        const said = inHex(dataIdentifier).toReversed();
        if (!frame.data.subarray(0, said.length).equals(said)) return [];
        const question = { kind: "read", identifier: dataIdentifier } as const;
        const { data } = dlt645AnswerIn(frame, asked, question);
        const digits = dlt645Value(data, { offset, bytes, isSigned: signed });
        return [[quantity, digits?.times(Decimal.parse(scale))] as const];
      });
    }),
  );
}

function shownByCjt188(model: Cjt188Model, telegrams: readonly string[]): Shown {
  return new Map(
    telegrams.flatMap((telegram) => {
      const [found] = searchCjt188(inHex(telegram)).found;
      assert.ok(found, "a telegram is no frame");
      const { address, meterType, data: said } = found.frame;
      assert.equal(meterType.toString(16), model.meterType);
      const asked = { address, meterType, identifier: "901F", order: "high-first" } as const;
      const { data } = cjt188AnswerIn(found.frame, { ...asked, sequence: said[2] ?? 0 });
      return model.registers.map((one) => [one.quantity, cjt188Value(one, data)] as const);
    }),
  );
}

function shownByReadout({ registers }: ObisModel, telegrams: readonly string[]): Shown {
  const lines = telegrams.flatMap((telegram) => takeReadout(Buffer.from(telegram))?.lines ?? []);
  return new Map(
    registers.map((register) => [register.quantity, readoutValue(lines, register)] as const),
  );
}

function shownByMessages(model: JsonModel, telegrams: readonly string[]): Shown {
  return new Map(
    telegrams.flatMap((text) =>
      readJsonMessage(model, model.registers, text).values.map(
        ({ register, value }) => [register.quantity, value] as const,
      ),
    ),
  );
}

interface Claim {
  readonly shown: Shown;
  readonly source: string;
  readonly expected: readonly { readonly quantity: string; readonly value: string }[];
}

function claimsOf(model: MeterModel): Claim[] {
  switch (model.protocol) {
    case "modbus":
      return model.frames.map((frame) => ({ ...frame, shown: shownByWords(model, frame) }));
    case "mbus":
      return model.frames.map((one) => ({ ...one, shown: shownByMbus(model, one.telegrams) }));
    case "dlt645-1997":
    case "dlt645-2007":
      return model.frames.map((one) => ({ ...one, shown: shownByDlt645(model, one.telegrams) }));
    case "cjt188":
      return model.frames.map((one) => ({ ...one, shown: shownByCjt188(model, one.telegrams) }));
    case "iec62056-21":
      return model.frames.map((one) => ({ ...one, shown: shownByReadout(model, one.telegrams) }));
    case "mqtt-json":
    case "push":
      return model.frames.map((one) => ({ ...one, shown: shownByMessages(model, one.telegrams) }));
    case "manual":
      return [];
  }
}

for (const model of models.filter(({ frames }) => frames.length > 0)) {
  test(`${model.id}: its published answers give the values that are printed beside them`, () => {
    for (const { shown, source, expected } of claimsOf(model)) {
      assert.ok(expected.length > 0, `${source}: nothing is expected of it`);
      for (const { quantity, value } of expected) {
        const found = shown.get(quantity);
        const place = `${source}: ${quantity} is ${found?.toString()}, not ${value}`;
        assert.ok(found !== undefined && found !== "missing", place);
        const printed = Decimal.parse(value);
        // Manuals print fewer digits than the frame holds.
        assert.ok(found.rounded(printed.scale, "half-up").equals(printed), place);
      }
    }
  });
}

test("entries with a published answer are there for every protocol that a meter speaks", () => {
  const spoken = new Set(models.map(({ protocol }) => protocol));
  spoken.delete("manual");
  const shown = new Set(
    models.filter(({ frames }) => frames.length > 0).map((one) => one.protocol),
  );
  assert.deepEqual([...spoken.difference(shown)], []);
});
