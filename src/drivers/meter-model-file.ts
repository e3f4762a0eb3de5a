import { z } from "zod";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import {
  MBUS_VALUES,
  REGISTER_ROLES,
  WORDS_OF_TYPE,
  type ModbusType,
} from "#domain/metering/meter-register.ts";
import { modelFaults } from "./meter-model-rules.ts";

const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/, 'is not a decimal like "0.01"');
const hex = (digits: number) =>
  z.string().regex(new RegExp(`^[0-9A-Fa-f]{${digits}}$`), `is not ${digits} hexadecimal digits`);

const facts = {
  quantity: z.string().describe("What is measured: one word per quantity in all models."),
  unit: z.string().describe("kWh, m3, kW, V, ...; empty for a plain number."),
  scale: decimalText.describe("value = raw × scale, in unit."),
  role: z
    .enum(REGISTER_ROLES)
    .describe(
      "billing: cumulative and not resettable, kept and billed; register: cumulative, shown; live: how things are now, shown.",
    ),
  resolution: decimalText
    .optional()
    .describe("Of billing registers: what one stored count is worth."),
  digits: z
    .int()
    .min(0)
    .max(15)
    .optional()
    .describe("Of billing registers: counts wrap at 10^digits; 0 when they never do."),
};

const REGISTERS = {
  modbus: z.strictObject({
    ...facts,
    address: z.int().min(0).max(0xffff).describe("Counted from 0, as on the wire."),
    functionCode: z
      .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
      .describe("1 coils, 2 discrete inputs, 3 holding registers, 4 input registers."),
    type: z.enum(Object.keys(WORDS_OF_TYPE) as ModbusType[]),
    wordOrder: z.enum(["big", "little"]).describe("big: the most significant word comes first."),
    byteOrder: z
      .enum(["big", "little"])
      .optional()
      .describe("little: within each word the least significant byte comes first."),
    exponentAddress: z
      .int()
      .min(0)
      .max(0xffff)
      .optional()
      .describe("The register whose int16 is an exponent of ten on top of scale."),
    noValue: z
      .array(z.string().regex(/^[0-9a-f]+$/i, "is not hexadecimal"))
      .optional()
      .describe('Raw values, in hexadecimal, that mean "no value".'),
  }),
  dlt645: z.strictObject({
    ...facts,
    dataIdentifier: z
      .string()
      .regex(/^([0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})$/, "is not 4 (1997) or 8 (2007) hexadecimal digits")
      .describe("As printed, most significant byte first: 00010000 (2007), 9010 (1997)."),
    bytes: z.int().min(1).max(8).describe("How many BCD bytes the value has."),
    offset: z.int().min(0).max(250).optional().describe("Bytes before the value in the answer."),
    signed: z.literal(true).optional().describe("The highest bit is the sign."),
  }),
  cjt188: z.strictObject({
    ...facts,
    dataIdentifier: hex(4).describe("901F: the data as they are now."),
    offset: z.int().min(0).max(250).describe("From the first byte after the sequence number."),
    bytes: z.int().min(1).max(8),
    unitCodeOffset: z.int().min(0).max(250).optional().describe("Where the unit's code stands."),
  }),
  mbus: z.strictObject({
    ...facts,
    value: z.enum(MBUS_VALUES).describe("The kind of value by EN 13757-3."),
    storage: z.int().min(0),
    tariff: z.int().min(0),
    subunit: z.int().min(0),
    function: z.enum(["instantaneous", "maximum", "minimum", "error"]),
    occurrence: z.int().min(0).optional().describe("Of several records that fit: which, from 0."),
  }),
  obis: z.strictObject({
    ...facts,
    obis: z
      .string()
      .regex(/^(\d+-\d+:)?[0-9A-F]+\.[0-9A-F]+(\.[0-9A-F]+)?$/, "is not an OBIS code like 1.8.0"),
  }),
  json: z.strictObject({
    ...facts,
    path: z.string().startsWith("$", "is not a JSONPath: it begins with $").max(200),
  }),
  manual: z.strictObject(facts),
};

const expected = z.array(z.strictObject({ quantity: z.string(), value: decimalText })).min(1);
const source = z.string().min(1).describe("Where it was printed or recorded.");
const wordsFrame = z.strictObject({
  source,
  address: z.int().min(0).max(0xffff),
  words: z.string().regex(/^([0-9a-f]{4})+$/i, "is not words of 4 hexadecimal digits"),
  expected,
});
const telegramFrame = z.strictObject({
  source,
  telegrams: z
    .array(z.string().min(1))
    .min(1)
    .describe("Whole answers: hexadecimal, or a message."),
  expected,
});

