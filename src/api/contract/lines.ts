import { z } from "zod";
import { METER_PROTOCOLS } from "#domain/metering/meter-model.ts";
import { decimalText, id, instantText, hostAsked, lineAsked } from "./scalars.ts";

/**
 * good: every meter answers; partial: some are silent; down: none answers; unknown: not polled
 * yet or not any more; disabled: switched off by a person.
 */
export const lineState = z.enum(["good", "partial", "down", "unknown", "disabled"]);
export type LineState = z.infer<typeof lineState>;

export const line = z.object({
  id,
  siteId: id,
  name: z.string(),
  /** How it is reached, for people: `modbus-tcp 10.0.0.7:502`. */
  address: z.string(),
  enabled: z.boolean(),
  state: lineState,
  meters: z.int().nonnegative(),
  metersAnswering: z.int().nonnegative(),
  lastGoodAt: instantText.nullable(),
  lastAttemptAt: instantText.nullable(),
  /** Since the meters were added. */
  attempts: z.int().nonnegative(),
  answers: z.int().nonnegative(),
});
export type Line = z.infer<typeof line>;

export const lineList = z.object({ lines: z.array(line) });
export type LineList = z.infer<typeof lineList>;

const timeoutMs = z
  .int("whole milliseconds")
  .min(50, "at least 50 ms")
  .max(60_000, "at most a minute");
const host = hostAsked.min(1, "write the gateway's name or IP address");
const port = z.int("a whole number").min(1, "from 1 to 65535").max(65_535, "from 1 to 65535");

/** How a serial port is set. */
export const serialSettings = z.object({
  baudRate: z.int().min(300, "from 300 to 1000000").max(1_000_000, "from 300 to 1000000"),
  dataBits: z.union([z.literal(7), z.literal(8)]),
  parity: z.enum(["none", "even", "odd"]),
  stopBits: z.union([z.literal(1), z.literal(2)]),
});

const modbusTcp = z.object({
  kind: z.literal("modbus-tcp"),
  host,
  port,
  timeoutMs,
  /** How many requests may be under way at once; as many as the gateway bears where left out. */
  questionsAtOnce: z
    .int("a whole number")
    .min(1, "from 1 to 16")
    .max(16, "from 1 to 16")
    .optional(),
});
const serialServer = z.object({
  kind: z.literal("serial-server"),
  host,
  port,
  timeoutMs,
  serial: serialSettings,
});
const serialPort = z.object({
  kind: z.literal("serial-port"),
  path: lineAsked(300).min(1, "choose a port"),
  machine: z.string().optional(),
  timeoutMs,
  serial: serialSettings,
});
const broker = z.object({
  kind: z.literal("mqtt"),
  url: lineAsked(300).regex(
    /^(mqtts?|wss?):\/\/[^\s/]+/,
    "write it like mqtt://broker.example:1883",
  ),
  username: lineAsked(200).optional(),
});
const push = z.object({ kind: z.literal("push") });

/** How a line is reached. Secrets are never shown. */
export const transport = z.discriminatedUnion("kind", [
  modbusTcp,
  serialServer,
  serialPort,
  broker.extend({ hasPassword: z.boolean() }),
  push,
]);

/** How a line is to be reached. */
export const transportAsked = z.discriminatedUnion("kind", [
  modbusTcp,
  serialServer,
  serialPort,
  /** Null or left out: the password that is kept. */
  broker.extend({ password: z.string().max(500, "at most 500 characters").nullable().optional() }),
  push,
]);

export const lineAskedFor = z.object({
  siteId: id,
  name: lineAsked(100).min(1, "must not be empty"),
  enabled: z.boolean().default(true),
  transport: transportAsked,
});

/** An hour of a line's meters together. */
export const communicationHour = z.object({
  hour: instantText,
  attempts: z.int().nonnegative(),
  answers: z.int().nonnegative(),
  /** Mean and longest time until an answer, in ms. */
  meanLatencyMs: z.int().nonnegative().nullable(),
  longestLatencyMs: z.int().nonnegative(),
  /** How often what went wrong: no-answer, wrong-checksum, refused, ... */
  errors: z.record(z.string(), z.int().positive()),
});

export const lineDetails = z.object({
  line,
  transport,
  /**
   * How many questions at once were found to be borne, of a line that asks as many as its gateway bears;
   * null of any other, and while nothing is known.
   */
  questionsBorne: z.int().min(1).max(16).nullable(),
  /** Of a line that meters push to: since when its token stands, and who made it. */
  pushToken: z.object({ createdAt: instantText, createdBy: z.string() }).nullable(),
  /** Of the last two days. */
  hours: z.array(communicationHour),
});
export type LineDetails = z.infer<typeof lineDetails>;

/** Machines on which collectors run, with their serial ports. */
export const collectorList = z.object({
  collectors: z.array(
    z.object({
      id: z.string(),
      host: z.string(),
      serialPorts: z.array(z.object({ path: z.string(), name: z.string() })),
    }),
  ),
});

const protocol = z.enum(METER_PROTOCOLS);
const modbusUnit = z.int().min(0).max(255);

/** What a person asks of a line. `document`: a type that is being written. */
export const lineCommandAsked = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("read"),
    address: z.string().max(200),
    modelId: z.string().optional(),
    document: z.record(z.string(), z.unknown()).optional(),
    parameters: z
      .object({ pulseWeight: decimalText.optional(), startValue: decimalText.optional() })
      .optional(),
  }),
  z.object({
    kind: z.literal("scan"),
    protocol,
    first: modbusUnit.optional(),
    last: modbusUnit.optional(),
  }),
]);

export const lineCommand = z.object({
  id,
  lineId: id,
  kind: z.enum(["read", "scan"]),
  state: z.enum(["waiting", "running", "done", "failed", "stopped"]),
  progress: z.number().min(0).max(1),
  asked: z.string().nullable(),
  found: z.array(
    z.object({
      address: z.string(),
      saysOfItself: z.string(),
      modelIds: z.array(z.string()),
      /** Where none is known to fit: types by which it shows what is usual. */
      candidateIds: z.array(z.string()),
      serialNumber: z.string().nullable(),
      /** The meter that is on the line at this address already. */
      meterId: id.nullable(),
    }),
  ),
  problems: z.array(z.object({ asked: z.string(), kind: z.string() })),
  values: z.array(
    z.object({ quantity: z.string(), value: decimalText.nullable(), unit: z.string() }),
  ),
  wire: z.array(
    z.object({
      direction: z.enum(["sent", "received"]),
      hex: z.string(),
      atMs: z.int().nonnegative(),
    }),
  ),
  hints: z.array(
    z.object({
      quantity: z.string(),
      shown: z.string(),
      change: z.enum(["word-order", "byte-order", "scale"]),
      to: z.string(),
      would: z.string(),
    }),
  ),
  latencyMs: z.int().nonnegative().nullable(),
  error: z.object({ kind: z.string(), message: z.string(), code: z.int().nullable() }).nullable(),
});
export type LineCommand = z.infer<typeof lineCommand>;
