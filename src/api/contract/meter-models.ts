import { z } from "zod";
import { METER_PROTOCOLS } from "#domain/metering/meter-model.ts";
import { faultOnWire } from "./problem.ts";
import { commodity, decimalText, instantText, noteAsked } from "./scalars.ts";

/** A type of meter that SmartPM can read: of the catalogue, or made here. */
export const meterModel = z.object({
  id: z.string(),
  maker: z.string(),
  name: z.string(),
  aliases: z.array(z.string()),
  commodities: z.array(commodity),
  protocol: z.enum(METER_PROTOCOLS),
  confidence: z.enum(["A", "B", "C"]),
  /** Made here, not part of the catalogue. */
  isOwn: z.boolean(),
  /** Weight and start value are asked for each meter. */
  countsPulses: z.boolean(),
  /** How many like inputs it has, each a meter of its own: its address is unit/input. */
  inputs: z.int().positive().nullable(),
  notes: z.string(),
  /** Of a doubtful one: who has vouched for it, and when. */
  confirmed: z.object({ by: z.string(), at: instantText, note: z.string() }).nullable(),
  quantities: z.array(z.object({ name: z.string(), unit: z.string(), role: z.string() })),
});
export type MeterModelSummary = z.infer<typeof meterModel>;

export const meterModelList = z.object({ meterModels: z.array(meterModel) });
export type MeterModelList = z.infer<typeof meterModelList>;

/** A type as a file of the catalogue holds it. */
export const meterModelDocument = z.record(z.string(), z.unknown());
export const meterModelFile = z.object({ document: meterModelDocument });

const MESSAGE_AT_MOST = 262_144;

/** A type that is being written, and a message of a meter of it. */
export const messageAsked = z.object({
  document: meterModelDocument,
  message: z.string().min(1, "paste a message").max(MESSAGE_AT_MOST, "is too long for a message"),
});

/** What the registers of a type show in a message. */
export const messageValues = z.object({
  /** When it was measured, as the message says. */
  measuredAt: instantText.nullable(),
  values: z.array(
    z.object({ quantity: z.string(), value: decimalText.nullable(), unit: z.string() }),
  ),
});

/** Every field of a type that is wrong. */
export const meterModelFaults = z.object({ faults: z.array(faultOnWire) });

export const confirmationAsked = z.object({
  note: noteAsked(1000).min(1, "write what was compared: the display showed ..., SmartPM ..."),
});

export const byModelId = z.object({ id: z.string().max(60) });