const modelFacts = {
  $schema: z.string().optional().describe("Lets an editor check the file while it is written."),
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "is not lower case with dashes")
    .max(60)
    .describe("Never changed later: meters refer to it."),
  maker: z.string().min(1).max(60),
  name: z.string().min(1).max(80).describe("As people know it."),
  aliases: z.array(z.string().min(1).max(80)).optional().describe("Other names, for the search."),
  commodities: z.array(z.enum(COMMODITIES)).min(1).describe("What it can measure."),
  transformers: z
    .enum(["none", "primary", "secondary"])
    .describe("primary: the meter itself multiplies by its transformers' ratio."),
  serial: z
    .strictObject({
      baudRate: z.int().min(300).max(1_000_000),
      dataBits: z.union([z.literal(7), z.literal(8)]),
      parity: z.enum(["none", "even", "odd"]),
      stopBits: z.union([z.literal(1), z.literal(2)]),
    })
    .optional()
    .describe("As the maker delivers it."),
  pulses: z
    .literal(true)
    .optional()
    .describe("The registers count pulses; their weight and the start value are asked per meter."),
  sources: z.array(z.string().min(1)).min(1).describe("Document and page, or file, of the facts."),
  confidence: z
    .enum(["A", "B", "C"])
    .describe(
      "A: two sources agree; B: one source; C: not billed before a person has confirmed it.",
    ),
  notes: z.string().optional().describe("What a person should know."),
};

const registersOf = <Register extends z.ZodType>(register: Register) =>
  z.array(register).min(1).max(200);

const models = [
  z.strictObject({
    ...modelFacts,
    protocol: z.literal("modbus"),
    registersAtMost: z.int().min(1).max(125).describe("The most registers of one request."),
    holesReadable: z
      .boolean()
      .describe("Whether a request may span addresses that the map does not define."),
    inputs: z
      .strictObject({ count: z.int().min(1).max(99), step: z.int().min(1).max(1000) })
      .optional()
      .describe("Like inputs, each a meter of its own with the address unit/input."),
    sunspec: z
      .array(z.int().min(1).max(65_534))
      .min(1)
      .optional()
      .describe("SunSpec models; addresses then count from the start of the model's block."),
    probe: z
      .strictObject({
        functionCode: z.union([z.literal(3), z.literal(4)]),
        address: z.int().min(0).max(0xffff),
        answers: z.array(z.string().regex(/^([0-9a-f]{4})+$/i)).min(1),
      })
      .optional()
      .describe("A read that tells by its answer that the meter is of this model."),
    registers: registersOf(REGISTERS.modbus),
    frames: z.array(wordsFrame),
  }),
  z.strictObject({
    ...modelFacts,
    protocol: z.enum(["dlt645-1997", "dlt645-2007"]),
    registers: registersOf(REGISTERS.dlt645),
    frames: z.array(telegramFrame),
  }),
  z.strictObject({
    ...modelFacts,
    protocol: z.literal("cjt188"),
    meterType: hex(2).describe("10 cold water, 11 hot water, 20 heat, 30 gas."),
    registers: registersOf(REGISTERS.cjt188),
    frames: z.array(telegramFrame),
  }),
  z.strictObject({
    ...modelFacts,
    protocol: z.literal("mbus"),
    identities: z.array(
      z.strictObject({
        manufacturer: z
          .string()
          .regex(/^[A-Z]{3}$/, "is not three capital letters")
          .optional(),
        version: z.int().min(0).max(255).optional(),
        medium: z.int().min(0).max(255).optional(),
      }),
    ),
    registers: registersOf(REGISTERS.mbus),
    frames: z.array(telegramFrame),
  }),
  z.strictObject({
    ...modelFacts,
    protocol: z.literal("iec62056-21"),
    registers: registersOf(REGISTERS.obis),
    frames: z.array(telegramFrame),
  }),
  z.strictObject({
    ...modelFacts,
    protocol: z.enum(["mqtt-json", "push"]),
    timePath: z.string().startsWith("$").max(200).optional(),
    registers: registersOf(REGISTERS.json),
    frames: z.array(telegramFrame),
  }),
  z.strictObject({
    ...modelFacts,
    protocol: z.literal("manual"),
    registers: registersOf(REGISTERS.manual),
    frames: z.array(z.never()),
  }),
] as const;

const meterModelFile = z.discriminatedUnion("protocol", models);

/** The format of a file of the catalogue as a JSON Schema, with what each field means. */
export function meterModelJsonSchema(): object {
  return z.toJSONSchema(meterModelFile, { io: "input" });
}

/** The model in a file of the catalogue, or every field that is wrong and what would be right. */
export function parseMeterModel(json: unknown): Result<MeterModel> {
  const parsed = meterModelFile.safeParse(json);
  if (!parsed.success) return failed(parsed.error.issues.map(faultOf));
  const { $schema: _, ...file } = parsed.data;
  // The schema says the same as the type, but for optional fields that zod lets be undefined.
  const model = file as MeterModel;
  const faults = modelFaults(model);
  return faults.length > 0 ? failed(faults) : ok(model);
}

function faultOf(issue: z.core.$ZodIssue): Fault {
  return {
    code: `meter-model.${issue.code.replaceAll("_", "-")}`,
    subject: subjectOf(issue.path),
    message: issue.message,
  };
}

/** `registers[2].unit`; the file itself where the path is empty. */
function subjectOf(path: readonly PropertyKey[]): string {
  const text = path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("");
  return text.replace(/^\./, "") || "file";
}
